package io.etcdmonitor.engine.view;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Something read at most once per round, by whoever needs it first; others wait. When the reader is
 * abandoned in the middle, the next one reads.
 */
final class Memo<T> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Supplier<T> reader;
  private volatile T value;

  Memo(Supplier<T> reader) {
    this.reader = reader;
  }

  /** What was read, if it was. */
  Optional<T> known() {
    return Optional.ofNullable(value);
  }

  T get() {
    T known = value;
    if (known != null) {
      return known;
    }
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the run was abandoned");
    }
    try {
      if (value == null) {
        value = reader.get();
      }
      return value;
    } finally {
      lock.unlock();
    }
  }
}
