package io.etcdmonitor.engine.features.healthy;

import io.etcdmonitor.engine.model.Recollection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the feature remembers of one cluster between rounds. */
final class HealthMemory {
  /** After this, a cluster that was rebuilt is the cluster. */
  private static final Duration NEWS = Duration.ofHours(24);

  final LeaderLog leaders = new LeaderLog();
  final MemberLog members = new MemberLog();
  final LearnerJudge learners = new LearnerJudge();
  final SlowReads slowReads = new SlowReads();
  final RevisionLog revisions = new RevisionLog();
  private Optional<String> clusterId = Optional.empty();
  private Optional<String> formerClusterId = Optional.empty();
  private Instant changed = Instant.EPOCH;
  private Optional<Recollection.Cluster> before;

  HealthMemory(Optional<Recollection.Cluster> before) {
    this.before = before;
    clusterId = before.flatMap(Recollection.Cluster::clusterId);
  }

  /** Nobody answers: whatever is seen after that, it is not as it was. */
  void sawNobody() {
    before = Optional.empty();
    members.forgetBefore();
  }

  void sawClusterId(Optional<String> seen, Instant now) {
    if (seen.isPresent()) {
      before.ifPresent(known -> {
        if (known.is(seen.get())) {
          recall(known);
        } else {
          members.forgetBefore();
        }
      });
      before = Optional.empty();
    }
    if (seen.isPresent() && !seen.equals(clusterId)) {
      formerClusterId = clusterId;
      clusterId = seen;
      changed = now;
    }
    if (formerClusterId.isPresent() && changed.plus(NEWS).isBefore(now)) {
      formerClusterId = Optional.empty();
    }
  }

  /** Those that a former process knew are looked for: who still stands as then, does since then. */
  void looksForThoseBefore() {
    before.ifPresent(known -> {
      members.recall(known.members());
      // Each counts for one look, though whose cluster it is may be known later only.
      before = Optional.of(new Recollection.Cluster(known.clusterId(), List.of(), known.leader()));
    });
  }

  private void recall(Recollection.Cluster known) {
    members.recall(known.members());
    known.leader().ifPresent(leaders::recall);
  }

  /** The ID of the cluster that was there before, while that is news. */
  Optional<String> formerClusterId() {
    return formerClusterId;
  }

  Instant clusterIdSince() {
    return changed;
  }
}
