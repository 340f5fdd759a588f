package io.etcdmonitor.app.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.util.Arrays;

/** Counts latencies in fixed buckets. Thread-safe. */
final class LatencyHistogram {
  private static final double[] BOUNDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, Double.POSITIVE_INFINITY
  };

  private final long[] counts = new long[BOUNDS.length];
  private double sum;

  synchronized void add(double seconds) {
    int at = Arrays.binarySearch(BOUNDS, seconds);
    counts[at >= 0 ? at : -at - 1]++;
    sum += seconds;
  }

  synchronized double sum() {
    return sum;
  }

  synchronized ClassicHistogramBuckets buckets() {
    return ClassicHistogramBuckets.of(BOUNDS.clone(), counts.clone());
  }
}
