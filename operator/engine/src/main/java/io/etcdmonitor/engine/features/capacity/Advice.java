package io.etcdmonitor.engine.features.capacity;

import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Thresholds;
import java.util.Optional;

/** What to do about a database that fills up: the first thing that would help, and why. Pure. */
final class Advice {
  static final String DEFRAGMENT =
      "defragment the members one by one, the leader last: each serves nothing meanwhile";

  /** etcd's documentation suggests no more. */
  private static final long LARGEST_QUOTA = 8L << 30;

  /** With fewer old revisions a compaction frees little. */
  private static final long WORTH_COMPACTING = 10_000;

  /** Room that defragmenting must make to be worth it. */
  private static final double WORTH_DEFRAGMENTING_PERCENT = 20;

  private Advice() {}

  static String beforeItIsFull(
      MemberSpace space, Optional<CompactionLog.State> compaction, Thresholds thresholds) {
    if (space.freePercent()
        >= Math.min(WORTH_DEFRAGMENTING_PERCENT, thresholds.fragmentationPercent())) {
      return "%s of the file are free: %s".formatted(Words.bytes(space.free()), DEFRAGMENT);
    }
    long old = compaction.map(CompactionLog.State::uncompacted).orElse(0L);
    if (old >= WORTH_COMPACTING) {
      return "compact first, there are %d old revisions, then ".formatted(old) + DEFRAGMENT;
    }
    if (space.quota().known() && space.quota().bytes() < LARGEST_QUOTA) {
      return "little would be freed by compacting or defragmenting: delete keys that nobody needs,"
          + " or raise --quota-backend-bytes (at most 8 GiB is advised)";
    }
    return "little would be freed by compacting or defragmenting, and the quota is as large as"
        + " advised: delete keys that nobody needs, or split the data over clusters";
  }
}
