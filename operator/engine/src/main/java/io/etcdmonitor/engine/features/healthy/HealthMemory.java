package io.etcdmonitor.engine.features.healthy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the feature remembers of one cluster between rounds. */
final class HealthMemory {
  /** After this, a cluster that was rebuilt is the cluster. */
  private static final Duration NEWS = Duration.ofHours(24);

  final LeaderLog leaders = new LeaderLog();
  final MemberLog members = new MemberLog();
  final LearnerJudge learners = new LearnerJudge();
  final RevisionLog revisions = new RevisionLog();
  private Optional<String> clusterId = Optional.empty();
  private Optional<String> formerClusterId = Optional.empty();
  private Instant changed = Instant.EPOCH;

  void sawClusterId(Optional<String> seen, Instant now) {
    if (seen.isPresent() && !seen.equals(clusterId)) {
      formerClusterId = clusterId;
      clusterId = seen;
      changed = now;
    }
    if (formerClusterId.isPresent() && changed.plus(NEWS).isBefore(now)) {
      formerClusterId = Optional.empty();
    }
  }

  /** The ID of the cluster that was there before, while that is news. */
  Optional<String> formerClusterId() {
    return formerClusterId;
  }

  Instant clusterIdSince() {
    return changed;
  }
}
