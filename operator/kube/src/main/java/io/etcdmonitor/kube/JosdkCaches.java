package io.etcdmonitor.kube;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.event.Subjects;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Our two kinds in the caches of the two controllers. Empty until those are registered.
 * Thread-safe.
 */
final class JosdkCaches implements ObjectCaches, Subjects {
  private static final String BY_CLUSTER = "cluster";

  private volatile IndexerResourceCache<EtcdCluster> clusters;
  private volatile IndexerResourceCache<EtcdInspection> inspections;

  /** Uses the cache of a controller that has not started yet. */
  void useClusters(IndexerResourceCache<EtcdCluster> cache) {
    clusters = cache;
  }

  /** Uses the cache of a controller that has not started yet. */
  void useInspections(IndexerResourceCache<EtcdInspection> cache) {
    cache.addIndexers(
        Map.of(
            BY_CLUSTER,
            inspection ->
                inspection.getSpec() == null
                    ? List.of()
                    : List.of(
                        new ClusterKey(
                                inspection.getMetadata().getNamespace(),
                                inspection.getSpec().clusterName())
                            .toString())));
    inspections = cache;
  }

  @Override
  public Optional<EtcdCluster> cluster(ClusterKey key) {
    return clusters == null
        ? Optional.empty()
        : clusters.get(new ResourceID(key.name(), key.namespace()));
  }

  @Override
  public List<ClusterKey> clusters() {
    return clusters == null
        ? List.of()
        : clusters
            .keys()
            .map(id -> new ClusterKey(id.getNamespace().orElse(""), id.getName()))
            .toList();
  }

  @Override
  public Optional<EtcdInspection> inspection(String namespace, String name) {
    return inspections == null
        ? Optional.empty()
        : inspections.get(new ResourceID(name, namespace));
  }

  @Override
  public List<EtcdInspection> inspectionsOf(ClusterKey key) {
    return inspections == null ? List.of() : inspections.byIndex(BY_CLUSTER, key.toString());
  }

  @Override
  public List<InspectionRef> inspections() {
    return inspections == null
        ? List.of()
        : inspections
            .keys()
            .map(id -> new InspectionRef(id.getNamespace().orElse(""), id.getName()))
            .toList();
  }

  @Override
  public Optional<ObjectReference> clusterReference(ClusterKey key) {
    return cluster(key).map(JosdkCaches::reference);
  }

  @Override
  public Optional<ObjectReference> inspectionReference(String namespace, String name) {
    return inspection(namespace, name).map(JosdkCaches::reference);
  }

  private static ObjectReference reference(HasMetadata object) {
    return new ObjectReferenceBuilder()
        .withApiVersion(object.getApiVersion())
        .withKind(object.getKind())
        .withNamespace(object.getMetadata().getNamespace())
        .withName(object.getMetadata().getName())
        .withUid(object.getMetadata().getUid())
        .withResourceVersion(object.getMetadata().getResourceVersion())
        .build();
  }
}
