package io.etcdmonitor.kube.alert;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.engine.alert.AlertEngine;
import io.etcdmonitor.engine.alert.AlertListener;
import io.etcdmonitor.engine.alert.ClusterAlerts;
import io.etcdmonitor.engine.alert.Division;
import io.etcdmonitor.engine.alert.Handover;
import io.etcdmonitor.engine.alert.KnownAlert;
import io.etcdmonitor.engine.alert.OpenAlert;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Change;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.ObjectCaches;
import io.etcdmonitor.kube.PokeQueue;
import io.etcdmonitor.kube.event.EventNote;
import io.etcdmonitor.kube.event.EventReasons;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the alert engine and Kubernetes: has statuses written when an alert changes, leaves notes
 * for Events, and tells the engine of a new leader what statuses say. Thread-safe.
 */
public final class KubeAlerts implements AlertListener {
  private static final Logger LOG = LoggerFactory.getLogger(KubeAlerts.class);

  /** What a status shows; the rest is only for the history. */
  private static final Set<Change> SHOWN =
      EnumSet.of(
          Change.FIRED,
          Change.REOPENED,
          Change.SEVERITY_RAISED,
          Change.SEVERITY_LOWERED,
          Change.RESOLVED,
          Change.STALE,
          Change.FRESH,
          Change.ACKNOWLEDGED,
          Change.ACKNOWLEDGEMENT_ENDED,
          Change.ESCALATED,
          Change.ESCALATION_EXHAUSTED);

  private final ObjectCaches caches;
  private final PokeQueue pokes;
  private final Consumer<EventNote> events;
  private final Clock clock;
  private volatile Optional<AlertEngine> engine = Optional.empty();
  private volatile Optional<Division> division = Optional.empty();
  private volatile Optional<AlertMemo> memo = Optional.empty();

  /**
   * @param events takes notes for Events; must return at once
   */
  public KubeAlerts(ObjectCaches caches, PokeQueue pokes, Consumer<EventNote> events, Clock clock) {
    this.caches = caches;
    this.pokes = pokes;
    this.events = events;
    this.clock = clock;
  }

  /** Shares with other replicas what no status tells; called before {@link #use}. */
  public void share(AlertMemo with) {
    memo = Optional.of(with);
  }

  /** Uses an engine, from before it is started. Without one there are no alerts. */
  public void use(AlertEngine alerts) {
    engine = Optional.of(alerts);
    alerts.addListener(this);
    memo.ifPresent(m -> m.use(alerts.handover()));
  }

  /** Uses an engine for the clusters that are {@link #take taken} only. */
  public void useForShare(AlertEngine alerts) {
    use(alerts);
    division = Optional.of(alerts.divide());
  }

  /**
   * A cluster is this replica's from now on: what its status tells goes on. Never throws.
   *
   * @param kept whether nobody else had it since our own store was written
   */
  public void take(EtcdCluster cluster, boolean kept) {
    if (division.isEmpty()) {
      return;
    }
    ClusterKey key =
        new ClusterKey(cluster.getMetadata().getNamespace(), cluster.getMetadata().getName());
    division.get().take(key, known(key, cluster.getStatus()), kept);
  }

  private KnownAlert.OfCluster known(ClusterKey key, EtcdClusterStatus status) {
    try {
      if (status != null) {
        return AlertStatuses.known(status, clock.instant());
      }
    } catch (RuntimeException e) {
      LOG.warn("The alerts in the status of {} cannot be understood: {}", key, e.getMessage());
    }
    return KnownAlert.OfCluster.nothing(clock.instant());
  }

  /** This replica has a share from now on: what was said of the operator itself goes on. */
  public void takeShare() {
    Optional<KnownAlert.OfCluster> own = memo.flatMap(AlertMemo::take);
    // Its own store is this shard's, whatever Pod wrote it: only without one is it told more.
    own.ifPresent(o -> division.ifPresent(d -> d.take(Handover.ITSELF, o, true)));
  }

  /** This replica is about to stop: what others need to know is written now. Never throws. */
  public void farewell() {
    memo.ifPresent(AlertMemo::write);
  }

  /** What it has written may no longer be there, or may be another's. */
  public void forget() {
    memo.ifPresent(AlertMemo::forget);
  }

