package io.etcdmonitor.kube.status;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A budget that refills steadily, and who has which turn when it is used up. Thread-safe.
 *
 * <p>A change that finds no token takes the next one that will be there: it is told when, and the
 * token is its own. So nobody comes back in vain, and those who come later wait behind. A refresh
 * owns nothing: it is told when there will be a token for it if no further change comes first.
 */
final class WriteTurns {
  private static final double NANOS = 1e9;

  /** While the API is away, so many times the budget's pace look whether it is back. */
  private static final double PACE_WHEN_AWAY = 4;

  private final double perSecond;
  private final int burst;
  private final double leftToChanges;
  private final LongSupplier nanos;
  private final Map<Who, Turn> waiting = new HashMap<>();

  /** Negative: so many have been given away before they are there. */
  private double tokens;

  private long filledAt;
  private long lastRefresh;
  private long lastWhenAway;

  /**
   * @param perSecond writes in the long run
   * @param burst writes at once
   * @param reserve share of the burst, 0 to 1, that refreshes leave to changes
   */
  WriteTurns(double perSecond, int burst, double reserve, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.leftToChanges = Math.max(1, burst * reserve);
    this.nanos = nanos;
    this.tokens = burst;
    this.filledAt = nanos.getAsLong();
    this.lastRefresh = filledAt;
    this.lastWhenAway = filledAt;
  }

  /** An object with the gate of its kind. */
  record Who(StatusGate<?, ?> gate, String object) {}

  /**
   * When somebody's turn is.
   *
   * @param change whether it is news
   * @param paid whether the token is its own already
   */
  private record Turn(long at, boolean change, boolean paid) {}

  /** Whether it may write now; if not, when to ask again. */
  synchronized Optional<Duration> ask(Who who, boolean change) {
    long now = fill();
    Turn turn = waiting.get(who);
    if (turn != null && turn.paid()) {
      return tokens < 0 && turn.at() - now > 0 ? left(turn, now) : go(who, 0);
    }
    if (change) {
      return tokens >= 1 ? go(who, 1) : reserve(who, now);
    }
    if (turn != null && !turn.change() && turn.at() - now > 0) {
      return left(turn, now);
    }
    boolean othersWait = turn == null && lastRefresh - now > 0;
    return tokens >= leftToChanges && !othersWait ? go(who, 1) : lineUp(who, now);
  }

  /**
   * The API is away: when to look again whether it is back. A token that was paid is given back.
   */
  synchronized Duration away(Who who, boolean change, Duration pause) {
    long now = fill();
    giveUp(who);
    lastWhenAway = later(lastWhenAway, now + pause.toNanos()) + step(perSecond * PACE_WHEN_AWAY);
    return put(who, new Turn(lastWhenAway, change, false), now);
  }

  /**
   * How long it is of no use to ask, <em>even for a change</em>; empty when it may be of use.
   *
   * @param barred whether the API is away and not to be tried now
   * @param pause between looks whether it is back
   */
  synchronized Optional<Duration> idle(Who who, boolean barred, Duration pause) {
    Turn turn = waiting.get(who);
    if (turn == null) {
      return Optional.empty();
    }
    long now = fill();
    boolean early = turn.at() - now > 0;
    if (barred) {
      return early ? left(turn, now) : Optional.of(away(who, turn.change(), pause));
    }
    return early && turn.paid() && tokens < 0 ? left(turn, now) : Optional.empty();
  }

  /** It has nothing to write any more. */
  synchronized void giveUp(Who who) {
    Turn turn = waiting.remove(who);
    if (turn != null && turn.paid()) {
      tokens++;
    }
  }

  /** Nobody waits any more. */
  synchronized void clear() {
    tokens += waiting.values().stream().filter(Turn::paid).count();
    waiting.clear();
    lastRefresh = fill();
    lastWhenAway = lastRefresh;
  }

  private long fill() {
    long now = nanos.getAsLong();
    tokens = Math.min(burst, tokens + (now - filledAt) / NANOS * perSecond);
    filledAt = now;
    return now;
  }

  private Optional<Duration> go(Who who, int price) {
    waiting.remove(who);
    tokens -= price;
    return Optional.empty();
  }

  private Optional<Duration> reserve(Who who, long now) {
    tokens--;
    long at = now + (long) Math.ceil(-tokens / perSecond * NANOS);
    return Optional.of(put(who, new Turn(at, true, true), now));
  }

  private Optional<Duration> lineUp(Who who, long now) {
    double missing = Math.max(0, leftToChanges - tokens);
    long soonest = now + (long) Math.ceil(missing / perSecond * NANOS);
    lastRefresh = later(lastRefresh + step(perSecond), soonest);
    return Optional.of(put(who, new Turn(lastRefresh, false, false), now));
  }

  private Duration put(Who who, Turn turn, long now) {
    waiting.put(who, turn);
    return Duration.ofNanos(turn.at() - now);
  }

  private static Optional<Duration> left(Turn turn, long now) {
    return Optional.of(Duration.ofNanos(turn.at() - now));
  }

  private static long step(double perSecond) {
    return (long) (NANOS / perSecond);
  }

  private static long later(long a, long b) {
    return a - b > 0 ? a : b;
  }
}
