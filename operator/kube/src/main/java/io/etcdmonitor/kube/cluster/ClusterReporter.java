package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.kube.alert.AlertView;
import io.etcdmonitor.kube.status.ClusterStatusComposer;
import io.etcdmonitor.kube.status.FeatureFact;
import io.etcdmonitor.kube.status.StatusGate;
import io.etcdmonitor.kube.status.StatusWriter;
import io.etcdmonitor.kube.status.Transitions;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Composes and writes the status of clusters. Thread-safe; one cluster is reported by one thread at
 * a time.
 */
final class ClusterReporter {
  private final ClusterStatusComposer composer = new ClusterStatusComposer();
  private final StatusGate<EtcdClusterStatus, Transitions> gate;
  private final StatusWriter writer;
  private final Clock clock;

  ClusterReporter(
      StatusGate<EtcdClusterStatus, Transitions> gate, StatusWriter writer, Clock clock) {
    this.gate = gate;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Takes over a status that was there before this process, and notes one that somebody else wrote
   * over ours.
   *
   * @return whether there is one that this process has not replaced yet
   */
  boolean adopt(EtcdCluster cluster) {
    String uid = cluster.getMetadata().getUid();
    String object = object(cluster);
    String version = cluster.getMetadata().getResourceVersion();
    gate.overwritten(object, uid, cluster.getStatus(), version);
    if (gate.last(object, uid).isPresent() || cluster.getStatus() == null) {
      return false;
    }
    gate.adopt(object, uid, cluster.getStatus(), clock.instant());
    return true;
  }

  /** How long there is no use in reporting, whatever is to be said; empty: now. */
  Optional<Duration> waits(EtcdCluster cluster) {
    return writer.waits(gate, object(cluster));
  }

  /**
   * Writes what is to be said, if it is worth it; returns when to look again.
   *
   * @param generation of the spec that it is about
   */
  Duration report(
      EtcdCluster cluster,
      long generation,
      ClusterAssessment assessment,
      List<FeatureFact> features,
      AlertView alerts) {
    String uid = cluster.getMetadata().getUid();
    EtcdCluster fresh = new EtcdCluster();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(cluster.getMetadata().getNamespace())
            .withName(cluster.getMetadata().getName())
            .build());
    fresh.setStatus(
        composer.compose(
            generation,
            assessment,
            features,
            alerts,
            gate.last(object(cluster), uid),
            clock.instant()));
    return writer.write(gate, fresh, uid).again();
  }

  void forget(String object) {
    writer.forget(gate, object);
  }

  private static String object(EtcdCluster cluster) {
    return cluster.getMetadata().getNamespace() + "/" + cluster.getMetadata().getName();
  }
}
