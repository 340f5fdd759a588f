package io.etcdmonitor.engine;

import java.time.Duration;

/**
 * What the engine may use.
 *
 * @param maxConcurrentRounds clusters looked at at the same time
 * @param tick the scheduler looks at its queue at least this often; the liveness proof advances
 *     with it
 * @param firstRunSpread first runs are spread over this time (or their interval, when it is
 *     shorter), so that a thousand clusters do not start in one instant and a new one has its
 *     verdict within seconds
 * @param callTimeout longest time for one call to one member; a round with a short timeout uses
 *     less
 */
public record EngineConfig(
    int maxConcurrentRounds, Duration tick, Duration firstRunSpread, Duration callTimeout) {

  /**
   * Calls that follow each other in a round: lists, status, status again, read, read again, and one
   * to spare. Inspections whose timeout is so many call timeouts leave each call its time.
   */
  public static final int CALLS_IN_A_ROW = 6;

  /** What suits a thousand clusters on one core. */
  public static final EngineConfig DEFAULTS =
      new EngineConfig(256, Duration.ofSeconds(1), Duration.ofMillis(1500), Duration.ofSeconds(2));

  public EngineConfig {
    if (maxConcurrentRounds < 1) {
      throw new IllegalArgumentException("maxConcurrentRounds must be at least 1");
    }
    if (!tick.isPositive() || !callTimeout.isPositive() || firstRunSpread.isNegative()) {
      throw new IllegalArgumentException(
          "tick and callTimeout must be longer than nothing, and firstRunSpread not negative");
    }
  }
}
