package io.etcdmonitor.api.v1alpha1;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The durations of the API: whole hours, minutes, seconds and milliseconds in that order, such as
 * {@code 500ms}, {@code 30s}, {@code 5m} or {@code 1h30m}. Stateless.
 */
public final class Durations {
  /** What a duration looks like; the empty string, which it matches too, is refused by length. */
  public static final String PATTERN =
      "^([0-9]{1,4}h)?([0-9]{1,5}m)?([0-9]{1,6}s)?([0-9]{1,7}ms)?$";

  private static final Pattern COMPILED = Pattern.compile(PATTERN);
  private static final String[] UNITS = {"h", "m", "s", "ms"};
  private static final long[] MILLIS = {3_600_000L, 60_000L, 1_000L, 1L};

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException with one sentence that says what is allowed
   */
  public static Duration parse(String text) {
    Matcher matcher = text == null ? null : COMPILED.matcher(text);
    if (matcher == null || text.isEmpty() || !matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a duration; write it like 500ms, 30s, 5m or 1h30m");
    }
    long millis = 0;
    for (int unit = 0; unit < UNITS.length; unit++) {
      String part = matcher.group(unit + 1);
      if (part != null) {
        String digits = part.substring(0, part.length() - UNITS[unit].length());
        millis += Long.parseLong(digits) * MILLIS[unit];
      }
    }
    return Duration.ofMillis(millis);
  }

  /**
   * Writes a duration in its shortest form; parts below a millisecond are cut off.
   *
   * @throws IllegalArgumentException for a negative duration
   */
  public static String format(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(duration + " is negative; the API has no such durations");
    }
    long rest = duration.toMillis();
    if (rest == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    for (int unit = 0; unit < UNITS.length; unit++) {
      long amount = rest / MILLIS[unit];
      if (amount > 0) {
        text.append(amount).append(UNITS[unit]);
      }
      rest %= MILLIS[unit];
    }
    return text.toString();
  }
}
