package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.kube.ClusterStandings.Refusal;
import io.etcdmonitor.kube.status.Settling;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of a cluster between reconciliations; without a set-up, it is set up anew. Not
 * thread-safe.
 */
final class ClusterMemory {
  final String uid;
  Optional<Setup> setup = Optional.empty();
  Optional<WatchedCluster> watched = Optional.empty();
  Map<String, Refusal> refusals = Map.of();
  final Settling settling;
  final ShownGeneration shown = new ShownGeneration();

  ClusterMemory(String uid, Instant now) {
    this.uid = uid;
    this.settling = new Settling(now);
  }
}
