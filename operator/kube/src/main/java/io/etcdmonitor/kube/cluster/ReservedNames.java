package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import java.util.Collection;
import java.util.Optional;

/**
 * Names under which the operator itself runs the features of a cluster: a person's inspection of
 * such a name would take the run away from it. Pure functions.
 */
public final class ReservedNames {
  private ReservedNames() {}

  /** The feature whose place a person's inspection takes, if it does. */
  public static Optional<String> feature(
      EtcdInspection inspection,
      Optional<EtcdCluster> cluster,
      Collection<FeatureProvider> features) {
    return cluster
        .filter(c -> !Ownership.operatorMade(inspection))
        .flatMap(c -> feature(inspection, c, features));
  }

  private static Optional<String> feature(
      EtcdInspection inspection, EtcdCluster cluster, Collection<FeatureProvider> features) {
    // By the spec, not by what the engine happens to run: who is set up first must not matter.
    ClusterKey key =
        new ClusterKey(inspection.getMetadata().getNamespace(), inspection.getSpec().clusterName());
    return FeaturePlan.of(key, EffectiveSpec.of(cluster).spec(), features).features().stream()
        .filter(FeaturePlan.Planned::runs)
        .filter(f -> f.inspection().equals(inspection.getMetadata().getName()))
        .map(FeaturePlan.Planned::name)
        .findFirst();
  }
}
