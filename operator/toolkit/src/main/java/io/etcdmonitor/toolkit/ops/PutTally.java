package io.etcdmonitor.toolkit.ops;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Latencies and errors of puts, from many threads. Read when all of them have ended. */
final class PutTally {
  private final long[] nanos;
  private final AtomicLong count = new AtomicLong();
  private final Map<String, Long> errors = new TreeMap<>();

  /**
   * @param most so many can be counted
   */
  PutTally(int most) {
    nanos = new long[most];
  }

  void took(long latencyNanos) {
    nanos[(int) count.getAndIncrement()] = latencyNanos;
  }

  synchronized void failed(String why) {
    errors.merge(why, 1L, Long::sum);
  }

  /** How often each sentence. */
  synchronized Map<String, Long> errors() {
    return Map.copyOf(errors);
  }

  /** How many succeeded. */
  int count() {
    return (int) count.get();
  }

  /** The longest, in seconds; 0 without any. */
  double slowest() {
    return Arrays.stream(nanos, 0, count()).max().orElse(0) / 1e9;
  }

  /** The standard deviation, in seconds; 0 without any. */
  double deviation() {
    double mean = Arrays.stream(nanos, 0, count()).average().orElse(0);
    double variance =
        Arrays.stream(nanos, 0, count())
            .mapToDouble(x -> (x - mean) * (x - mean))
            .average()
            .orElse(0);
    return Math.sqrt(variance) / 1e9;
  }
}
