package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.rule.RuleChange;
import io.etcdmonitor.engine.model.Thresholds;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the owner of a cluster wants of its alerts.
 *
 * @param enabled whether any is raised
 * @param channels that hear of them; empty for those of the routes
 * @param labels added to each
 * @param disabledRules rules that do not hold here
 * @param description of the cluster, for messages
 * @param thresholds that rules compare with
 * @param rules that are different here
 */
public record ClusterAlerts(
    boolean enabled,
    List<String> channels,
    Map<String, String> labels,
    Set<String> disabledRules,
    String description,
    Thresholds thresholds,
    List<RuleChange> rules) {
  public static final ClusterAlerts DEFAULTS =
      new ClusterAlerts(true, List.of(), Map.of(), Set.of(), "", Thresholds.DEFAULTS);

  public ClusterAlerts {
    channels = List.copyOf(channels);
    labels = Map.copyOf(labels);
    disabledRules = Set.copyOf(disabledRules);
    rules = List.copyOf(rules);
  }

  /** Without a rule that is different. */
  public ClusterAlerts(
      boolean enabled,
      List<String> channels,
      Map<String, String> labels,
      Set<String> disabledRules,
      String description,
      Thresholds thresholds) {
    this(enabled, channels, labels, disabledRules, description, thresholds, List.of());
  }
}
