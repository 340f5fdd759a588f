package io.etcdmonitor.app.metrics;

import java.util.List;

/**
 * One metric: its name, once.
 *
 * @param name as scraped, a counter with its {@code _total}
 * @param type its type
 * @param help what it says
 * @param labels label names, in order
 */
public record MetricFamily(String name, Type type, String help, List<String> labels) {

  /** Prometheus' types. */
  public enum Type {
    GAUGE,
    COUNTER,
    HISTOGRAM
  }

  public MetricFamily {
    labels = List.copyOf(labels);
  }

  static MetricFamily gauge(String name, String help, String... labels) {
    return new MetricFamily(name, Type.GAUGE, help, List.of(labels));
  }

  static MetricFamily counter(String name, String help, String... labels) {
    return new MetricFamily(name, Type.COUNTER, help, List.of(labels));
  }

  static MetricFamily histogram(String name, String help, String... labels) {
    return new MetricFamily(name, Type.HISTOGRAM, help, List.of(labels));
  }

  /** The name as the client library wants it: a counter's without {@code _total}. */
  String baseName() {
    return type == Type.COUNTER ? name.substring(0, name.length() - "_total".length()) : name;
  }
}
