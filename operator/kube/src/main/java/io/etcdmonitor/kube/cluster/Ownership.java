package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdMonitorApi;
import io.etcdmonitor.kube.KubeNames;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells inspections that the operator made from those of people. Pure functions. */
public final class Ownership {
  /** The finalizer of a deletion with {@code --cascade=orphan}. */
  private static final String ORPHAN = "orphan";

  private Ownership() {}

  /**
   * Whether the operator made it, for any cluster. A person's copy without the owner reference is a
   * person's.
   */
  public static boolean operatorMade(EtcdInspection inspection) {
    Map<String, String> labels = inspection.getMetadata().getLabels();
    return labels != null
        && KubeNames.MANAGED_BY_VALUE.equals(labels.get(KubeNames.MANAGED_BY))
        && owner(inspection).isPresent();
  }

  /** Whether the operator made it for this very object, not for an earlier one of the same name. */
  static boolean madeFor(EtcdInspection inspection, HasMetadata cluster) {
    return operatorMade(inspection)
        && owner(inspection)
            .filter(owner -> owner.getUid().equals(cluster.getMetadata().getUid()))
            .isPresent();
  }

  /**
   * Whether the operator made it, which is about this cluster, for this feature, and its owner was
   * taken off: the cluster was deleted with {@code --cascade=orphan}, or it comes from a backup
   * without owners.
   */
  static boolean orphaned(EtcdInspection inspection, HasMetadata cluster, String feature) {
    List<OwnerReference> owners = inspection.getMetadata().getOwnerReferences();
    Map<String, String> labels = inspection.getMetadata().getLabels();
    return (owners == null || owners.isEmpty())
        && labels != null
        && labels
            .entrySet()
            .containsAll(labels(cluster.getMetadata().getName(), feature).entrySet())
        && feature.equals(inspection.getSpec().feature());
  }

  /** Whether whoever deleted it wants what it owns to stay. */
  static boolean orphans(HasMetadata deleted) {
    return deleted.getMetadata().getFinalizers().contains(ORPHAN);
  }

  /** What the operator marks its inspections with. */
  static Map<String, String> labels(String cluster, String feature) {
    return Map.of(
        KubeNames.MANAGED_BY,
        KubeNames.MANAGED_BY_VALUE,
        KubeNames.CLUSTER_LABEL,
        InspectionNames.label(cluster),
        KubeNames.FEATURE_LABEL,
        feature);
  }

  /** A reference that has Kubernetes delete the inspection with its cluster. */
  static OwnerReference reference(EtcdCluster cluster) {
    OwnerReference reference = new OwnerReference();
    reference.setApiVersion(EtcdMonitorApi.API_VERSION);
    reference.setKind(EtcdCluster.KIND);
    reference.setName(cluster.getMetadata().getName());
    reference.setUid(cluster.getMetadata().getUid());
    reference.setController(true);
    return reference;
  }

  private static Optional<OwnerReference> owner(EtcdInspection inspection) {
    List<OwnerReference> owners = inspection.getMetadata().getOwnerReferences();
    return owners == null
        ? Optional.empty()
        : owners.stream()
            .filter(o -> EtcdCluster.KIND.equals(o.getKind()))
            .filter(o -> EtcdMonitorApi.API_VERSION.equals(o.getApiVersion()))
            .findFirst();
  }
}
