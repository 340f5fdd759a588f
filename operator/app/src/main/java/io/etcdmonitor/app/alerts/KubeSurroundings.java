package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.alert.ClusterAlerts;
import io.etcdmonitor.engine.alert.Surroundings;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.kube.KubeOperator;
import io.etcdmonitor.kube.Sight;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What alerting must know of an operator: who leads, which clusters there are, what their owners
 * want. Looked up every few seconds, not for each alert; stays as it was while the Kubernetes API
 * is away.
 */
public final class KubeSurroundings implements Surroundings {
  private static final Duration FRESH = Duration.ofSeconds(2);

  private final Engine engine;
  private final KubeOperator operator;
  private final Clock clock;
  private Instant taken = Instant.EPOCH;
  private Map<ClusterKey, Fate> fates = Map.of();
  private Map<ClusterKey, String> blocked = Map.of();
  private Map<ClusterKey, ClusterAlerts> settings = Map.of();
  private Sight sight = new Sight(false, Set.of());

  public KubeSurroundings(Engine engine, KubeOperator operator, Clock clock) {
    this.engine = engine;
    this.operator = operator;
    this.clock = clock;
  }

  @Override
  public boolean active() {
    return operator.stats().leader();
  }

  @Override
  public synchronized Fate fate(ClusterKey cluster) {
    refresh();
    return fates.getOrDefault(cluster, sight.covers(cluster) ? Fate.REMOVED : Fate.UNKNOWN);
  }

  @Override
  public synchronized Map<ClusterKey, String> blocked() {
    refresh();
    return blocked;
  }

  /** What the owner of a cluster wants. */
  public synchronized ClusterAlerts settings(ClusterKey cluster) {
    refresh();
    return Optional.ofNullable(settings.get(cluster))
        .or(() -> operator.wishes().of(cluster))
        .orElse(ClusterAlerts.DEFAULTS);
  }

  private void refresh() {
    Instant now = clock.instant();
    if (Duration.between(taken, now).compareTo(FRESH) < 0) {
      return;
    }
    taken = now;
    sight = operator.sight();
    Map<ClusterKey, Fate> next = new HashMap<>();
    operator.clusters().forEach(key -> next.put(key, Fate.UNKNOWN));
    Map<ClusterKey, String> why = new HashMap<>();
    operator
        .problems()
        .forEach((key, problems) -> {
          boolean paused = problems.stream().anyMatch(ConfigurationProblem::suspends);
          next.put(key, paused ? Fate.PAUSED : Fate.UNKNOWN);
          if (!paused) {
            problems.stream()
                .filter(ConfigurationProblem::blocking)
                .findFirst()
                .ifPresent(p -> why.put(key, "it is not watched: " + p.message()));
          }
        });
    for (WatchedCluster cluster : engine.clusters()) {
      next.put(cluster.key(), Fate.WATCHED);
      why.remove(cluster.key());
    }
    fates = next;
    blocked = Map.copyOf(why);
    // What was wanted stays wanted while its object cannot be seen.
    Map<ClusterKey, ClusterAlerts> merged = new HashMap<>(settings);
    merged.keySet().retainAll(next.keySet());
    merged.putAll(operator.wishes().of(next.keySet()));
    settings = merged;
  }
}
