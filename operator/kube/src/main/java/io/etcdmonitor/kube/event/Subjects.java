package io.etcdmonitor.kube.event;

import io.etcdmonitor.engine.model.ClusterKey;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.util.Optional;

/** Finds the object that an Event is about. */
public interface Subjects {
  /** The EtcdCluster; empty when it does not exist. */
  Optional<ObjectReference> clusterReference(ClusterKey key);

  /** The EtcdInspection; empty when it does not exist. */
  Optional<ObjectReference> inspectionReference(String namespace, String name);
}
