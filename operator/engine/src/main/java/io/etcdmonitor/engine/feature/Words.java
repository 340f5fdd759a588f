package io.etcdmonitor.engine.feature;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Locale;

/** Numbers and times as people read them. */
public final class Words {
  private Words() {}

  /**
   * {@code 12 ms}, {@code 1.5 s}, {@code 12 min}, {@code 3.0 h}, {@code 12 days}. Days are full
   * ones: who has six and a half has fewer than seven.
   */
  public static String duration(Duration time) {
    // Not by toNanos, which knows no more than 292 years.
    double seconds = time.getSeconds() + time.getNano() / 1e9;
    if (seconds < 1) {
      return Math.round(seconds * 1000) + " ms";
    }
    if (seconds < 120) {
      return number(seconds) + " s";
    }
    if (seconds < 7200) {
      return Math.round(seconds / 60) + " min";
    }
    return seconds < 172_800 ? number(seconds / 3600) + " h" : time.toDays() + " days";
  }

  /** A time that is longer than a limit, to a further digit where both would read the same. */
  public static String over(Duration limit, Duration time) {
    String words = duration(time);
    return words.equals(duration(limit)) ? number(time.toNanos() / 1e6) + " ms" : words;
  }

  /** {@code 512 B}, {@code 20.0 MiB}, {@code 1.2 GiB}. */
  public static String bytes(long bytes) {
    if (bytes < 1 << 10) {
      return bytes + " B";
    }
    if (bytes < 1 << 20) {
      return number(bytes / 1024.0) + " KiB";
    }
    return bytes < 1 << 30
        ? number(bytes / (double) (1 << 20)) + " MiB"
        : number(bytes / (double) (1 << 30)) + " GiB";
  }

  /** A point in time, to the second, UTC. */
  public static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** At most one decimal. */
  public static String number(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : String.format(Locale.ROOT, "%.1f", number);
  }

  /** {@code a, b and c}. */
  public static String list(Collection<String> parts) {
    if (parts.size() < 2) {
      return String.join("", parts);
    }
    String joined = String.join(", ", parts);
    int last = joined.lastIndexOf(", ");
    return joined.substring(0, last) + " and " + joined.substring(last + 2);
  }

  /** {@code 1 member}, {@code 2 members}. */
  public static String count(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
