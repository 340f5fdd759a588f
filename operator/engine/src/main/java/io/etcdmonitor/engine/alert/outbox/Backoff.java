package io.etcdmonitor.engine.alert.outbox;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Times between attempts: 1 s doubling to 5 min, a random part of it, and not before Retry-After,
 * of which a quarter of an hour is obeyed.
 */
public final class Backoff {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(5);

  // Who asks for hours would keep a critical message from everybody for hours.
  static final Duration OBEYED = Duration.ofMinutes(15);

  private final RandomGenerator random;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * How long to wait after an attempt.
   *
   * @param attempts begun so far, at least 1
   * @param asked what the receiver asked for, zero for nothing
   */
  public Duration after(int attempts, Duration asked) {
    long top =
        Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(Math.max(attempts - 1, 0), 20));
    // Not quite from zero: a receiver that has just failed is not asked again in the same moment.
    Duration wait = Duration.ofMillis(Math.max(100, random.nextLong(top + 1)));
    Duration obeyed = asked.compareTo(OBEYED) < 0 ? asked : OBEYED;
    return wait.compareTo(obeyed) > 0 ? wait : obeyed;
  }
}
