package io.etcdmonitor.kube.status;

import io.etcdmonitor.kube.Times;
import io.etcdmonitor.kube.lean.SharedStrings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Remembers of what was written last of each object as much as it takes to decide whether a new
 * status is worth a write, and to compose one. Thread-safe; one object is used by one thread at a
 * time.
 *
 * @param <S> the status
 * @param <P> what of the last one goes into the next
 */
public final class StatusGate<S, P> {
  /** Changes within a second are written together. */
  static final Duration MIN_GAP = Duration.ofSeconds(1);

  /** Numbers alone are written at most so often. */
  static final Duration NUMBERS_GAP = Duration.ofMinutes(1);

  private static final double JITTER = 0.1;
  private static final double NANOS = 1e9;
  private static final int SHARED_STRINGS = 1 << 12;

  /** Later than any: what is told of the object says nothing then. */
  private static final long UNKNOWN = Long.MAX_VALUE;

  private final StatusShape<S, P> shape;
  private final Duration heartbeat;
  private final double refreshesPerSecond;
  private final RandomGenerator random;
  private final SharedStrings strings = new SharedStrings(SHARED_STRINGS);
  private final Map<String, Written<P>> last = new ConcurrentHashMap<>();

  /** The next turn that nobody has. */
  private Instant free = Instant.EPOCH;

  /**
   * @param heartbeat between refreshes of a status in which nothing has changed
   * @param refreshesPerSecond for all objects of this kind together, at any time: where there are
   *     so many that their heartbeats, or numbers alone, would be written more often, each is
   *     written more rarely; and those that are due at the same time take turns
   */
  public StatusGate(
      StatusShape<S, P> shape,
      Duration heartbeat,
      double refreshesPerSecond,
      RandomGenerator random) {
    this.shape = shape;
    this.heartbeat = heartbeat;
    this.refreshesPerSecond = refreshesPerSecond;
    this.random = random;
  }

