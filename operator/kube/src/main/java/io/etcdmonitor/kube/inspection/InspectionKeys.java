package io.etcdmonitor.kube.inspection;

import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;

/** Names inspections for the engine. Pure. */
final class InspectionKeys {
  private InspectionKeys() {}

  static InspectionKey of(EtcdInspection inspection) {
    return new InspectionKey(
        new ClusterKey(inspection.getMetadata().getNamespace(), inspection.getSpec().clusterName()),
        inspection.getMetadata().getName());
  }
}
