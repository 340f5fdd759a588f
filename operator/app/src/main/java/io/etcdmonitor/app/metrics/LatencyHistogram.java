package io.etcdmonitor.app.metrics;

import io.etcdmonitor.engine.Lags;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.util.Arrays;

/** Counts latencies in fixed buckets. Thread-safe. */
final class LatencyHistogram {
  private static final double[] BOUNDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, Double.POSITIVE_INFINITY
  };

  private final double[] bounds;
  private final long[] counts;
  private double sum;

  LatencyHistogram() {
    this(BOUNDS, new long[BOUNDS.length], 0);
  }

  private LatencyHistogram(double[] bounds, long[] counts, double sum) {
    this.bounds = bounds;
    this.counts = counts;
    this.sum = sum;
  }

  /** Of what the scheduler has counted. */
  static LatencyHistogram of(Lags lags) {
    return new LatencyHistogram(lags.bounds(), lags.counts(), lags.sum());
  }

  synchronized void add(double seconds) {
    int at = Arrays.binarySearch(bounds, seconds);
    counts[at >= 0 ? at : -at - 1]++;
    sum += seconds;
  }

  synchronized double sum() {
    return sum;
  }

  synchronized ClassicHistogramBuckets buckets() {
    return ClassicHistogramBuckets.of(bounds.clone(), counts.clone());
  }
}
