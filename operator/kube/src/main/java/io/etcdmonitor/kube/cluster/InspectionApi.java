package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdInspection;

/** Writes EtcdInspections. Calls block and throw what the client throws. */
public interface InspectionApi {
  void create(EtcdInspection inspection);

  /** Replaces the spec if the object still has its resourceVersion. */
  void update(EtcdInspection inspection);

  /** Deletes it; one that is gone is fine. */
  void delete(EtcdInspection inspection);
}