  /**
   * What was written last. There is one of each object: the statuses themselves would be most of
   * what a large fleet takes.
   *
   * @param numbers of the status; the same as the essence where that is equal
   * @param beat share of the heartbeat after which it is refreshed
   * @param turn when it may be refreshed, if it is due and others were first; else null
   * @param version of the object up to which it is known what the API has
   * @param overwritten whether the API has another status there
   * @param ours whether this process wrote it
   */
  private record Written<P>(
      String uid,
      Digest numbers,
      Digest essence,
      P past,
      Instant time,
      double beat,
      Instant turn,
      long version,
      boolean overwritten,
      boolean ours) {
    Written<P> at(Instant when) {
      return new Written<>(
          uid, numbers, essence, past, time, beat, when, version, overwritten, ours);
    }

    Written<P> found(long later, boolean other) {
      return new Written<>(uid, numbers, essence, past, time, beat, turn, later, other, ours);
    }
  }

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
    Written<P> before = known(object, uid);
    if (before == null) {
      return new Decision(WriteOutcome.CHANGED, Duration.ZERO);
    }
    Duration since = Duration.between(before.time(), now);
    boolean sameNumbers = Digest.ofJson(shape.numbers(status)).equals(before.numbers());
    if (!sameNumbers && !Digest.ofJson(shape.essence(status)).equals(before.essence())) {
      return since.compareTo(MIN_GAP) >= 0
          ? new Decision(WriteOutcome.CHANGED, Duration.ZERO)
          : new Decision(WriteOutcome.UNCHANGED, MIN_GAP.minus(since));
    }
    Duration fair = Duration.ofNanos((long) (last.size() / refreshesPerSecond * NANOS));
    Duration rest = share(Times.longer(heartbeat, fair), before.beat()).minus(since);
    if (before.overwritten()) {
      // Soon, but not at once: two operators that watch the same objects must not race.
      rest = Times.shorter(rest, NUMBERS_GAP.minus(since));
    }
    if (!rest.isPositive()) {
      return refresh(object, before, WriteOutcome.HEARTBEAT, now, fair);
    }
    if (!sameNumbers) {
      Duration gap = Times.longer(NUMBERS_GAP, fair).minus(since);
      if (!gap.isPositive()) {
        return refresh(object, before, WriteOutcome.NUMBERS, now, fair);
      }
      rest = Times.shorter(rest, gap);
    }
    return new Decision(WriteOutcome.UNCHANGED, rest);
  }

  /**
   * All that were written in one go, such as at a start, are due in one go.
   *
   * @param fair what all objects there are take together: a turn beyond it is one of a fleet that
   *     was larger
   */
  private Decision refresh(
      String object, Written<P> before, WriteOutcome reason, Instant now, Duration fair) {
    Instant latest = now.plus(fair);
    boolean hasTurn = before.turn() != null && !before.turn().isAfter(latest);
    Instant turn = hasTurn ? before.turn() : nextTurn(now, latest);
    if (!turn.isAfter(now)) {
      return new Decision(reason, Duration.ZERO);
    }
    last.replace(object, before.at(turn));
    return new Decision(WriteOutcome.UNCHANGED, Duration.between(now, turn));
  }

  private synchronized Instant nextTurn(Instant now, Instant latest) {
    Instant turn = free.isAfter(now) && !free.isAfter(latest) ? free : now;
    free = turn.plusNanos((long) (NANOS / refreshesPerSecond));
    return turn;
  }

  /** What is taken over of the last status that was written, or adopted. */
  public Optional<P> last(String object, String uid) {
    return Optional.ofNullable(known(object, uid)).map(Written::past);
  }

  /**
   * A write went through.
   *
   * @param version of the object that it made; null, or no number, when that is not known
   */
  public void written(String object, String uid, S status, String version, Instant now) {
    double beat = 1 - JITTER + 2 * JITTER * random.nextDouble();
    remember(object, uid, status, now, beat, number(version).orElse(UNKNOWN), true);
  }

  /**
   * What an object that the API told of says about the status that was written last, or adopted.
   *
   * @param overwritten whether the API has another one: somebody else wrote it. It is put right
   *     before it would be refreshed, then
   * @param later whether it is told for the first time, and of a time after this process wrote
   */
  public record Told(boolean overwritten, boolean later) {
    private static final Told NOTHING = new Told(false, false);
  }

  /**
   * Takes in what the API tells of an object.
   *
   * @param status as the API told it; null for none
   * @param version of the object that it was told with: one from before our own write says nothing
   */
  public Told told(String object, String uid, S status, String version) {
    Written<P> before = known(object, uid);
    OptionalLong told = number(version);
    if (before == null || told.isEmpty()) {
      return Told.NOTHING;
    }
    if (told.getAsLong() <= before.version()) {
      return new Told(before.overwritten(), false);
    }
    boolean other =
        status == null || !Digest.ofJson(shape.essence(status)).equals(before.essence());
    last.replace(object, before.found(told.getAsLong(), other));
    return new Told(other, before.ours());
  }

  /** Clients are promised a number by newer API servers only: any other says nothing. */
  private static OptionalLong number(String version) {
    try {
      return version == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(version));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * Takes over what another process wrote, so that a restart writes nothing that is known already.
   * The first heartbeats are spread.
   */
  public void adopt(String object, String uid, S status, Instant now) {
    remember(object, uid, status, now.minus(MIN_GAP), random.nextDouble(), 0, false);
  }

  /** The object is gone. */
  public void forget(String object) {
    last.remove(object);
  }

  /** Forgets everything: another replica writes now. */
  public void clear() {
    last.clear();
  }

  private void remember(
      String object, String uid, S status, Instant time, double beat, long version, boolean ours) {
    S numbers = shape.numbers(status);
    S essence = shape.essence(status);
    Digest ofNumbers = Digest.ofJson(numbers);
    Digest ofEssence = essence.equals(numbers) ? ofNumbers : Digest.ofJson(essence);
    P past = shape.past(status, strings::share);
    last.put(
        object,
        new Written<>(uid, ofNumbers, ofEssence, past, time, beat, null, version, false, ours));
  }

  private static Duration share(Duration whole, double share) {
    return Duration.ofNanos((long) (whole.toNanos() * share));
  }

  private Written<P> known(String object, String uid) {
    Written<P> known = last.get(object);
    return known == null || !known.uid().equals(uid) ? null : known;
  }
}
