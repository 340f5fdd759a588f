package io.etcdmonitor.engine;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/**
 * A wall clock that never goes back and never stands. While the system's clock is behind it,
 * because somebody has set that back, this one goes a tenth slower than time does, until both
 * agree. Else an hour that is set back would be an hour in which nothing is due, and all data looks
 * old. When the system's clock jumps ahead this one follows at once. Thread-safe.
 */
public final class SteadyClock extends Clock {
  private static final int SLOWER_BY = 10;

  private final Clock wall;
  private final LongSupplier nanos;
  private Instant last;
  private long lastNanos;

  /**
   * Makes it.
   *
   * @param wall may jump
   * @param nanos only grows, as {@link System#nanoTime} does
   */
  public SteadyClock(Clock wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.last = wall.instant();
    this.lastNanos = nanos.getAsLong();
  }

  @Override
  public synchronized Instant instant() {
    long now = nanos.getAsLong();
    long passed = Math.max(0, now - lastNanos);
    Instant slow = last.plusNanos(passed - passed / SLOWER_BY);
    Instant time = wall.instant();
    if (time.isBefore(slow)) {
      time = slow;
    }
    last = time;
    lastNanos = now;
    return time;
  }

  @Override
  public ZoneId getZone() {
    return wall.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new SteadyClock(wall.withZone(zone), nanos);
  }
}
