package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.AlertRuleSpec;
import io.etcdmonitor.api.v1alpha1.AlertsSpec;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.engine.alert.ClusterAlerts;
import io.etcdmonitor.engine.alert.rule.RuleChange;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.kube.alert.KubeAlerts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What the owner of a cluster wants of its alerts, for the engine. Pure. */
public final class AlertSettings {
  private AlertSettings() {}

  /** From an EtcdCluster; what cannot be read counts as absent. */
  public static ClusterAlerts of(EtcdCluster cluster) {
    return of(cluster, problem -> {});
  }

  /**
   * @param problems told of each rule that cannot be read
   */
  static ClusterAlerts of(EtcdCluster cluster, Consumer<String> problems) {
    EtcdClusterSpec spec =
        cluster.getSpec() == null ? EtcdClusterSpec.builder().build() : cluster.getSpec();
    AlertsSpec alerts = spec.alerts() == null ? AlertsSpec.defaults() : spec.alerts();
    return new ClusterAlerts(
        alerts.enabled(),
        alerts.channels(),
        alerts.labels(),
        Set.copyOf(alerts.disabledRules()),
        spec.description() == null ? "" : spec.description(),
        thresholds(spec),
        rules(alerts.rules(), problems));
  }

  /** What of the wishes cannot be fulfilled; the rest is. */
  static List<ConfigurationProblem> problems(
      EtcdCluster cluster, KubeAlerts alerts, Set<String> features) {
    List<String> problems = new ArrayList<>();
    ClusterAlerts wishes = of(cluster, problems::add);
    problems.addAll(alerts.problems(wishes, features));
    return problems.stream()
        .map(problem ->
            new ConfigurationProblem(
                Reasons.ALERTS_INVALID,
                "spec.alerts: %s. The rest of it is in force.".formatted(problem),
                false))
        .toList();
  }

  private static List<RuleChange> rules(List<AlertRuleSpec> rules, Consumer<String> problems) {
    List<RuleChange> changes = new ArrayList<>();
    for (AlertRuleSpec rule : rules) {
      try {
        changes.add(RuleMapping.change(rule));
      } catch (IllegalArgumentException e) {
        problems.accept(e.getMessage());
      }
    }
    return changes;
  }

  private static Thresholds thresholds(EtcdClusterSpec spec) {
    try {
      return SpecMapping.thresholds(spec.thresholds());
    } catch (IllegalArgumentException e) {
      return Thresholds.DEFAULTS;
    }
  }
}
