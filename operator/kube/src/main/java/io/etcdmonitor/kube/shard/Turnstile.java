package io.etcdmonitor.kube.shard;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;

/** Lets work in while it is allowed, and tells when all that came in has gone. Thread-safe. */
final class Turnstile {
  private final ReentrantReadWriteLock work = new ReentrantReadWriteLock(true);

  /** True when allowed; the same thread exits then. */
  boolean enter(BooleanSupplier allowed) {
    work.readLock().lock();
    boolean in = false;
    try {
      in = allowed.getAsBoolean();
      return in;
    } finally {
      if (!in) {
        work.readLock().unlock();
      }
    }
  }

  void exit() {
    work.readLock().unlock();
  }

  /** Waits for those who entered; false when that takes too long. */
  boolean drained(Duration most) {
    try {
      if (work.writeLock().tryLock(most.toMillis(), TimeUnit.MILLISECONDS)) {
        work.writeLock().unlock();
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
