package io.etcdmonitor.kube.status;

import io.etcdmonitor.engine.model.Measurement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes measurements for people: {@code probeLatency.m1: 5ms}. Pure functions. */
final class Measurements {
  /** A status is no time series: the rest is in the metrics. */
  private static final int MOST = 64;

  private static final double NANOS = 1e9;

  private Measurements() {}

  static Map<String, String> text(List<Measurement> measurements) {
    Map<String, String> text = new TreeMap<>();
    for (Measurement m : measurements) {
      if (text.size() < MOST && Double.isFinite(m.value())) {
        text.put(Accepted.text(key(m)), value(m));
      }
    }
    return text;
  }

  private static String key(Measurement m) {
    StringBuilder key = new StringBuilder(m.name());
    if (!m.member().isEmpty()) {
      key.append('.').append(m.member());
    }
    if (!m.label().isEmpty()) {
      key.append('.').append(m.label());
    }
    return key.toString();
  }

  private static String value(Measurement m) {
    String name = m.name().toLowerCase(Locale.ROOT);
    if (name.contains("latency") || name.contains("duration") || name.contains("seconds")) {
      return Rounding.duration(Duration.ofNanos((long) (m.value() * NANOS)));
    }
    boolean size = name.contains("bytes") || name.contains("size") || name.contains("memory");
    if (size && m.value() >= 0) {
      return Rounding.size((long) m.value());
    }
    return name.contains("rate") ? Rounding.number(m.value()) + "/s" : Rounding.number(m.value());
  }
}
