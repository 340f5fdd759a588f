package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionSpec;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.kube.ReconcilerKit;
import io.etcdmonitor.kube.status.FeatureFact;
import java.util.List;
import java.util.Optional;

/** Registers the features of a cluster with the engine and says how each stands. Thread-safe. */
final class ClusterFeatures {
  private final ReconcilerKit kit;

  ClusterFeatures(ReconcilerKit kit) {
    this.kit = kit;
  }

  /** Has the enabled features run; a setting that is refused keeps only its own feature from it. */
  void register(ClusterKey key, FeaturePlan plan, List<ConfigurationProblem> problems) {
    for (FeaturePlan.Planned feature : plan.features()) {
      if (feature.run().isEmpty()) {
        continue;
      }
      if (!feature.enabled() || suspendedByPerson(key, feature)) {
        stop(key, feature);
        continue;
      }
      try {
        kit.engine().inspect(feature.run().get());
      } catch (IllegalArgumentException e) {
        stop(key, feature);
        problems.add(
            new ConfigurationProblem(
                Reasons.SETTING_INVALID,
                "Feature %s does not run: %s; correct it in spec.features."
                    .formatted(feature.name(), e.getMessage()),
                false));
      }
    }
  }

  /** What a person runs under the name of a feature that is off is theirs. */
  private void stop(ClusterKey key, FeaturePlan.Planned feature) {
    InspectionKey inspection = new InspectionKey(key, feature.inspection());
    if (kit.engine().inspection(inspection).filter(s -> s.spec().primary()).isPresent()) {
      kit.engine().cancel(inspection);
      kit.pokes().inspection(key.namespace(), feature.inspection());
    }
  }

  private boolean suspendedByPerson(ClusterKey key, FeaturePlan.Planned feature) {
    return kit.caches()
        .inspection(key.namespace(), feature.inspection())
        .filter(Ownership::operatorMade)
        .map(EtcdInspection::getSpec)
        .map(EtcdInspectionSpec::suspend)
        .orElse(false);
  }

  /** How each feature stands, in the plan's order. */
  List<FeatureFact> facts(EtcdCluster cluster, FeaturePlan plan) {
    return plan.features().stream().map(f -> fact(cluster, f)).toList();
  }

  private FeatureFact fact(EtcdCluster cluster, FeaturePlan.Planned feature) {
    ClusterKey key = ClusterKeys.of(cluster);
    if (feature.run().isEmpty()) {
      return new FeatureFact(
          feature.name(), Optional.empty(), Optional.empty(), Optional.of(Reasons.FEATURE_UNKNOWN));
    }
    if (!feature.enabled()) {
      return new FeatureFact(
          feature.name(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(Reasons.FEATURE_DISABLED));
    }
    Optional<String> reason =
        (cluster.getSpec() != null && cluster.getSpec().suspend())
                || suspendedByPerson(key, feature)
            ? Optional.of(Reasons.SUSPENDED)
            : Optional.empty();
    return new FeatureFact(
        feature.name(),
        Optional.of(feature.inspection()),
        kit.engine().inspection(new InspectionKey(key, feature.inspection())),
        reason);
  }
}
