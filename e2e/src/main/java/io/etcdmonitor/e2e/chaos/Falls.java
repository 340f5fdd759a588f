package io.etcdmonitor.e2e.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How often members of a cluster went away of late, as far as the operator can see. */
final class Falls {
  private static final Duration REMEMBERED = Duration.ofMinutes(35);
  private static final int MANY = 3;

  private final Deque<Long> times = new ArrayDeque<>();

  void add() {
    times.add(System.nanoTime());
  }

  /** Whether it is told that a member comes and goes. */
  boolean many() {
    times.removeIf(time -> System.nanoTime() - time > REMEMBERED.toNanos());
    return times.size() >= MANY;
  }
}
