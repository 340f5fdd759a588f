package io.etcdmonitor.app.config;

import io.etcdmonitor.api.v1alpha1.Durations;
import io.etcdmonitor.etcd.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How an option's text becomes a value.
 *
 * @param <T> the value's type
 * @param label what stands for the value in help texts, for example {@code PORT}
 * @param allowed what is allowed, continuing "must be "
 * @param list whether several values may be given (a YAML list, or one text with commas)
 * @param parser throws {@link IllegalArgumentException} for a text that is not allowed
 */
public record OptionType<T>(
    String label, String allowed, boolean list, Function<String, T> parser) {

  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  /** Any text but the empty one. */
  static OptionType<String> text(String label) {
    return new OptionType<>(label, "a text that is not empty", false, OptionType::notEmpty);
  }

  static OptionType<Integer> integer(String label, int min, int max) {
    return new OptionType<>(
        label,
        "a whole number from " + min + " to " + max,
        false,
        text -> {
          int value = Integer.parseInt(text);
          if (value < min || value > max) {
            throw new IllegalArgumentException(text);
          }
          return value;
        });
  }

  static OptionType<Boolean> bool() {
    return new OptionType<>(
        "true|false",
        "true or false",
        false,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(text);
            });
  }

  static OptionType<Duration> duration(Duration min, Duration max) {
    return new OptionType<>(
        "DURATION",
        "a duration from "
            + Durations.format(min)
            + " to "
            + Durations.format(max)
            + ", written like 500ms, 30s, 5m or 1h30m",
        false,
        text -> {
          Duration value = Durations.parse(text);
          if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(text);
          }
          return value;
        });
  }

  static <E extends Enum<E>> OptionType<E> choice(Class<E> type) {
    String words =
        Arrays.stream(type.getEnumConstants())
            .map(e -> e.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    return new OptionType<>(
        words.replace(", ", "|"),
        "one of " + words,
        false,
        text -> {
          if (!text.equals(text.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(text);
          }
          return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        });
  }

  static OptionType<String> dnsLabel(String label) {
    return new OptionType<>(
        label, "a lower-case DNS label (letters, digits, hyphens)", false, OptionType::label);
  }

  static OptionType<List<String>> dnsLabels(String label) {
    return new OptionType<>(
        label + ",...",
        "a list of lower-case DNS labels (letters, digits, hyphens)",
        true,
        text -> split(text, OptionType::label));
  }

  static OptionType<List<Endpoint>> endpoints() {
    return new OptionType<>(
        "URL,...",
        "a list of client URLs, each http://host:port, https://host:port or host:port",
        true,
        text -> split(text, Endpoint::parse));
  }

  private static <E> List<E> split(String text, Function<String, E> parser) {
    List<E> values = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      values.add(parser.apply(part.strip()));
    }
    return List.copyOf(values);
  }

  private static String notEmpty(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static String label(String text) {
    if (!DNS_LABEL.matcher(text).matches()) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }
}
