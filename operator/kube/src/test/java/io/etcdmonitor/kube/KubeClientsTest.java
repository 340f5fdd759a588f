package io.etcdmonitor.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KubeClientsTest {
  private final KubernetesClient client =
      KubeClients.create(
          new ConfigBuilder().withMasterUrl("https://127.0.0.1:1").build(), new ApiCallCounter());

  @Test
  void whatNobodyReadsIsNotKept() {
    EtcdInspection read =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                {"apiVersion": "etcdmonitor.io/v1alpha1", "kind": "EtcdInspection",
                 "metadata": {"name": "main-request", "namespace": "ns", "uid": "u",
                   "managedFields": [{"manager": "etcd-monitor", "operation": "Apply"}]},
                 "spec": {"clusterName": "main", "feature": "request"},
                 "status": {"reason": "RequestsNormal", "runs": 7,
                   "measurements": {"requestRate.m1": "5/s"}}}
                """,
                EtcdInspection.class);

    assertThat(read.getMetadata().getUid()).isEqualTo("u");
    assertThat(read.getMetadata().getManagedFields()).isEmpty();
    assertThat(read.getMetadata().getAdditionalProperties()).isEmpty();
    assertThat(read.getSpec().feature()).isEqualTo("request");
    assertThat(read.getStatus().reason()).isEqualTo("RequestsNormal");
    assertThat(read.getStatus().runs()).isEqualTo(7);
    assertThat(read.getStatus().measurements()).isEmpty();
  }

  @Test
  void measurementsAreWrittenAllTheSame() {
    EtcdInspection fresh = new EtcdInspection();
    fresh.setStatus(
        EtcdInspectionStatus.builder().measurements(Map.of("requestRate.m1", "5/s")).build());
    assertThat(client.getKubernetesSerialization().asJson(fresh)).contains("requestRate.m1");
  }

  @Test
  void equalStringsOfManyObjectsAreKeptOnce() {
    EtcdInspection one = named("main-request");
    EtcdInspection other = named("other-request");
    assertThat(one.getStatus().reason()).isSameAs(other.getStatus().reason());
    assertThat(one.getMetadata().getLabels().keySet().iterator().next())
        .isSameAs(other.getMetadata().getLabels().keySet().iterator().next());
    assertThat(one.getMetadata().getName()).isEqualTo("main-request");
    assertThat(other.getMetadata().getName()).isEqualTo("other-request");
  }

  private EtcdInspection named(String name) {
    return client
        .getKubernetesSerialization()
        .unmarshal(
            """
            {"apiVersion": "etcdmonitor.io/v1alpha1", "kind": "EtcdInspection",
             "metadata": {"name": "%s", "namespace": "ns", "labels": {"app": "etcd"}},
             "status": {"reason": "RequestsNormal"}}
            """
                .formatted(name),
            EtcdInspection.class);
  }
}
