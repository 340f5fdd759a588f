package io.etcdmonitor.kube;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the system's clock was set back. The framework's timers go by it: what they wait for
 * (heartbeats, writes that were put off, results that get out of date) would come later by as much.
 */
final class ClockWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
  private static final long LOOK_MILLIS = 2_000;

  /** Less is no matter, and may be the correction of a clock that is a little fast. */
  private static final long STEP_MILLIS = 5_000;

  private final LongSupplier wall;
  private final LongSupplier nanos;
  private final Runnable setBack;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("clock-watch").daemon(true).factory());

  private long lastWall;
  private long lastNanos;

  /**
   * Begins with the time as it is.
   *
   * @param wall the system's clock in milliseconds
   * @param nanos only grows
   * @param setBack what to do then
   */
  ClockWatch(LongSupplier wall, LongSupplier nanos, Runnable setBack) {
    this.wall = wall;
    this.nanos = nanos;
    this.setBack = setBack;
    this.lastWall = wall.getAsLong();
    this.lastNanos = nanos.getAsLong();
  }

  void start() {
    var unused =
        thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Looks once. Never throws. */
  void look() {
    long time = wall.getAsLong();
    long now = nanos.getAsLong();
    long behind = TimeUnit.NANOSECONDS.toMillis(now - lastNanos) - (time - lastWall);
    lastWall = time;
    lastNanos = now;
    if (behind <= STEP_MILLIS) {
      return;
    }
    LOG.warn("The system's clock was set back by {} s: everything is looked at", behind / 1_000);
    try {
      setBack.run();
    } catch (RuntimeException | Error e) {
      LOG.warn("Not everything could be looked at", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
