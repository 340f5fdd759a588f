package io.etcdmonitor.engine.feature;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalDouble;

/** Latencies of the last five minutes, at most so many; older ones are forgotten. Thread-safe. */
public final class LatencyWindow {
  /** How far back it reaches. */
  public static final Duration SPAN = Duration.ofMinutes(5);

  private static final int MOST = 512;

  private record Sample(Instant time, double seconds) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /** Takes one in. */
  public synchronized void add(Instant time, double seconds) {
    samples.addLast(new Sample(time, seconds));
    if (samples.size() > MOST) {
      samples.removeFirst();
    }
  }

  /** Those in the window, ascending. */
  public synchronized double[] sorted(Instant now) {
    Instant oldest = now.minus(SPAN);
    while (!samples.isEmpty() && samples.peekFirst().time().isBefore(oldest)) {
      samples.removeFirst();
    }
    double[] seconds = samples.stream().mapToDouble(Sample::seconds).toArray();
    Arrays.sort(seconds);
    return seconds;
  }

  /** The nearest-rank quantile of ascending values; empty without values. */
  public static OptionalDouble quantile(double[] sorted, double q) {
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    int rank = (int) Math.ceil(q * sorted.length);
    return OptionalDouble.of(sorted[Math.max(rank, 1) - 1]);
  }
}
