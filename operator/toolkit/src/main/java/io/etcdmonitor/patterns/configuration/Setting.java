package io.etcdmonitor.patterns.configuration;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A setting: its key, what its text means, and what it is while nobody has set it.
 *
 * @param key below the root of the configuration
 * @param reads turns text into a value; throws {@link IllegalArgumentException} saying what is
 *     allowed
 * @param writes turns a value into text
 */
public record Setting<T>(
    String key, Function<String, T> reads, Function<T, String> writes, T otherwise) {

  public Setting {
    Objects.requireNonNull(otherwise, "a setting needs a default");
    if (key.isEmpty() || key.startsWith("/")) {
      throw new IllegalArgumentException("a setting needs a key that does not begin with a slash");
    }
  }

  /** Text. */
  public static Setting<String> text(String key, String otherwise) {
    return new Setting<>(key, Function.identity(), Function.identity(), otherwise);
  }

  /** A whole number. */
  public static Setting<Long> number(String key, long otherwise) {
    return new Setting<>(
        key,
        text -> {
          try {
            return Long.valueOf(text.strip());
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no whole number", e);
          }
        },
        value -> Long.toString(value),
        otherwise);
  }

  /** true or false. */
  public static Setting<Boolean> flag(String key, boolean otherwise) {
    return new Setting<>(
        key,
        text ->
            switch (text.strip().toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default ->
                  throw new IllegalArgumentException("'" + text + "' is neither true nor false");
            },
        value -> Boolean.toString(value),
        otherwise);
  }

  /** As ISO 8601 has it: PT30S. */
  public static Setting<Duration> duration(String key, Duration otherwise) {
    return new Setting<>(
        key,
        text -> {
          try {
            return Duration.parse(text.strip());
          } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is no duration such as PT30S", e);
          }
        },
        Duration::toString,
        otherwise);
  }

  /**
   * What a text means; the default for none.
   *
   * @throws BadSettingException when it means nothing
   */
  public T of(Optional<String> text) {
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      return reads.apply(text.get());
    } catch (IllegalArgumentException e) {
      throw new BadSettingException(key + ": " + e.getMessage(), e);
    }
  }
}
