package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.etcd.OneLine;
import io.etcdmonitor.kube.alert.AlertView;
import io.etcdmonitor.kube.event.EventNote;
import io.etcdmonitor.kube.event.EventReasons;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Composes and writes the status of clusters. Thread-safe; one cluster is reported by one thread at
 * a time.
 */
final class ClusterReporter {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterReporter.class);
  private static final int LONGEST_NAME = 320;

  private final ClusterStatusComposer composer;
  private final StatusGate<EtcdClusterStatus, Transitions> gate;
  private final StatusWriter writer;
  private final Optional<String> operator;
  private final Consumer<EventNote> events;
  private final Clock clock;
  private final AtomicReference<String> logged = new AtomicReference<>();

  /**
   * @param operator what this one is called; empty where it cannot be told from others
   * @param events takes notes for Events; must return at once
   */
  ClusterReporter(
      StatusGate<EtcdClusterStatus, Transitions> gate,
      StatusWriter writer,
      Optional<String> operator,
      Consumer<EventNote> events,
      Clock clock) {
    this.composer = new ClusterStatusComposer(operator);
    this.gate = gate;
    this.writer = writer;
    this.operator = operator;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Takes over a status that was there before this process, and notes one that somebody else wrote
   * over ours: if it was another operator, both are told apart in an Event.
   *
   * @return whether there is one that this process has not replaced yet
   */
  boolean adopt(EtcdCluster cluster) {
    String uid = cluster.getMetadata().getUid();
    String object = object(cluster);
    String version = cluster.getMetadata().getResourceVersion();
    if (gate.told(object, uid, cluster.getStatus(), version).later()) {
      other(cluster.getStatus()).ifPresent(name -> tellOf(name, cluster));
    }
    if (gate.last(object, uid).isPresent() || cluster.getStatus() == null) {
      return false;
    }
    gate.adopt(object, uid, cluster.getStatus(), clock.instant());
    return true;
  }

  /** Who wrote it, if that is an operator other than this one. */
  private Optional<String> other(EtcdClusterStatus status) {
    return operator
        .filter(ours -> status != null && status.watchedBy() != null)
        .filter(ours -> !ours.equals(status.watchedBy()))
        .map(ours -> OneLine.cut(status.watchedBy(), LONGEST_NAME));
  }

  private void tellOf(String other, EtcdCluster cluster) {
    ClusterKey key = ClusterKeys.of(cluster);
    String sentence =
        ("Operator %s (the name of its Lease) has written this status after this one. Unless a backup"
                + " was restored it watches this cluster, too: that is probed twice, and receivers"
                + " of both hear of its alerts twice; take one of the two away, or let each watch"
                + " namespaces of its own.")
            .formatted(other);
    events.accept(
        new EventNote(key, Optional.empty(), true, EventReasons.WATCHED_TWICE, other, sentence));
    if (!other.equals(logged.getAndSet(other))) {
      LOG.warn("{}: {}", key, sentence);
    }
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
