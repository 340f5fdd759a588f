package io.etcdmonitor.engine.scrape;

import io.etcdmonitor.engine.metricspage.MetricsPage.Sample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A histogram as Prometheus pages tell it: how many observations were at most so long. Immutable.
 */
public final class Histogram {
  private final double[] bounds;
  private final double[] cumulative;

  private Histogram(double[] bounds, double[] cumulative) {
    this.bounds = bounds;
    this.cumulative = cumulative;
  }

  /**
   * From its buckets; those of several label sets are summed. Empty when they make no histogram.
   */
  static Optional<Histogram> of(List<Sample> buckets) {
    Map<Double, Double> byBound = new TreeMap<>();
    for (Sample sample : buckets) {
      OptionalDouble bound = bound(sample.label("le"));
      if (bound.isEmpty() || !(sample.value() >= 0)) {
        return Optional.empty();
      }
      byBound.merge(bound.getAsDouble(), sample.value(), Double::sum);
    }
    double[] bounds = byBound.keySet().stream().mapToDouble(b -> b).toArray();
    double[] cumulative = byBound.values().stream().mapToDouble(c -> c).toArray();
    // Without +Inf the page was cut; a bucket below the one before it is no count of anything.
    boolean whole = bounds.length > 1 && bounds[bounds.length - 1] == Double.POSITIVE_INFINITY;
    return whole && rising(cumulative)
        ? Optional.of(new Histogram(bounds, cumulative))
        : Optional.empty();
  }

  /** The same, with the bounds of another one if they are equal: etcd's never change. */
  Histogram sharing(Histogram other) {
    return other != null && java.util.Arrays.equals(bounds, other.bounds)
        ? new Histogram(other.bounds, cumulative)
        : this;
  }

  /** Number of observations. */
  public double count() {
    return cumulative[cumulative.length - 1];
  }

  /**
   * What was observed since an earlier reading; empty when the buckets are others or a count went
   * back, as after a restart.
   */
  public Optional<Histogram> since(Histogram before) {
    if (!java.util.Arrays.equals(bounds, before.bounds)) {
      return Optional.empty();
    }
    double[] difference = new double[cumulative.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = cumulative[i] - before.cumulative[i];
      if (difference[i] < 0) {
        return Optional.empty();
      }
    }
    return rising(difference) ? Optional.of(new Histogram(bounds, difference)) : Optional.empty();
  }

  /** Both together; empty when their buckets differ. */
  public Optional<Histogram> plus(Histogram other) {
    if (!java.util.Arrays.equals(bounds, other.bounds)) {
      return Optional.empty();
    }
    double[] sum = new double[cumulative.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = cumulative[i] + other.cumulative[i];
    }
    return Optional.of(new Histogram(bounds, sum));
  }

  /**
   * A quantile, interpolated within its bucket as Prometheus does; the largest finite bound when it
   * lies beyond that ({@link #beyond}). Empty without observations.
   *
   * @param q from 0 to 1
   */
  public OptionalDouble quantile(double q) {
    double count = count();
    if (count <= 0) {
      return OptionalDouble.empty();
    }
    int bucket = bucket(q * count);
    if (bucket == bounds.length - 1) {
      return OptionalDouble.of(bounds[bucket - 1]);
    }
    double low = bucket == 0 ? 0 : bounds[bucket - 1];
    double below = bucket == 0 ? 0 : cumulative[bucket - 1];
    double inside = cumulative[bucket] - below;
    double share = inside <= 0 ? 1 : (q * count - below) / inside;
    return OptionalDouble.of(low + (bounds[bucket] - low) * share);
  }

  /** Whether a quantile is larger than the largest bound that the server measures. */
  public boolean beyond(double q) {
    return count() > 0 && bucket(q * count()) == bounds.length - 1;
  }

  private int bucket(double rank) {
    int bucket = 0;
    while (bucket < bounds.length - 1 && cumulative[bucket] < rank) {
      bucket++;
    }
    return bucket;
  }

  private static boolean rising(double[] counts) {
    for (int i = 1; i < counts.length; i++) {
      if (!(counts[i] >= counts[i - 1])) {
        return false;
      }
    }
    return true;
  }

  private static OptionalDouble bound(String text) {
    if (text.equals("+Inf")) {
      return OptionalDouble.of(Double.POSITIVE_INFINITY);
    }
    try {
      double bound = Double.parseDouble(text);
      return Double.isNaN(bound) ? OptionalDouble.empty() : OptionalDouble.of(bound);
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
