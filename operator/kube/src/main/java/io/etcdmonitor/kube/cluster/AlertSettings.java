package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.AlertsSpec;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.engine.alert.ClusterAlerts;
import io.etcdmonitor.engine.model.Thresholds;
import java.util.Set;

/** What the owner of a cluster wants of its alerts, for the engine. Pure. */
public final class AlertSettings {
  private AlertSettings() {}

  /** From an EtcdCluster; what cannot be read counts as absent. */
  public static ClusterAlerts of(EtcdCluster cluster) {
    EtcdClusterSpec spec =
        cluster.getSpec() == null ? EtcdClusterSpec.builder().build() : cluster.getSpec();
    AlertsSpec alerts = spec.alerts() == null ? AlertsSpec.defaults() : spec.alerts();
    return new ClusterAlerts(
        alerts.enabled(),
        alerts.channels(),
        alerts.labels(),
        Set.copyOf(alerts.disabledRules()),
        spec.description() == null ? "" : spec.description(),
        thresholds(spec));
  }

  private static Thresholds thresholds(EtcdClusterSpec spec) {
    try {
      return SpecMapping.thresholds(spec.thresholds());
    } catch (IllegalArgumentException e) {
      return Thresholds.DEFAULTS;
    }
  }
}
