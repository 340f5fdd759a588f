package io.etcdmonitor.e2e.mockapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionSpec;
import io.etcdmonitor.api.v1alpha1.Health;
import io.etcdmonitor.e2e.demo.Checkout;
import io.etcdmonitor.e2e.process.Await;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mock API as the operator sees it: through fabric8's client. */
class MockApiClientIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final MockKubernetesApi api = MockKubernetesApi.start();
  private final KubernetesClient client =
      new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(api.kubeconfig())).build();

  @BeforeEach
  void applyCrds() {
    for (String crd : Checkout.crds()) {
      client.load(new ByteArrayInputStream(crd.getBytes(StandardCharsets.UTF_8))).serverSideApply();
    }
  }

  @AfterEach
  void stop() {
    client.close();
    api.close();
  }

  private static EtcdCluster cluster(String name) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace("default").build());
    cluster.setSpec(EtcdClusterSpec.builder().endpoints(List.of("http://127.0.0.1:2379")).build());
    return cluster;
  }

  private EtcdCluster statusOf(EtcdCluster cluster, Health health) {
    EtcdCluster fresh = new EtcdCluster();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withName(cluster.getMetadata().getName())
            .withNamespace("default")
            .build());
    fresh.setStatus(EtcdClusterStatus.builder().health(health).build());
    PatchContext context =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("etcd-monitor")
            .withForce(true)
            .build();
    return client.resource(fresh).subresource("status").patch(context, fresh);
  }

  private EtcdCluster read(String name) {
    return client.resources(EtcdCluster.class).inNamespace("default").withName(name).get();
  }

  @Test
  void statusIsAppliedApartFromTheSpec() {
    EtcdCluster created = client.resource(cluster("demo")).create();
    assertThat(created.getMetadata().getGeneration()).isEqualTo(1);

    EtcdCluster after = statusOf(created, Health.HEALTHY);

    assertThat(after.getStatus().health()).isEqualTo(Health.HEALTHY);
    assertThat(after.getSpec().endpoints()).containsExactly("http://127.0.0.1:2379");
    assertThat(after.getMetadata().getGeneration()).isEqualTo(1);
    assertThat(statusOf(created, Health.HEALTHY).getMetadata().getResourceVersion())
        .as("an apply that changes nothing writes nothing")
        .isEqualTo(after.getMetadata().getResourceVersion());
  }

  @Test
  void anOldVersionConflicts() {
    EtcdCluster old = client.resource(cluster("demo")).create();
    EtcdCluster edited = read("demo");
    edited.setSpec(edited.getSpec().toBuilder().suspend(true).build());
    assertThat(client.resource(edited).update().getMetadata().getGeneration()).isEqualTo(2);

    old.setSpec(old.getSpec().toBuilder().description("late").build());
    assertThatThrownBy(() -> client.resource(old).lockResourceVersion().update())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
  }

  @Test
  void anInformerSeesEveryChange() throws InterruptedException {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    client.resource(cluster("first")).create();
    try (var informer =
        client
            .resources(EtcdCluster.class)
            .inAnyNamespace()
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(EtcdCluster c) {
                    seen.add("add " + c.getMetadata().getName());
                  }

                  @Override
                  public void onUpdate(EtcdCluster before, EtcdCluster c) {
                    seen.add("update " + c.getMetadata().getName() + " " + c.getStatus().health());
                  }

                  @Override
                  public void onDelete(EtcdCluster c, boolean unknown) {
                    seen.add("delete " + c.getMetadata().getName());
                  }
                })) {
      assertThat(next(seen)).isEqualTo("add first");
      EtcdCluster second = client.resource(cluster("second")).create();
      assertThat(next(seen)).isEqualTo("add second");
      statusOf(second, Health.CRITICAL);
      assertThat(next(seen)).isEqualTo("update second " + Health.CRITICAL);
      client.resource(second).delete();
      assertThat(next(seen)).isEqualTo("delete second");
      assertThat(informer.isWatching()).isTrue();
    }
  }

  private static String next(BlockingQueue<String> seen) throws InterruptedException {
    return seen.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Test
  void whatAClusterOwnsGoesWithIt() {
    EtcdCluster owner = client.resource(cluster("demo")).create();
    EtcdInspection owned = new EtcdInspection();
    owned.setMetadata(
        new ObjectMetaBuilder()
            .withName("demo-healthy")
            .withNamespace("default")
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion(owner.getApiVersion())
                    .withKind(owner.getKind())
                    .withName("demo")
                    .withUid(owner.getMetadata().getUid())
                    .build())
            .build());
    owned.setSpec(
        EtcdInspectionSpec.builder()
            .clusterName("demo")
            .feature("healthy")
            .interval("30s")
            .build());
    client.resource(owned).forceConflicts().serverSideApply();

    client.resource(owner).delete();

    Await.until(
        "the inspection is gone",
        SOON,
        () -> client.resources(EtcdInspection.class).inAnyNamespace().list().getItems().isEmpty());
  }

  @Test
  void finalizersHoldAnObject() {
    EtcdCluster held = cluster("demo");
    held.getMetadata().setFinalizers(List.of("example.com/hold"));
    client.resource(held).create();
    client.resource(held).delete();
    assertThat(read("demo").getMetadata().getDeletionTimestamp()).isNotNull();

    client
        .resource(read("demo"))
        .edit(c -> {
          c.getMetadata().setFinalizers(List.of());
          return c;
        });

    assertThat(read("demo")).isNull();
  }

  @Test
  void eventsOfBothApisAreTheSameObjects() {
    client
        .events()
        .v1()
        .events()
        .inNamespace("default")
        .resource(
            new EventBuilder()
                .withNewMetadata()
                .withName("demo.1")
                .endMetadata()
                .withReason("MemberUnreachable")
                .withNote("m2 is gone")
                .withNewRegarding()
                .withKind("EtcdCluster")
                .withName("demo")
                .endRegarding()
                .build())
        .create();

    var core = client.v1().events().inNamespace("default").withName("demo.1").get();

    assertThat(core.getMessage()).isEqualTo("m2 is gone");
    assertThat(core.getInvolvedObject().getName()).isEqualTo("demo");
    assertThat(
            client
                .v1()
                .events()
                .inNamespace("default")
                .withField("involvedObject.name", "other")
                .list()
                .getItems())
        .isEmpty();
  }

  @Test
  void aLeaseIsHeldByOneAndTakenOverWhenReleased() throws InterruptedException {
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> second = new CompletableFuture<>();
    CompletableFuture<?> running = elect("one", first);
    assertThat(first.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join()).isEqualTo("one");
    CompletableFuture<?> waiting = elect("two", second);
    running.cancel(true);
    assertThat(second.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join()).isEqualTo("two");
    waiting.cancel(true);
  }

  private CompletableFuture<?> elect(String identity, CompletableFuture<String> leads) {
    return client
        .leaderElector()
        .withConfig(
            new LeaderElectionConfigBuilder()
                .withName("test")
                .withLock(new LeaseLock("default", "leader", identity))
                .withLeaseDuration(Duration.ofSeconds(3))
                .withRenewDeadline(Duration.ofSeconds(2))
                .withRetryPeriod(Duration.ofMillis(200))
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(
                    new LeaderCallbacks(() -> leads.complete(identity), () -> {}, id -> {}))
                .build())
        .build()
        .start();
  }

  @Test
  void plainPatchesOfOtherKindsWork() {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("settings")
                .withNamespace("default")
                .endMetadata()
                .addToData("a", "1")
                .addToData("b", "2")
                .build())
        .create();
    var configMap = client.configMaps().inNamespace("default").withName("settings");

    configMap.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"a\":null,\"c\":\"3\"}}");
    configMap.patch(
        PatchContext.of(PatchType.JSON),
        "[{\"op\":\"replace\",\"path\":\"/data/b\",\"value\":\"9\"}]");

    assertThat(configMap.get().getData()).containsOnlyKeys("b", "c").containsEntry("b", "9");
  }
}
