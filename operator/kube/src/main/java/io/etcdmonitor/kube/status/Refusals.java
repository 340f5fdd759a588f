package io.etcdmonitor.kube.status;

import io.etcdmonitor.kube.Times;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Statuses that the API does not take. One that is refused is tried more and more rarely: what only
 * went wrong once is made up for at once, and thousands of them (missing rights, older CRDs) leave
 * the budget to others. And of thousands the log tells one a minute. Thread-safe.
 */
final class Refusals {
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  static final Duration FIRST = Duration.ofSeconds(5);
  static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration SAY_AGAIN = Duration.ofMinutes(1);

  private final Clock clock;
  private final Map<WriteTurns.Who, Duration> pauses = new HashMap<>();
  private final Map<String, Said> said = new HashMap<>();

  private record Said(Instant at, int since) {}

  Refusals(Clock clock) {
    this.clock = clock;
  }

  /**
   * How long to wait before it is tried again.
   *
   * @param lasting whether somebody has to change something first
   */
  synchronized Duration pause(WriteTurns.Who who, boolean lasting) {
    Duration first = lasting ? FIRST : AT_ONCE;
    Duration longest = lasting ? LONGEST : FIRST;
    Duration pause = Times.longer(first, Times.shorter(pauses.getOrDefault(who, first), longest));
    pauses.put(who, Times.shorter(pause.multipliedBy(2), longest));
    return pause;
  }

  /** It was taken, or is no more. */
  synchronized void over(WriteTurns.Who who) {
    pauses.remove(who);
  }

  /**
   * Whether one is to be told now.
   *
   * @param sort of refusal
   * @return how many of the same sort were not told since the last one; empty: not now
   */
  synchronized OptionalInt worthSaying(String sort) {
    Instant now = clock.instant();
    Said last = said.get(sort);
    if (last != null && now.isBefore(last.at().plus(SAY_AGAIN))) {
      said.put(sort, new Said(last.at(), last.since() + 1));
      return OptionalInt.empty();
    }
    said.put(sort, new Said(now, 0));
    return OptionalInt.of(last == null ? 0 : last.since());
  }
}
