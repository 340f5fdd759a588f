package io.etcdmonitor.kube;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.engine.model.ClusterKey;
import java.util.List;
import java.util.Optional;

/** What the informers know of our two kinds. Not read-after-write: it may lag. Thread-safe. */
public interface ObjectCaches {
  /** An EtcdCluster. */
  Optional<EtcdCluster> cluster(ClusterKey key);

  /** Names of all EtcdClusters. */
  List<ClusterKey> clusters();

  /** An EtcdInspection. */
  Optional<EtcdInspection> inspection(String namespace, String name);

  /** The EtcdInspections whose {@code spec.clusterName} is this cluster. */
  List<EtcdInspection> inspectionsOf(ClusterKey key);

  /** All EtcdInspections, by namespace and name. */
  List<InspectionRef> inspections();

  /** Names an EtcdInspection. */
  record InspectionRef(String namespace, String name) {}
}
