package io.etcdmonitor.engine.features.capacity;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When the store was last compacted, and since when it should have been, as far as it can be told.
 * One run at a time uses it.
 */
final class CompactionLog {
  /** Writes of some hours or days; with fewer the age of the last compaction says nothing. */
  static final long MANY_REVISIONS = 100_000;

  /**
   * How long many revisions must have been seen before what etcd tells of earlier times counts: a
   * store that was idle for days and is written to now keeps many, too, until its compactor gets to
   * them. That takes up to twice the retention, and an hour is the retention most have.
   */
  static final Duration SETTLED = Duration.ofHours(2);

  private long revision = -1;
  private Instant since;
  private boolean sawItHappen;
  private Instant manySince;
  private boolean sawItBecomeMany;

  /**
   * What a member tells.
   *
   * @param current its revision
   * @param compacted the revision last compacted at; not positive when never
   * @param last when it was compacted last, where it tells
   * @param noneSince since when it certainly was not, where it tells that instead
   */
  record Told(long current, long compacted, Optional<Instant> last, Optional<Instant> noneSince) {}

  /**
   * What is known of compaction.
   *
   * @param uncompacted revisions since the last one
   * @param ever whether there ever was one
   * @param age how long ago it was at least
   * @param exact whether it was exactly so long ago
   * @param overdue for how long many revisions have been waiting for one, as far as it can be told;
   *     zero while there are not many
   */
  record State(long uncompacted, boolean ever, Duration age, boolean exact, Duration overdue) {}

  /** Takes in what a member says. */
  State saw(Instant now, Told told) {
    long known = Math.max(0, told.compacted());
    boolean another = since == null || known < revision;
    boolean compacted = !another && known > revision;
    if (another || compacted) {
      since = now;
      sawItHappen = compacted;
      manySince = null;
    }
    revision = known;
    long uncompacted = Math.max(0, told.current() - known);
    if (uncompacted < MANY_REVISIONS) {
      manySince = null;
    } else if (manySince == null) {
      manySince = now;
      sawItBecomeMany = !another;
    }
    Optional<Instant> last = told.last().filter(at -> !at.isAfter(now));
    Instant noneSince = told.noneSince().filter(at -> at.isBefore(since)).orElse(since);
    Duration age = Duration.between(last.orElse(sawItHappen ? since : noneSince), now);
    return new State(
        uncompacted, known > 0, age, last.isPresent() || sawItHappen, overdue(now, age));
  }

  /** A beginning that was seen says more than any page. */
  private Duration overdue(Instant now, Duration age) {
    if (manySince == null) {
      return Duration.ZERO;
    }
    Duration seen = Duration.between(manySince, now);
    boolean settled = !sawItBecomeMany && seen.compareTo(SETTLED) >= 0;
    return settled && age.compareTo(seen) > 0 ? age : seen;
  }
}
