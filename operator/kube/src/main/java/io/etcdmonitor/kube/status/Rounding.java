package io.etcdmonitor.kube.status;

import io.etcdmonitor.api.v1alpha1.Quantities;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * Rounds numbers for people, so that a status does not change with every breath. Pure functions.
 */
final class Rounding {
  /** Sizes are rounded to this share of themselves: a bit more than one percent. */
  private static final int STEPS = 64;

  private static final int SIGNIFICANT = 3;
  private static final long MILLIS = 1_000;

  private Rounding() {}

  /** A size within about one percent, for example {@code 24Mi}. */
  static String size(long bytes) {
    long step = Math.max(1, Long.highestOneBit(Math.max(1, bytes)) / STEPS);
    // The largest number that there is, a quota that is to be none, has no room for more.
    long half = Math.min(step / 2, Long.MAX_VALUE - Math.max(0, bytes));
    return Quantities.format((bytes + half) / step * step);
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

  /**
   * A text in which only numbers differ stays equal: each, with its dots and commas, becomes one
   * {@code #}. Each status that is looked at comes by here: no regular expression, and no copy of a
   * text without digits.
   */
  static String withoutDigits(String text) {
    int at = text == null ? -1 : digit(text, 0);
    if (at < 0) {
      return text;
    }
    StringBuilder rest = new StringBuilder(text.length());
    int from = 0;
    while (at >= 0) {
      rest.append(text, from, at).append('#');
      from = numberEnd(text, at);
      at = digit(text, from);
    }
    return rest.append(text, from, text.length()).toString();
  }

  /** Where the next digit is; negative where there is none. */
  private static int digit(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (isDigit(text, i)) {
        return i;
      }
    }
    return -1;
  }

  private static int numberEnd(String text, int from) {
    int end = from;
    while (isDigit(text, end) || (isPoint(text, end) && isDigit(text, end + 1))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private static boolean isPoint(String text, int at) {
    return at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == ',');
  }

  private static BigDecimal significant(BigDecimal value, int digits) {
    return value.round(new MathContext(digits, RoundingMode.HALF_UP));
  }
}
