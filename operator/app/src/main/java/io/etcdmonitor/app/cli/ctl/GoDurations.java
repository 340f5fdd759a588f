package io.etcdmonitor.app.cli.ctl;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as etcdctl's flags take them: {@code 5s}, {@code 1m30s}, {@code 500ms}. */
public final class GoDurations {
  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|m(?!s)|s|ms|us|µs|ns)");

  private GoDurations() {}

  /**
   * Reads one.
   *
   * @throws CtlException with one sentence when it is none
   */
  public static Duration parse(String flag, String text) {
    Matcher part = PART.matcher(text);
    double nanos = 0;
    int end = 0;
    while (part.find() && part.start() == end) {
      nanos += Double.parseDouble(part.group(1)) * unit(part.group(2));
      end = part.end();
    }
    if (end == 0 || end != text.length()) {
      throw CtlException.badArgs(
          flag + ": '" + text + "' is no duration: write it like 5s, 1m30s or 500ms");
    }
    return Duration.ofNanos((long) nanos);
  }

  private static double unit(String unit) {
    return switch (unit) {
      case "h" -> 3.6e12;
      case "m" -> 6e10;
      case "s" -> 1e9;
      case "ms" -> 1e6;
      case "ns" -> 1;
      default -> 1e3;
    };
  }
}