  /** For good. */
  public void close() {
    memo.ifPresent(AlertMemo::close);
  }

  /** These go to another replica soon: nothing more is sent, and their statuses are written. */
  public void leave(Predicate<ClusterKey> clusters) {
    division.ifPresent(d -> d.leave(clusters));
    caches.clusters().stream().filter(clusters).forEach(pokes::news);
  }

  /** These are another replica's. */
  public void drop(Predicate<ClusterKey> clusters) {
    division.ifPresent(d -> d.drop(clusters));
  }

  /** The alerts of a cluster now. */
  public AlertView view(ClusterKey key) {
    return engine
        .map(alerts -> {
          // In this order: one that ends in between is told twice, not lost.
          List<OpenAlert> open = alerts.open(key);
          return new AlertView(open, alerts.owed(key));
        })
        .orElse(AlertView.NONE);
  }

  /** What of an owner's wishes cannot be fulfilled, each in one sentence. */
  public List<String> problems(ClusterAlerts wishes, Set<String> features) {
    return engine.map(alerts -> alerts.problems(wishes, features)).orElse(List.of());
  }

  /** This replica is about to lead: what statuses tell goes on. Never throws. */
  public void lead(long term) {
    if (engine.isEmpty()) {
      return;
    }
    Map<ClusterKey, KnownAlert.OfCluster> known = new HashMap<>();
    for (ClusterKey key : caches.clusters()) {
      try {
        caches
            .cluster(key)
            .map(EtcdCluster::getStatus)
            .ifPresent(s -> known.put(key, AlertStatuses.known(s, clock.instant())));
      } catch (RuntimeException e) {
        LOG.warn("The alerts in the status of {} cannot be understood: {}", key, e.getMessage());
      }
    }
    memo.flatMap(AlertMemo::take).ifPresent(own -> known.put(Handover.ITSELF, own));
    try {
      engine.get().lead(term, known);
    } catch (RuntimeException e) {
      LOG.error("The open alerts of the leader before could not be taken over", e);
    }
  }

  @Override
  public void changed(Alert alert, Change change) {
    ClusterKey key = alert.identity().cluster();
    if (SHOWN.contains(change)) {
      poke(key);
    }
    switch (change) {
      case FIRED, REOPENED, SEVERITY_RAISED -> events.accept(firing(alert));
      case RESOLVED -> events.accept(resolved(alert));
      default -> {}
    }
  }

  @Override
  public void told(ClusterKey cluster) {
    poke(cluster);
  }

  private void poke(ClusterKey key) {
    pokes.news(key);
    caches
        .inspectionsOf(key)
        .forEach(i -> pokes.inspection(key.namespace(), i.getMetadata().getName()));
  }

  private static EventNote firing(Alert alert) {
    String remedy = alert.facts().remedy();
    return note(
        alert,
        true,
        EventReasons.ALERT_FIRING,
        "/" + alert.severity().word(),
        "%s (%s): %s%s"
            .formatted(
                alert.identity().rule(),
                alert.severity().word(),
                what(alert.facts()),
                remedy.isEmpty() ? "" : "; " + remedy));
  }

  private static EventNote resolved(Alert alert) {
    return note(
        alert,
        false,
        EventReasons.ALERT_RESOLVED,
        "",
        "%s is resolved%s: %s"
            .formatted(
                alert.identity().rule(),
                alert.endReason().isEmpty() ? "" : " (" + alert.endReason() + ")",
                alert.facts().summary()));
  }

  /** The summary, and the sentence with the value where that says more. */
  static String what(Alert.Facts facts) {
    String summary = facts.summary();
    String description = facts.description();
    if (description.isEmpty()) {
      return summary;
    }
    // A rule about a number says its summary, and the number after it.
    return description.startsWith(summary) ? description : summary + ": " + description;
  }

  /** Each alert has a series of its own, and one that was raised another. */
  private static EventNote note(
      Alert alert, boolean warning, String reason, String severity, String text) {
    return new EventNote(
        alert.identity().cluster(),
        Optional.empty(),
        warning,
        reason,
        alert.identity().rule() + "/" + alert.identity().subject() + severity,
        text);
  }
}
