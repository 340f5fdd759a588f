package io.etcdmonitor.kube;

import java.time.Duration;
import java.util.Optional;

/** Times of inspections where nobody said. Pure functions. */
public final class InspectionTimes {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration SHORTEST = Duration.ofSeconds(3);
  private static final int SHARE = 3;

  private InspectionTimes() {}

  /** A third of the interval, 3 to 30 seconds, never longer than the interval. */
  public static Duration defaultTimeout(Optional<Duration> interval) {
    if (interval.isEmpty()) {
      return LONGEST;
    }
    Duration third = interval.get().dividedBy(SHARE);
    Duration bounded = Times.shorter(LONGEST, Times.longer(SHORTEST, third));
    return Times.shorter(bounded, interval.get());
  }
}
