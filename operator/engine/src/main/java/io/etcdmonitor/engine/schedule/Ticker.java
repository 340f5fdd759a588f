package io.etcdmonitor.engine.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clockwork: a thread that ticks when something is due, when woken, and at least every {@code
 * atLeast}. Nothing that a tick throws stops it.
 */
public final class Ticker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Ticker.class);

  private final Supplier<Instant> tick;
  private final Clock clock;
  private final Duration atLeast;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private boolean woken;
  private volatile boolean closed;

  /**
   * @param tick does what is due and says when to come again
   */
  public Ticker(Supplier<Instant> tick, Clock clock, Duration atLeast) {
    this.tick = tick;
    this.clock = clock;
    this.atLeast = atLeast;
    this.thread = Thread.ofPlatform().name("inspection-ticker").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Ticks soon. */
  public void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }

  private void run() {
    while (!closed) {
      Duration wait = atLeast;
      try {
        Duration untilNext = Duration.between(clock.instant(), tick.get());
        wait = untilNext.compareTo(atLeast) < 0 ? untilNext : atLeast;
      } catch (RuntimeException | Error e) {
        log.error("A tick of the scheduler failed; the next one comes in {}", atLeast, e);
      }
      await(wait);
    }
  }

  private void await(Duration wait) {
    lock.lock();
    try {
      long left = wait.toNanos();
      while (!woken && left > 0) {
        left = changed.awaitNanos(left);
      }
      woken = false;
    } catch (InterruptedException e) {
      // Nobody has a reason to interrupt this thread; close() is how it ends.
      log.debug("The ticker was interrupted after waiting less than {} ms", wait.toMillis());
    } finally {
      lock.unlock();
    }
  }
}
