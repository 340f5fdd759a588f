package io.etcdmonitor.engine.features.capacity;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** When the store was last compacted, as far as it can be told. One run at a time uses it. */
final class CompactionLog {
  private long revision = -1;
  private Instant since;
  private boolean sawItHappen;

  /**
   * What is known of compaction.
   *
   * @param uncompacted revisions since the last one
   * @param ever whether there ever was one
   * @param age how long ago it was at least
   * @param exact whether it was exactly so long ago
   */
  record State(long uncompacted, boolean ever, Duration age, boolean exact) {}

  /**
   * Takes in what a member says.
   *
   * @param current its revision
   * @param compacted the revision last compacted at; not positive when never
   * @param lastTime when, where the member tells
   */
  State saw(Instant now, long current, long compacted, OptionalLong lastTime) {
    long known = Math.max(0, compacted);
    if (since == null || known < revision) {
      since = now;
      sawItHappen = false;
    } else if (known > revision) {
      since = now;
      sawItHappen = true;
    }
    revision = known;
    Optional<Duration> told =
        lastTime.isPresent()
            ? Optional.of(Duration.between(Instant.ofEpochSecond(lastTime.getAsLong()), now))
                .filter(age -> !age.isNegative())
            : Optional.empty();
    return new State(
        Math.max(0, current - known),
        known > 0,
        told.orElseGet(() -> Duration.between(since, now)),
        told.isPresent() || sawItHappen);
  }
}
