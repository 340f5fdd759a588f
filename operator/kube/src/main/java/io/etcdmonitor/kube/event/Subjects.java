package io.etcdmonitor.kube.event;

import io.etcdmonitor.engine.model.ClusterKey;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.util.Optional;

/** Finds the object that an Event is about. */
public interface Subjects {
  /** The EtcdCluster; empty when it does not exist. */
  Optional<ObjectReference> clusterReference(ClusterKey key);

  /** The object that stands for the operator itself; empty when there is none. */
  default Optional<ObjectReference> operatorReference() {
    return Optional.empty();
  }

  /** The EtcdInspection; empty when it does not exist. */
  Optional<ObjectReference> inspectionReference(String namespace, String name);
}
