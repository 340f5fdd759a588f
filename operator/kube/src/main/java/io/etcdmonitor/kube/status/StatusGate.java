package io.etcdmonitor.kube.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Remembers what was written last of each object and decides whether a new status is worth a write.
 * Thread-safe; one object is used by one thread at a time.
 */
public final class StatusGate<S> {
  /** Changes within a second are written together. */
  static final Duration MIN_GAP = Duration.ofSeconds(1);

  /** Numbers alone are written at most so often. */
  static final Duration NUMBERS_GAP = Duration.ofMinutes(1);

  private static final double JITTER = 0.1;
  private static final double NANOS = 1e9;

  private final StatusShape<S> shape;
  private final Duration heartbeat;
  private final double refreshesPerSecond;
  private final RandomGenerator random;
  private final Map<String, Written<S>> last = new ConcurrentHashMap<>();

  /**
   * @param heartbeat between refreshes of a status in which nothing has changed
   * @param refreshesPerSecond for all objects of this kind together: where there are so many that
   *     their heartbeats, or numbers alone, would be written more often, each is written more
   *     rarely
   */
  public StatusGate(
      StatusShape<S> shape, Duration heartbeat, double refreshesPerSecond, RandomGenerator random) {
    this.shape = shape;
    this.heartbeat = heartbeat;
    this.refreshesPerSecond = refreshesPerSecond;
    this.random = random;
  }

  /**
   * What was written last.
   *
   * @param beat share of the heartbeat after which it is refreshed
   */
  private record Written<S>(String uid, S status, Instant time, double beat) {}

  /**
   * What is to be done.
   *
   * @param reason CHANGED, NUMBERS or HEARTBEAT to write now; UNCHANGED not to
   * @param again when to look again, counted from now, if it is not written
   */
  public record Decision(WriteOutcome reason, Duration again) {
    public boolean write() {
      return reason != WriteOutcome.UNCHANGED;
    }
  }

  /** Decides about a new status of the object with this name and UID. */
  public Decision decide(String object, String uid, S status, Instant now) {
    Written<S> before = known(object, uid);
    if (before == null) {
      return new Decision(WriteOutcome.CHANGED, Duration.ZERO);
    }
    Duration since = Duration.between(before.time(), now);
    boolean sameNumbers = shape.numbers(status).equals(shape.numbers(before.status()));
    if (!sameNumbers && !shape.essence(status).equals(shape.essence(before.status()))) {
      return since.compareTo(MIN_GAP) >= 0
          ? new Decision(WriteOutcome.CHANGED, Duration.ZERO)
          : new Decision(WriteOutcome.UNCHANGED, MIN_GAP.minus(since));
    }
    Duration fair = Duration.ofNanos((long) (last.size() / refreshesPerSecond * NANOS));
    Duration rest = share(longer(heartbeat, fair), before.beat()).minus(since);
    if (!rest.isPositive()) {
      return new Decision(WriteOutcome.HEARTBEAT, Duration.ZERO);
    }
    if (!sameNumbers) {
      Duration gap = longer(NUMBERS_GAP, fair).minus(since);
      if (!gap.isPositive()) {
        return new Decision(WriteOutcome.NUMBERS, Duration.ZERO);
      }
      rest = gap.compareTo(rest) < 0 ? gap : rest;
    }
    return new Decision(WriteOutcome.UNCHANGED, rest);
  }

  /** The last status that was written, or adopted. */
  public Optional<S> last(String object, String uid) {
    return Optional.ofNullable(known(object, uid)).map(Written::status);
  }

  /** A write went through. */
  public void written(String object, String uid, S status, Instant now) {
    double beat = 1 - JITTER + 2 * JITTER * random.nextDouble();
    last.put(object, new Written<>(uid, shape.kept(status), now, beat));
  }

  /**
   * Takes over what another process wrote, so that a restart writes nothing that is known already.
   * The first heartbeats are spread.
   */
  public void adopt(String object, String uid, S status, Instant now) {
    last.put(
        object, new Written<>(uid, shape.kept(status), now.minus(MIN_GAP), random.nextDouble()));
  }

  /** The object is gone. */
  public void forget(String object) {
    last.remove(object);
  }

  /** Forgets everything: another replica writes now. */
  public void clear() {
    last.clear();
  }

  private static Duration share(Duration whole, double share) {
    return Duration.ofNanos((long) (whole.toNanos() * share));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private Written<S> known(String object, String uid) {
    Written<S> known = last.get(object);
    return known == null || !known.uid().equals(uid) ? null : known;
  }
}
