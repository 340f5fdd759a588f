package io.etcdmonitor.kube.status;

import io.etcdmonitor.api.v1alpha1.Quantities;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Rounds numbers for people, so that a status does not change with every breath. Pure functions.
 */
final class Rounding {
  private static final Pattern DIGITS = Pattern.compile("[0-9]+([.,][0-9]+)*");

  /** Sizes are rounded to this share of themselves: a bit more than one percent. */
  private static final int STEPS = 64;

  private static final int SIGNIFICANT = 3;
  private static final long MILLIS = 1_000;

  private Rounding() {}

  /** A size within about one percent, for example {@code 24Mi}. */
  static String size(long bytes) {
    long step = Math.max(1, Long.highestOneBit(Math.max(1, bytes)) / STEPS);
    return Quantities.format((bytes + step / 2) / step * step);
  }

  /**
   * A duration with one significant digit below a second ({@code 5ms}, {@code 200ms}), else whole
   * seconds.
   */
  static String duration(Duration duration) {
    long millis = Math.max(1, Math.round(duration.toNanos() / 1e6));
    if (millis >= MILLIS) {
      return (millis + MILLIS / 2) / MILLIS + "s";
    }
    return significant(new BigDecimal(millis), 1).longValue() + "ms";
  }

  /** Entries with one significant digit; a handful is none. */
  static long entries(long count) {
    return count < 10 ? 0 : significant(new BigDecimal(count), 1).longValue();
  }

  /** Three significant digits, no exponent, no trailing zeros. */
  static String number(double value) {
    return significant(new BigDecimal(value), SIGNIFICANT).stripTrailingZeros().toPlainString();
  }

  /** A text in which only numbers differ stays equal. */
  static String withoutDigits(String text) {
    return text == null ? null : DIGITS.matcher(text).replaceAll("#");
  }

  private static BigDecimal significant(BigDecimal value, int digits) {
    return value.round(new MathContext(digits, RoundingMode.HALF_UP));
  }
}
