package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.kube.ReconcilerKit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Has the engine do for a cluster what its spec says: watch it, or no longer, and run its features.
 * Thread-safe; one cluster is registered by one thread at a time.
 */
final class ClusterRegistration {
  private final ReconcilerKit kit;
  private final ClusterWatcher watcher;
  private final ClusterFeatures features;

  ClusterRegistration(ReconcilerKit kit, ClusterWatcher watcher, ClusterFeatures features) {
    this.kit = kit;
    this.watcher = watcher;
    this.features = features;
  }

  /**
   * Registers it.
   *
   * @param memory of the cluster; what is watched from now on is written there
   * @param problems all that is wrong with its configuration is added here
   * @return its features
   */
  FeaturePlan register(
      EtcdCluster cluster, ClusterMemory memory, List<ConfigurationProblem> problems) {
    ClusterKey key = ClusterKeys.of(cluster);
    EffectiveSpec effective = EffectiveSpec.of(cluster);
    Optional<WatchedCluster> before = memory.watched;
    Instant now = kit.clock().instant();
    Map<InspectionKey, InspectionSpec> ran = features.running(key);
    memory.watched = watch(cluster, effective, before, problems);
    if (memory.watched.isPresent() && before.isEmpty()) {
      memory.settling.begin(now);
    }
    FeaturePlan plan = FeaturePlan.of(key, effective.spec(), kit.engine().features());
    problems.addAll(plan.problems());
    problems.addAll(AlertSettings.problems(cluster, kit.alerts(), featureNames()));
    if (memory.watched.isPresent()) {
      memory.refusals = features.register(key, plan, problems);
      boolean all = before.filter(b -> !b.looksLike(memory.watched.get())).isPresent();
      memory.shown.await(features.changed(key, ran, all), now, kit.settle());
    } else {
      memory.shown.awaitNothing();
    }
    return plan;
  }

  private Optional<WatchedCluster> watch(
      EtcdCluster cluster,
      EffectiveSpec effective,
      Optional<WatchedCluster> before,
      List<ConfigurationProblem> problems) {
    if (!effective.spec().suspend()) {
      return watcher.watch(cluster, effective, before, problems);
    }
    problems.add(
        new ConfigurationProblem(
            Reasons.SUSPENDED, "Probing is suspended: set spec.suspend to false to go on.", true));
    return watcher.stop(ClusterKeys.of(cluster), before);
  }

  private Set<String> featureNames() {
    return kit.engine().features().stream().map(FeatureProvider::name).collect(Collectors.toSet());
  }
}
