package io.etcdmonitor.app.metrics;

import static io.etcdmonitor.app.metrics.Families.CLUSTER;
import static io.etcdmonitor.app.metrics.Families.MEMBER;
import static io.etcdmonitor.app.metrics.Families.NAMESPACE;

import io.etcdmonitor.engine.model.Measurement;

/**
 * A family and the measurement that its rows come from.
 *
 * @param measurement its name
 * @param family the family
 * @param shape which of the measurement's dimensions are labels
 * @param factor what its value is multiplied by
 * @param fixed the last label's value with {@link Shape#FIXED}; else empty
 */
record Source(String measurement, MetricFamily family, Shape shape, double factor, String fixed) {
  static final double MILLIS = 1_000;
  static final double PERCENT = 0.01;

  /** Which rows there are. */
  enum Shape {
    /** One for the cluster. */
    CLUSTER,
    /** One for the cluster and each value of the measurement's label. */
    CLUSTER_LABELLED,
    /** One for each member. */
    MEMBER,
    /** One for each member, with a word of ours as the last label. */
    FIXED,
    /** One for each member and each value of the measurement's label. */
    LABELLED,
    /** The same, and also where there is no member. */
    LABELLED_OR_NOBODY
  }

  static Source cluster(String measurement, MetricFamily family) {
    return new Source(measurement, family, Shape.CLUSTER, 1, "");
  }

  static Source clusterLabelled(String measurement, MetricFamily family) {
    return new Source(measurement, family, Shape.CLUSTER_LABELLED, 1, "");
  }

  static Source member(String measurement, MetricFamily family) {
    return member(measurement, family, 1);
  }

  static Source member(String measurement, MetricFamily family, double factor) {
    return new Source(measurement, family, Shape.MEMBER, factor, "");
  }

  static Source fixed(String measurement, MetricFamily family, String label) {
    return new Source(measurement, family, Shape.FIXED, 1, label);
  }

  static Source labelled(String measurement, MetricFamily family) {
    return new Source(measurement, family, Shape.LABELLED, 1, "");
  }

  static Source labelledOrNobody(String measurement, MetricFamily family) {
    return new Source(measurement, family, Shape.LABELLED_OR_NOBODY, 1, "");
  }

  /** A gauge with a row for each member. */
  static MetricFamily gauge(String name, String help, String... more) {
    return MetricFamily.gauge(name, help, labels(more));
  }

  /** A counter with a row for each member. */
  static MetricFamily counter(String name, String help, String... more) {
    return MetricFamily.counter(name, help, labels(more));
  }

  private static String[] labels(String... more) {
    String[] labels = new String[more.length + 3];
    labels[0] = NAMESPACE;
    labels[1] = CLUSTER;
    labels[2] = MEMBER;
    System.arraycopy(more, 0, labels, 3, more.length);
    return labels;
  }

  /** Writes the row, if the measurement is of this shape. */
  void write(Rows rows, String namespace, String cluster, Measurement m) {
    boolean nobody = m.member().isEmpty();
    boolean plain = m.label().isEmpty();
    double value = m.value() * factor;
    switch (shape) {
      case CLUSTER -> {
        if (nobody && plain) {
          rows.add(family, value, namespace, cluster);
        }
      }
      case CLUSTER_LABELLED -> {
        if (nobody && !plain) {
          rows.add(family, value, namespace, cluster, m.label());
        }
      }
      case MEMBER -> {
        if (!nobody && plain) {
          rows.add(family, value, namespace, cluster, m.member());
        }
      }
      case FIXED -> {
        if (!nobody && plain) {
          rows.add(family, value, namespace, cluster, m.member(), fixed);
        }
      }
      case LABELLED -> {
        if (!nobody) {
          rows.add(family, value, namespace, cluster, m.member(), m.label());
        }
      }
      case LABELLED_OR_NOBODY -> rows.add(family, value, namespace, cluster, m.member(), m.label());
    }
  }
}
