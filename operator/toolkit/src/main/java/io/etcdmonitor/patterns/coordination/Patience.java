package io.etcdmonitor.patterns.coordination;

import java.time.Duration;
import java.util.Optional;

/** How long somebody is willing to wait, from the moment it was made. */
final class Patience {
  private final Optional<Duration> limit;
  private final long start = System.nanoTime();

  private Patience(Optional<Duration> limit) {
    this.limit = limit;
  }

  static Patience forever() {
    return new Patience(Optional.empty());
  }

  static Patience of(Duration limit) {
    return new Patience(Optional.of(limit));
  }

  boolean over() {
    return left(Duration.ofNanos(1)).isZero();
  }

  /** What is left, at most so much; zero when nothing is. */
  Duration left(Duration most) {
    if (limit.isEmpty()) {
      return most;
    }
    Duration left = limit.get().minusNanos(System.nanoTime() - start);
    return left.isNegative() ? Duration.ZERO : left.compareTo(most) < 0 ? left : most;
  }
}
