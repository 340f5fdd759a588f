package io.etcdmonitor.kube;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.event.Subjects;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.util.Optional;

/** Our two kinds, and the Lease: what is said of the operator itself is said there. */
record OperatorSubjects(JosdkCaches caches, KubeOperatorConfig config) implements Subjects {
  @Override
  public Optional<ObjectReference> clusterReference(ClusterKey key) {
    return caches.clusterReference(key);
  }

  @Override
  public Optional<ObjectReference> inspectionReference(String namespace, String name) {
    return caches.inspectionReference(namespace, name);
  }

  @Override
  public Optional<ObjectReference> operatorReference() {
    return config.lease().enabled()
        ? Optional.of(
            new ObjectReferenceBuilder()
                .withApiVersion("coordination.k8s.io/v1")
                .withKind("Lease")
                .withNamespace(config.lease().namespace())
                .withName(config.ownLease())
                .build())
        : Optional.empty();
  }
}
