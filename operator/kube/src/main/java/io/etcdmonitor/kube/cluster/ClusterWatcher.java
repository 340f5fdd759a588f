package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.etcd.BadTlsMaterialException;
import io.etcdmonitor.kube.ClusterStandings.Kind;
import io.etcdmonitor.kube.ReconcilerKit;
import io.etcdmonitor.kube.lookup.ObjectWatches;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Has the engine watch a cluster as its spec says, or no longer. Thread-safe. */
final class ClusterWatcher {
  private final ReconcilerKit kit;
  private final ObjectWatches watches;
  private final ClusterConfigurator configurator;

  ClusterWatcher(ReconcilerKit kit, ObjectWatches watches, ClusterConfigurator configurator) {
    this.kit = kit;
    this.watches = watches;
    this.configurator = configurator;
  }

  /**
   * Has it watched if that is possible.
   *
   * @param before what is being watched now
   * @param problems what is in the way, and what is not but should be told, is added here
   * @return what is watched from now on
   */
  Optional<WatchedCluster> watch(
      EtcdCluster cluster,
      EffectiveSpec effective,
      Optional<WatchedCluster> before,
      List<ConfigurationProblem> problems) {
    ClusterKey key = ClusterKeys.of(cluster);
    ObjectWatches.Session lookup = watches.open(key);
    Map<String, String> annotations = cluster.getMetadata().getAnnotations();
    ClusterConfiguration configuration =
        configurator.resolve(
            key, effective, annotations == null ? Map.of() : annotations, lookup, before);
    lookup.commit();
    problems.addAll(configuration.problems());
    if (configuration.watched().isEmpty()) {
      return stop(key, before);
    }
    try {
      kit.engine().watch(configuration.watched().get());
      return configuration.watched();
    } catch (BadTlsMaterialException e) {
      problems.add(
          new ConfigurationProblem(
              Reasons.TLS_BAD_MATERIAL,
              "The TLS Secret cannot be used: %s; put right PEM text into it."
                  .formatted(e.getMessage()),
              true));
      return stop(key, before);
    }
  }

  /** Watches it no longer; what it refers to is known still. */
  Optional<WatchedCluster> stop(ClusterKey key, Optional<WatchedCluster> before) {
    if (before.isPresent() || isWatched(key)) {
      kit.engine().unwatch(key);
    }
    return Optional.empty();
  }

  /** Forgets it. */
  void letGo(ClusterKey key) {
    kit.engine().unwatch(key);
    watches.release(key);
  }

  private boolean isWatched(ClusterKey key) {
    return kit.standings().get(key).filter(s -> s.kind() == Kind.WATCHED).isPresent();
  }
}
