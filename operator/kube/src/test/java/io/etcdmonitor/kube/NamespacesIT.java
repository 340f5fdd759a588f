package io.etcdmonitor.kube;

import static io.etcdmonitor.kube.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.etcdmonitor.kube.testing.FakeEngine;
import io.etcdmonitor.kube.testing.RealApi;
import io.etcdmonitor.kube.testing.TestConfig;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An operator that may look into some namespaces only, on a real API server. */
class NamespacesIT {
  private final RealApi api = RealApi.get();
  private final KubernetesClient admin = api.client();
  private final FakeEngine engine = FakeEngine.usual();
  private final ApiCallCounter calls = new ApiCallCounter();

  @Test
  void oneThatIsGoneKeepsNoOtherFromBeingWatchedAndIsWatchedWhenItIsBack() {
    String there = api.namespace("there");
    String gone = there + "-gone";
    allow(there);
    create(there, "main");
    create(there, "old");
    try (KubernetesClient client =
            KubeClients.create(
                new ConfigBuilder(admin.getConfiguration())
                    .withImpersonateUsername("only-some")
                    .build(),
                calls);
        KubeOperator operator =
            new KubeOperator(
                client,
                engine,
                TestConfig.of(
                    Set.of(there, gone),
                    KubeOperatorConfig.LeaseSettings.defaults(there, "operator-0")),
                calls,
                Clock.systemUTC())) {
      operator.start();
      eventually(() ->
          assertThat(engine.watched)
              .containsOnlyKeys(new ClusterKey(there, "main"), new ClusterKey(there, "old")));
      assertThat(engine.probing).isTrue();
      assertThat(operator.stats().synced()).isTrue();
      assertThat(operator.sight().covers(new ClusterKey(there, "removed"))).isTrue();
      assertThat(operator.sight().covers(new ClusterKey(gone, "main")))
          .as("nobody may say that it was removed")
          .isFalse();
      eventually(() -> assertThat(reasons(there)).contains("NamespacesLeftOut"));

      admin
          .resource(new NamespaceBuilder().withNewMetadata().withName(gone).endMetadata().build())
          .create();
      allow(gone);
      create(gone, "main");
      eventually(() -> assertThat(operator.stats().synced()).as("starting again").isFalse());
      admin.resources(EtcdCluster.class).inNamespace(there).withName("old").delete();
      eventually(() -> assertThat(engine.watched).containsKey(new ClusterKey(gone, "main")));
      eventually(
          () -> assertThat(operator.sight().covers(new ClusterKey(gone, "removed"))).isTrue());
      assertThat(engine.log)
          .as("the other was watched all the time")
          .doesNotContain("unwatch " + there + "/main", "pause");
      eventually(() -> assertThat(reasons(there)).contains("NamespacesWatched"));
      eventually(() ->
          assertThat(engine.watched)
              .as("what was deleted meanwhile")
              .doesNotContainKey(new ClusterKey(there, "old")));
    }
  }

  @Test
  void whoMayListAndNotWatchIsToldWhat() {
    String ns = api.namespace("listed");
    PolicyRuleBuilder all = new PolicyRuleBuilder().withApiGroups("*").withResources("*");
    api.allow(ns, "reader", all.withVerbs("get", "list").build());
    try (KubernetesClient client =
        KubeClients.create(
            new ConfigBuilder(admin.getConfiguration()).withImpersonateUsername("reader").build(),
            calls)) {
      StartCheck check = new StartCheck(client, Set.of(ns));

      assertThat(check.look().obstacle())
          .contains(
              "The operator may not watch etcdclusters.etcdmonitor.io in namespace "
                  + ns
                  + ": check that there is such a namespace, the operator's ServiceAccount and its"
                  + " RBAC rules; waiting for them");
      assertThat(check.refuses(Set.of(ns))).isTrue();

      api.allow(ns, "reader", all.withVerbs("watch").build());
      eventually(() -> assertThat(check.look().namespaces()).containsExactly(ns));
      assertThat(check.look().obstacle()).isEmpty();
      assertThat(check.refuses(Set.of(ns))).isFalse();
    }
  }

  private List<String> reasons(String namespace) {
    return admin.resources(Event.class).inNamespace(namespace).list().getItems().stream()
        .map(Event::getReason)
        .toList();
  }

  private void create(String namespace, String name) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    cluster.setSpec(EtcdClusterSpec.builder().endpoints(List.of("http://10.0.0.1:2379")).build());
    admin.resource(cluster).create();
  }

  private void allow(String namespace) {
    api.allow(
        namespace,
        "only-some",
        new PolicyRuleBuilder().withApiGroups("*").withResources("*").withVerbs("*").build());
  }
}
