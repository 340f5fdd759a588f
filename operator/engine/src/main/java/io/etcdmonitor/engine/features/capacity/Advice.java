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

  /** Nor where so few of the values that are kept are surely old ones. */
  private static final double WORTH_COMPACTING_PERCENT = 20;

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
    if (old >= WORTH_COMPACTING || oldPercent(space, old) >= WORTH_COMPACTING_PERCENT) {
      return "compact first, there are %d old revisions, then ".formatted(old) + DEFRAGMENT;
    }
    if (space.quota().known() && space.quota().bytes() < LARGEST_QUOTA) {
      return "compacting and defragmenting would probably free little: delete keys that nobody"
          + " needs, or raise --quota-backend-bytes (at most 8 GiB is advised)";
    }
    return "compacting and defragmenting would probably free little, and the quota is as large as"
        + " advised: delete keys that nobody needs, or split the data over clusters";
  }

  /** Revisions beyond one for each key are of values that were replaced or deleted. */
  private static double oldPercent(MemberSpace space, long uncompacted) {
    if (space.keys().isEmpty()) {
      return 0;
    }
    long keys = space.keys().getAsLong();
    long surelyOld = Math.max(0, uncompacted - keys);
    return surelyOld == 0 ? 0 : 100.0 * surelyOld / (surelyOld + keys);
  }
}
