package io.etcdmonitor.toolkit.ops;

import java.util.Locale;

/** Sizes as etcdctl prints them: powers of 1000, two digits. */
public final class Sizes {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private Sizes() {}

  /** For example {@code 20 kB}, {@code 2.1 GB}. */
  public static String decimal(long bytes) {
    if (bytes < 10) {
      return bytes + " B";
    }
    int unit =
        Math.min(UNITS.length - 1, (int) Math.floor(Math.log((double) bytes) / Math.log(1000)));
    double value = Math.floor((double) bytes / Math.pow(1000, unit) * 10 + 0.5) / 10;
    // Go rounds a half to the even neighbour: 20,480 bytes are "20 kB" there.
    return value < 10
        ? String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit])
        : String.format(Locale.ROOT, "%.0f %s", Math.rint(value), UNITS[unit]);
  }
}
