package io.etcdmonitor.api.v1alpha1;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sizes of the API: bytes, or a whole number with a binary unit, such as {@code 100Mi}.
 * Stateless.
 */
public final class Quantities {
  /** What a size looks like. */
  public static final String PATTERN = "^[0-9]{1,15}(Ki|Mi|Gi|Ti)?$";

  private static final Pattern COMPILED = Pattern.compile("^([0-9]{1,15})(Ki|Mi|Gi|Ti)?$");
  private static final String[] UNITS = {"", "Ki", "Mi", "Gi", "Ti"};

  private Quantities() {}

  /**
   * Reads a size in bytes.
   *
   * @throws IllegalArgumentException with one sentence that says what is allowed
   */
  public static long parse(String text) {
    Matcher matcher = text == null ? null : COMPILED.matcher(text);
    if (matcher == null || !matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a size; write bytes or a whole number of Ki, Mi, Gi or Ti");
    }
    long amount = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2) == null ? "" : matcher.group(2);
    for (int power = 0; power < UNITS.length; power++) {
      if (UNITS[power].equals(unit)) {
        return saturatedShift(amount, 10 * power);
      }
    }
    throw new IllegalStateException("unit " + unit + " has no factor");
  }

  /**
   * Writes a size rounded to the nearest whole number of the largest unit that leaves at least
   * three digits' worth of precision below 10,000: 24Mi, 1536Mi, 12Gi. Rounded on purpose: a status
   * that shows bytes changes at every poll.
   *
   * @throws IllegalArgumentException for a negative size
   */
  public static String format(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(bytes + " bytes is negative");
    }
    int power = 0;
    double amount = bytes;
    while (amount >= 10_000 && power < UNITS.length - 1) {
      amount /= 1024;
      power++;
    }
    return Math.round(amount) + UNITS[power];
  }

  private static long saturatedShift(long amount, int bits) {
    return amount > Long.MAX_VALUE >> bits ? Long.MAX_VALUE : amount << bits;
  }
}
