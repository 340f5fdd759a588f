package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.alert.ClusterAlerts;
import io.etcdmonitor.engine.alert.Surroundings;
import io.etcdmonitor.engine.model.ClusterKey;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Without Kubernetes: this process leads, and what it watches is watched until it ends. */
public record LoneSurroundings(Engine engine) implements Surroundings {
  @Override
  public boolean active() {
    return true;
  }

  @Override
  public Fate fate(ClusterKey cluster) {
    return Fate.WATCHED;
  }

  /** The thresholds that the cluster is watched with. */
  public ClusterAlerts settings(ClusterKey key) {
    return engine.clusters().stream()
        .filter(cluster -> cluster.key().equals(key))
        .findFirst()
        .map(cluster ->
            new ClusterAlerts(
                true, List.of(), Map.of(), Set.of(), cluster.description(), cluster.thresholds()))
        .orElse(ClusterAlerts.DEFAULTS);
  }
}
