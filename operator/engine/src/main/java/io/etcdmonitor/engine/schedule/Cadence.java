package io.etcdmonitor.engine.schedule;

import io.etcdmonitor.engine.model.ClusterKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When things are due. */
final class Cadence {
  /** Share of the interval by which a round comes sooner or later than on the beat. */
  static final double JITTER = 0.1;

  private static final Duration MOST_EARLY = Duration.ofSeconds(2);

  /**
   * What could not look tries again after this, however long its interval: a member that was away
   * in the one minute of the hour must not leave a cluster Unknown for the rest of it.
   */
  private static final Duration BLIND = Duration.ofSeconds(30);

  /** Within this time it counts what an owner edited. */
  private static final Duration EDITED = Duration.ofSeconds(15);

  /** From once to twice this later a run is repeated whose result does not count. */
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final RandomGenerator random;
  private final Duration firstRunSpread;

  Cadence(RandomGenerator random, Duration firstRunSpread) {
    this.random = random;
    this.firstRunSpread = firstRunSpread;
  }

  /** The same for all inspections of a cluster, so that they share their first round. */
  Instant first(ClusterKey key, Duration interval, Instant now) {
    Duration spread = interval.compareTo(firstRunSpread) < 0 ? interval : firstRunSpread;
    return now.plusNanos((long) (spread.toNanos() * share(key)));
  }

  /** In the round that comes next; where that is far, as far as others' is. */
  Instant soon(ClusterKey key, Instant round, Instant now) {
    Instant own = now.plusNanos((long) (EDITED.toNanos() * share(key)));
    return round.isAfter(now.plus(EDITED)) ? own : round;
  }

  private static double share(ClusterKey key) {
    long mixed = key.toString().hashCode() * 0x9E3779B97F4A7C15L;
    return (mixed >>> 11) / (double) (1L << 53);
  }

  /** A round's share of jitter, -0.1 to 0.1: one for all of its inspections keeps them together. */
  double jitter() {
    return (random.nextDouble() * 2 - 1) * JITTER;
  }

  /** When the inspection of a run that has ended runs again. */
  Instant next(InspectionRun run, Ending ending, Instant now) {
    if (ending == Ending.POSTPONED) {
      return now.plusNanos((long) (AGAIN.toNanos() * (1 + random.nextDouble())));
    }
    Duration interval = run.inspection.spec.interval().orElseThrow();
    // What runs long costs much: it keeps its distance.
    boolean sooner = ending == Ending.BLIND && !run.context.provider().longRunning();
    Duration used = sooner && interval.compareTo(BLIND) > 0 ? BLIND : interval;
    return next(run.context.now(), now, used, run.cluster.jitter);
  }

  /** The next run after one that began and ended then. */
  Instant next(Instant began, Instant ended, Duration interval, double jitter) {
    Instant onTime = began.plusNanos((long) (interval.toNanos() * (1 + jitter)));
    // A cluster whose rounds take longer than the interval is left alone for a moment between two.
    Instant breath = ended.plus(interval.dividedBy(10));
    return onTime.isBefore(breath) ? breath : onTime;
  }

  /**
   * When an inspection runs on a new connection: at once. A load that nobody waits for does not
   * follow each renewed Secret and each Pod that moves.
   *
   * @param due when it would have run; empty when it was running
   */
  Instant anew(ScheduledInspection inspection, Optional<Instant> due, Instant now) {
    Optional<Duration> interval = inspection.spec.interval();
    return interval.isEmpty() || !inspection.provider.longRunning()
        ? now
        : due.orElseGet(() -> next(now, now, interval.get(), 0));
  }

  /** How much earlier than due an inspection may run to share a round with others. */
  Duration early(Duration interval) {
    Duration tenth = interval.dividedBy(10);
    return tenth.compareTo(MOST_EARLY) < 0 ? tenth : MOST_EARLY;
  }
}
