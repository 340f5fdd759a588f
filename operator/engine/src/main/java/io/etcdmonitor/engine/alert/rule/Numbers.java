package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.feature.Words;
import java.time.Duration;
import java.util.Locale;

/** Numbers with the unit that their measurement's name tells. */
final class Numbers {
  private Numbers() {}

  static String of(String measurement, double value) {
    String name = measurement.toLowerCase(Locale.ROOT);
    if (name.endsWith("percent")) {
      return Words.number(value) + " %";
    }
    if (name.endsWith("secondsleft")) {
      String time = Words.duration(Duration.ofSeconds((long) Math.abs(value)));
      return value > 0 ? time + " left" : "ended " + time + " ago";
    }
    if (name.contains("seconds") || name.contains("latency") || name.matches(".*p\\d\\d")) {
      return (value < 0 ? "-" : "")
          + Words.duration(Duration.ofNanos((long) (Math.abs(value) * 1e9)));
    }
    if (name.endsWith("size") || name.endsWith("memory")) {
      return (value < 0 ? "-" : "") + Words.bytes((long) Math.abs(value));
    }
    return Words.number(value);
  }
}
