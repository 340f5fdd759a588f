package io.etcdmonitor.engine;

import java.time.Duration;
import java.util.Arrays;

/**
 * How late rounds have started, counted in buckets. Not thread-safe; {@link #copy} is for whoever
 * reads elsewhere.
 */
public final class Lags {
  /** Upper bounds in seconds; the last is infinity. */
  private static final double[] BOUNDS = {
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Double.POSITIVE_INFINITY
  };

  private final long[] counts = new long[BOUNDS.length];
  private double sum;

  /** Counts one. */
  public void add(Duration late) {
    double seconds = late.toNanos() / 1e9;
    int at = Arrays.binarySearch(BOUNDS, seconds);
    counts[at >= 0 ? at : -at - 1]++;
    sum += seconds;
  }

  /** Upper bounds of the buckets in seconds. */
  public double[] bounds() {
    return BOUNDS.clone();
  }

  /** How many in each bucket. */
  public long[] counts() {
    return counts.clone();
  }

  /** Seconds in all. */
  public double sum() {
    return sum;
  }

  /** As it is now. */
  public Lags copy() {
    Lags copy = new Lags();
    System.arraycopy(counts, 0, copy.counts, 0, counts.length);
    copy.sum = sum;
    return copy;
  }
}
