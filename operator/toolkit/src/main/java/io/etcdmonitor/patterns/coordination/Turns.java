package io.etcdmonitor.patterns.coordination;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whose turn it is among the threads that share one lock object: first come, first served, and
 * re-entrant for the thread whose turn it is. Only that thread queues in etcd.
 */
final class Turns {
  private static final Duration FOREVER = Duration.ofDays(3_650);
  private final Semaphore gate = new Semaphore(1, true);
  private volatile Grant current;

  /** One acquisition, and how often its thread entered it. */
  record Grant(Place place, Thread owner, AtomicInteger entries) {
    /** False when it was left meanwhile. */
    private boolean enter() {
      return entries.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
    }

    /** True when that was the outermost entry. */
    boolean leave() {
      return entries.decrementAndGet() == 0;
    }
  }

  /** The turn that this thread has already, entered once more. */
  Optional<Grant> again(String what) {
    Grant held = current;
    if (held == null || !held.owner().equals(Thread.currentThread())) {
      return Optional.empty();
    }
    held.place().session().check(what);
    return held.enter() ? Optional.of(held) : Optional.empty();
  }

  boolean take(Patience patience) throws InterruptedException {
    return gate.tryAcquire(patience.left(FOREVER).toNanos(), TimeUnit.NANOSECONDS);
  }

  boolean takeNow() {
    return gate.tryAcquire();
  }

  /** The turn of this thread has led to a place in front of everybody. */
  Grant grant(Place place) {
    Grant granted = new Grant(place, Thread.currentThread(), new AtomicInteger(1));
    current = granted;
    return granted;
  }

  void end() {
    current = null;
    gate.release();
  }
}
