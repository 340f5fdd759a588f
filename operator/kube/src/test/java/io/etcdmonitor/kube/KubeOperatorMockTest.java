package io.etcdmonitor.kube;

import static io.etcdmonitor.kube.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.etcdmonitor.kube.status.StatusPatcher;
import io.etcdmonitor.kube.testing.FakeEngine;
import io.etcdmonitor.kube.testing.TestConfig;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * Without a real API server: the flow from an object to the engine. The mock knows no server-side
 * apply.
 */
@EnableKubernetesMockClient(crud = true)
class KubeOperatorMockTest {
  KubernetesMockServer server;
  KubernetesClient client;

  @Test
  void aClusterReachesTheEngineAndLeavesItWhenItIsDeleted() {
    FakeEngine engine = FakeEngine.usual();
    List<String> patched = new CopyOnWriteArrayList<>();
    try (KubeOperator operator =
        operator(
            engine,
            fresh -> {
              patched.add(fresh.getMetadata().getName());
              return null;
            })) {
      operator.start();
      EtcdCluster cluster = new EtcdCluster();
      cluster.setMetadata(new ObjectMetaBuilder().withNamespace("ns").withName("main").build());
      cluster.setSpec(EtcdClusterSpec.builder().endpoints(List.of("http://10.0.0.1:2379")).build());
      client.resource(cluster).create();
      eventually(() -> assertThat(engine.watched).containsKey(new ClusterKey("ns", "main")));
      eventually(() ->
          assertThat(client.resources(EtcdInspection.class).inNamespace("ns").list().getItems())
              .extracting(i -> i.getMetadata().getName())
              .containsExactlyInAnyOrder("main-healthy", "main-request"));
      eventually(() -> assertThat(patched).contains("main", "main-healthy", "main-request"));
      assertThat(operator.stats().synced()).isTrue();
      assertThat(operator.stats().leader()).isTrue();

      client.resource(cluster).delete();
      eventually(() -> assertThat(engine.watched).isEmpty());
    }
    assertThat(engine.probing).as("closed").isFalse();
  }

  private KubeOperator operator(FakeEngine engine, StatusPatcher patcher) {
    return new KubeOperator(
        client,
        engine,
        TestConfig.of(Set.of(), LeaseSettings.disabled()),
        new ApiCallCounter(),
        Clock.systemUTC(),
        patcher);
  }
}
