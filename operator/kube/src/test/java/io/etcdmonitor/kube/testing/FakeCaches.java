package io.etcdmonitor.kube.testing;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.ObjectCaches;
import io.etcdmonitor.kube.cluster.InspectionApi;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An API of our two kinds, and the caches of it, without lag. */
public final class FakeCaches implements ObjectCaches, InspectionApi {
  public final Map<ClusterKey, EtcdCluster> clusters = new TreeMap<>();
  public final Map<String, EtcdInspection> inspections = new TreeMap<>();
  public final List<String> log = new ArrayList<>();

  /** Names whose creation and update the API answers with this code. */
  public final Map<String, Integer> refused = new TreeMap<>();

  /** The cause that it names then; empty for none. */
  public String refusalCause = "";

  @Override
  public Optional<EtcdCluster> cluster(ClusterKey key) {
    return Optional.ofNullable(clusters.get(key));
  }

  @Override
  public List<ClusterKey> clusters() {
    return List.copyOf(clusters.keySet());
  }

  @Override
  public Optional<EtcdInspection> inspection(String namespace, String name) {
    return Optional.ofNullable(inspections.get(namespace + "/" + name));
  }

  @Override
  public List<EtcdInspection> inspectionsOf(ClusterKey key) {
    return inspections.values().stream()
        .filter(i -> i.getMetadata().getNamespace().equals(key.namespace()))
        .filter(i -> i.getSpec().clusterName().equals(key.name()))
        .toList();
  }

  @Override
  public List<InspectionRef> inspections() {
    return inspections.values().stream()
        .map(i -> new InspectionRef(i.getMetadata().getNamespace(), i.getMetadata().getName()))
        .toList();
  }

  @Override
  public void create(EtcdInspection inspection) {
    refuse(inspection);
    log.add("create " + inspection.getMetadata().getName());
    put(inspection);
  }

  @Override
  public void update(EtcdInspection inspection) {
    refuse(inspection);
    log.add("update " + inspection.getMetadata().getName());
    put(inspection);
  }

  @Override
  public void delete(EtcdInspection inspection) {
    log.add("delete " + inspection.getMetadata().getName());
    inspections.remove(
        inspection.getMetadata().getNamespace() + "/" + inspection.getMetadata().getName());
  }

  private void refuse(EtcdInspection inspection) {
    Integer code = refused.get(inspection.getMetadata().getName());
    if (code != null) {
      throw new KubernetesClientException(
          new StatusBuilder()
              .withCode(code)
              .withMessage("no, because")
              .withNewDetails()
              .addNewCause()
              .withReason(refusalCause)
              .endCause()
              .endDetails()
              .build());
    }
  }

  public void put(EtcdInspection inspection) {
    inspections.put(
        inspection.getMetadata().getNamespace() + "/" + inspection.getMetadata().getName(),
        inspection);
  }
}
