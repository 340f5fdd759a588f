package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Writes EtcdInspections through the API. */
public final class KubeInspectionApi implements InspectionApi {
  private final KubernetesClient client;

  public KubeInspectionApi(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public void create(EtcdInspection inspection) {
    client.resource(inspection).create();
  }

  @Override
  public void update(EtcdInspection inspection) {
    client.resource(inspection).update();
  }

  @Override
  public void delete(EtcdInspection inspection) {
    client.resource(inspection).delete();
  }
}
