package io.etcdmonitor.kube.inspection;

import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.ClusterStandings;
import io.etcdmonitor.kube.cluster.Ownership;
import io.etcdmonitor.kube.status.InspectionView.Kind;
import io.etcdmonitor.kube.status.InspectionView.Standing;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/** Says what keeps an inspection from running. Pure. */
final class StandingRule {
  private StandingRule() {}

  /**
   * Decides.
   *
   * @param clusterExists whether there is an EtcdCluster of that name
   * @param reserved the feature that the operator itself runs under this name
   * @param cluster how it stands with it; empty while it has not been looked at
   * @param features names of all features
   */
  static Standing of(
      EtcdInspection inspection,
      boolean clusterExists,
      Optional<String> reserved,
      Optional<ClusterStandings.Standing> cluster,
      Collection<String> features) {
    ClusterKey key =
        new ClusterKey(inspection.getMetadata().getNamespace(), inspection.getSpec().clusterName());
    if (!features.contains(inspection.getSpec().feature())) {
      return new Standing(
          Kind.REFUSED,
          Reasons.FEATURE_UNKNOWN,
          "There is no feature '%s': set spec.feature to one of %s."
              .formatted(
                  inspection.getSpec().feature(), String.join(", ", new TreeSet<>(features))));
    }
    if (!clusterExists) {
      return new Standing(
          Kind.WAITS,
          Reasons.CLUSTER_NOT_FOUND,
          "EtcdCluster %s does not exist: create it, or write an inspection for one that does."
              .formatted(key));
    }
    if (reserved.isPresent()) {
      return new Standing(
          Kind.REFUSED,
          Reasons.INSPECTION_NAME_TAKEN,
          ("Under the name %s the operator itself runs feature %s of EtcdCluster %s, and goes on to"
                  + " do so: write this inspection under another name.")
              .formatted(inspection.getMetadata().getName(), reserved.get(), key));
    }
    if (inspection.getSpec().suspend()) {
      return new Standing(
          Kind.SUSPENDED,
          Reasons.SUSPENDED,
          "This inspection is suspended: set spec.suspend to false to go on.");
    }
    return cluster.map(c -> of(inspection, c)).orElseGet(() -> notLookedAt(key));
  }

  private static Standing of(EtcdInspection inspection, ClusterStandings.Standing cluster) {
    return switch (cluster.kind()) {
      case WATCHED ->
          Ownership.operatorMade(inspection)
                  && cluster.refusals().containsKey(inspection.getSpec().feature())
              ? of(cluster.refusals().get(inspection.getSpec().feature()))
              : Standing.RUNS;
      case SUSPENDED -> new Standing(Kind.SUSPENDED, cluster.reason(), cluster.message());
      case BLOCKED -> new Standing(Kind.WAITS, cluster.reason(), cluster.message());
    };
  }

  private static Standing of(ClusterStandings.Refusal refusal) {
    return new Standing(
        refusal.runs() ? Kind.RUNS : Kind.REFUSED, Reasons.SETTING_INVALID, refusal.message());
  }

  /** Whether it waits only for its cluster to be set up. */
  static boolean isNotLookedAt(Standing standing) {
    return standing.kind() == Kind.WAITS && standing.reason().equals(Reasons.NOT_OBSERVED);
  }

  private static Standing notLookedAt(ClusterKey key) {
    return new Standing(
        Kind.WAITS,
        Reasons.NOT_OBSERVED,
        "EtcdCluster %s has not been looked at yet.".formatted(key));
  }
}
