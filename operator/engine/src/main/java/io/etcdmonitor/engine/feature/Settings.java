package io.etcdmonitor.engine.feature;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kinds of settings, each declared and read the same way everywhere. */
public final class Settings {
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");

  private Settings() {}

  /** A duration such as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 7d}. */
  public static SettingSpec duration(String name, String description, String defaultValue) {
    return new SettingSpec(
        name,
        description,
        defaultValue,
        text ->
            parse(text).isPresent()
                ? Optional.empty()
                : Optional.of("write a duration such as 500ms, 30s, 5m, 1h or 7d"));
  }

  /** A whole number within limits. */
  public static SettingSpec integer(
      String name, String description, int defaultValue, int least, int most) {
    return new SettingSpec(
        name,
        description,
        Integer.toString(defaultValue),
        text -> {
          try {
            int value = integerOf(text);
            if (value >= least && value <= most) {
              return Optional.empty();
            }
          } catch (NumberFormatException e) {
            // The sentence below says what is allowed, whatever was written.
          }
          return Optional.of("write a whole number from %d to %d".formatted(least, most));
        });
  }

  /** A comma-separated list of at most {@code most} texts; may be empty. */
  public static SettingSpec list(String name, String description, int most) {
    return new SettingSpec(
        name,
        description,
        "",
        text ->
            listOf(text).size() <= most
                ? Optional.empty()
                : Optional.of("write at most %d, separated by commas".formatted(most)));
  }

  /**
   * Reads a whole number that was checked before; blanks around it do not count.
   *
   * @throws NumberFormatException when it is none
   */
  public static int integerOf(String text) {
    return Integer.parseInt(text.strip());
  }

  /**
   * Reads a duration that was checked before.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Duration durationOf(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a duration"));
  }

  /** Reads a list; blanks around its parts do not count. */
  public static List<String> listOf(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .distinct()
        .toList();
  }

  private static Optional<Duration> parse(String text) {
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches() || matcher.group(1).length() > 9) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        });
  }
}
