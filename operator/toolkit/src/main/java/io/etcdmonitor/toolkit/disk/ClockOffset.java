package io.etcdmonitor.toolkit.disk;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.toolkit.metrics.Pages;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How far a member's clock is from ours. Its answers tell whole seconds only; several, asked at
 * different parts of a second, narrow it down to about a tenth.
 *
 * @param least it is ahead of ours by this at least (negative: behind)
 * @param most and by this at most
 */
record ClockOffset(Duration least, Duration most) {
  private static final int QUESTIONS = 11;
  private static final long PAUSE_MILLIS = 90;

  /** Empty when it does not tell. */
  static Optional<ClockOffset> of(Pages pages, Endpoint endpoint, Clock clock)
      throws InterruptedException {
    ClockOffset known = null;
    for (int i = 0; i < QUESTIONS; i++) {
      Instant asked = clock.instant();
      Reply<Instant> answer = pages.clock(endpoint).join();
      Instant answered = clock.instant();
      if (!answer.ok()) {
        return Optional.ofNullable(known);
      }
      Instant second = answer.value().orElseThrow();
      ClockOffset seen =
          new ClockOffset(
              Duration.between(answered, second), Duration.between(asked, second.plusSeconds(1)));
      known = known == null ? seen : known.and(seen);
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return Optional.of(known);
  }

  /** What both leave possible; the later one when they exclude each other: a clock was set. */
  ClockOffset and(ClockOffset later) {
    Duration low = least.compareTo(later.least) > 0 ? least : later.least;
    Duration high = most.compareTo(later.most) < 0 ? most : later.most;
    return low.compareTo(high) > 0 ? later : new ClockOffset(low, high);
  }

  /** The distance that is certain; nothing when it may be none at all. */
  Duration certain() {
    if (least.isPositive()) {
      return least;
    }
    return most.isNegative() ? most.negated() : Duration.ZERO;
  }
}
