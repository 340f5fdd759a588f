package io.etcdmonitor.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
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
                 "status": {"reason": "RequestsNormal", "runs": 7, "lastRun": "2026-11-21T08:00:00Z",
                   "measurements": {"requestRate.m1": "5/s"}}}
                """,
                EtcdInspection.class);

    assertThat(read.getMetadata().getUid()).isEqualTo("u");
    assertThat(read.getMetadata().getManagedFields()).isEmpty();
    assertThat(read.getMetadata().getAdditionalProperties()).isEmpty();
    assertThat(read.getSpec().feature()).isEqualTo("request");
    assertThat(read.getStatus().reason()).isEqualTo("RequestsNormal");
    assertThat(read.getStatus().runs()).isNull();
    assertThat(read.getStatus().lastRun()).isEqualTo("2026-11-21T08:00:00Z");
    assertThat(read.getStatus().measurements()).isEmpty();
  }

  @Test
  void aListOfTheMetadataOfNothingIsEmpty() {
    GenericKubernetesResourceList none =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                {"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1",
                 "metadata": {"resourceVersion": "748"}, "items": null}
                """,
                GenericKubernetesResourceList.class);
    assertThat(none.getItems()).isEmpty();
    assertThat(none.getMetadata().getResourceVersion()).isEqualTo("748");
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

  @Test
  void whatNoObjectHasIsNotKeptForEachAndEqualPartsAreKeptOnce() {
    String json =
        """
        {"apiVersion": "etcdmonitor.io/v1alpha1", "kind": "EtcdInspection",
         "metadata": {"name": "main-%s", "namespace": "ns",
           "labels": {"app": "etcd", "b": ""}, "unheardOf": 1,
           "ownerReferences": [{"apiVersion": "v", "kind": "EtcdCluster", "name": "main", "uid": "u"}]},
         "spec": {"clusterName": "main", "feature": "%s"},
         "status": {
           "history": [{"time": "t", "verdict": "Passed", "reason": "AsExpected"}],
           "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "t",
             "reason": "%s"}]}}
        """;
    EtcdInspection one = read(json.formatted("disk", "disk", "AsExpected"));
    EtcdInspection same = read(json.formatted("alarm", "alarm", "AsExpected"));
    EtcdInspection other = read(json.formatted("request", "request", "Other"));
    ObjectMeta meta = one.getMetadata();
    assertThat(meta.getLabels()).containsOnly(entry("app", "etcd"), entry("b", ""));
    assertThat(meta.getAdditionalProperties()).containsOnlyKeys("unheardOf");
    assertThat(meta.getAnnotations()).isSameAs(Map.of());
    assertThat(meta.getFinalizers()).isSameAs(List.of());
    assertThat(one.getStatus().measurements()).isSameAs(one.getSpec().settings());
    assertThat(meta.getOwnerReferences().get(0))
        .isSameAs(same.getMetadata().getOwnerReferences().get(0));
    assertThat(one.getStatus().history().get(0)).isSameAs(same.getStatus().history().get(0));
    Condition ready = one.getStatus().conditions().get(0);
    assertThat(ready).isSameAs(same.getStatus().conditions().get(0));
    assertThat(ready.getAdditionalProperties()).isSameAs(Map.of());
    assertThat(other.getStatus().conditions().get(0).getReason()).isEqualTo("Other");
    assertThat(client.getKubernetesSerialization().asJson(one))
        .contains("unheardOf", "\"uid\":\"u\"", "\"lastTransitionTime\":\"t\"");
  }

  @Test
  void aSecretKeepsItsData() {
    Secret secret =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                {"apiVersion": "v1", "kind": "Secret", "type": "Opaque",
                 "metadata": {"name": "a", "resourceVersion": "5"}, "data": {"ca.crt": "Q0E="}}
                """,
                Secret.class);
    assertThat(secret.getData()).containsExactly(entry("ca.crt", "Q0E="));
    assertThat(secret.getMetadata().getResourceVersion()).isEqualTo("5");
    assertThat(secret.getType()).isEqualTo("Opaque");
    assertThat(secret.getMetadata().getLabels()).isSameAs(Map.of());
  }

  /** Watches and lists name no type: the objects come by way of their kind. */
  @Test
  void anObjectThatIsReadByItsKindIsAsSmall() {
    WatchEvent event =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                {"type": "ADDED", "object": {"apiVersion": "etcdmonitor.io/v1alpha1",
                 "kind": "EtcdInspection", "metadata": {"name": "a"}, "status": {"runs": 7}}}
                """,
                WatchEvent.class);
    EtcdInspection read =
        client.getKubernetesSerialization().convertValue(event.getObject(), EtcdInspection.class);
    assertThat(read.getMetadata().getName()).isEqualTo("a");
    assertThat(read.getMetadata().getAdditionalProperties()).isSameAs(Map.of());
    assertThat(read.getStatus().runs()).isNull();
  }

  private EtcdInspection read(String json) {
    return client.getKubernetesSerialization().unmarshal(json, EtcdInspection.class);
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
