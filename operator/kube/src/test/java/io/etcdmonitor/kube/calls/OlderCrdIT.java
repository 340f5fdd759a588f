package io.etcdmonitor.kube.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.kube.testing.RealApi;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a real API server says to an operator that was upgraded without its CRDs. */
class OlderCrdIT {
  private final RealApi api = RealApi.get();

  @Test
  void aStatusWithAFieldThatTheCrdLacksNamesTheRemedy() {
    String namespace = api.namespace("older");
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName("main").build());
    cluster.setSpec(EtcdClusterSpec.builder().endpoints(List.of("http://10.0.0.1:2379")).build());
    api.client().resource(cluster).create();

    GenericKubernetesResource fresh = new GenericKubernetesResource();
    fresh.setApiVersion(cluster.getApiVersion());
    fresh.setKind(cluster.getKind());
    fresh.setMetadata(cluster.getMetadata());
    fresh.setAdditionalProperty("status", Map.of("ofTheNextVersion", "x"));
    PatchContext apply =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("next-version")
            .withForce(true)
            .build();
    // The operator's own client: another asks again for 20 s, because the API answers 500.
    try (KubernetesClient client = api.newClient(new ApiCallCounter())) {
      KubernetesClientException refused =
          catchThrowableOfType(
              KubernetesClientException.class,
              () ->
                  client
                      .genericKubernetesResources(cluster.getApiVersion(), cluster.getKind())
                      .resource(fresh)
                      .subresource("status")
                      .patch(apply));
      assertThat(ApiErrors.refusal(refused))
          .contains("the CRDs are older than this operator", "helm/etcd-monitor/crds/")
          .contains(".status.ofTheNextVersion")
          .doesNotContain("Received status");
    }
  }
}
