package io.etcdmonitor.kube;

import static io.etcdmonitor.kube.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.Health;
import io.etcdmonitor.api.v1alpha1.LeaderStatus;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.etcdmonitor.kube.status.ClusterStatusShape;
import io.etcdmonitor.kube.status.SsaStatusPatcher;
import io.etcdmonitor.kube.status.StatusGate;
import io.etcdmonitor.kube.status.Transitions;
import io.etcdmonitor.kube.testing.FakeEngine;
import io.etcdmonitor.kube.testing.RealApi;
import io.etcdmonitor.kube.testing.TestConfig;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What others do to what the operator wrote: edited statuses, inspections without their owner. */
class OwnObjectsIT {
  private final FakeEngine engine = FakeEngine.usual();
  private final ApiCallCounter calls = new ApiCallCounter();
  private RealApi api;
  private KubernetesClient client;
  private String ns;

  @BeforeEach
  void start() {
    api = RealApi.get();
    ns = api.namespace("own");
    client = api.newClient(calls);
  }

  @AfterEach
  void stop() {
    client.close();
  }

  /** With the versions that a real API gives, and the operator's own, lean way of reading. */
  @Test
  void aStatusThatSomebodyElseWroteIsKnownFromOurOwn() {
    create("main");
    StatusGate<EtcdClusterStatus, Transitions> gate =
        new StatusGate<>(new ClusterStatusShape(), Duration.ofMinutes(5), 2, () -> 0L);
    EtcdCluster fresh = critical();
    String version = patch(fresh);
    assertThat(version).isEqualTo(cluster().getMetadata().getResourceVersion());

    String uid = cluster().getMetadata().getUid();
    gate.written("main", uid, fresh.getStatus(), version, Instant.now());
    assertThat(overwritten(gate)).isFalse();
    edit(c -> c.getMetadata().setLabels(Map.of("team", "a")));
    assertThat(overwritten(gate)).as("a label").isFalse();
    EtcdCluster theirs = cluster();
    theirs.setStatus(EtcdClusterStatus.builder().health(Health.HEALTHY).message("Fine.").build());
    api.client().resource(theirs).updateStatus();
    assertThat(overwritten(gate)).isTrue();
    patch(fresh);
    assertThat(cluster().getStatus().message()).isEqualTo("No quorum.");
    assertThat(overwritten(gate)).isFalse();
  }

  /** A tool that restores backups owns what it wrote, by the rules of server-side apply. */
  @Test
  void nothingStaysOfAStatusThatSomebodyElseWrote() {
    create("main");
    EtcdCluster theirs = cluster();
    theirs.setStatus(
        EtcdClusterStatus.builder()
            .health(Health.HEALTHY)
            .leader(new LeaderStatus("8e9e05c52164694d", "m1", null, null))
            .conditions(
                List.of(
                    new ConditionBuilder()
                        .withType("Fine")
                        .withStatus("True")
                        .withReason("Restored")
                        .withMessage("As it was.")
                        .withLastTransitionTime("2026-11-21T08:00:00Z")
                        .build()))
            .build());
    api.client().resource(theirs).updateStatus();
    EtcdCluster fresh = critical();
    String version = patch(fresh);
    assertThat(version).isEqualTo(cluster().getMetadata().getResourceVersion());
    assertThat(cluster().getStatus()).isEqualTo(fresh.getStatus());
    assertThat(patch(fresh)).as("nothing is left to write").isEqualTo(version);
  }

  /** As the garbage collector goes about it, which does not run here. */
  @Test
  void inspectionsThatAreToOutliveTheirClusterDoAndTheNextOneOfThatNameReplacesThem() {
    try (KubeOperator operator =
        new KubeOperator(
            client,
            engine,
            TestConfig.of(Set.of(ns), KubeOperatorConfig.LeaseSettings.defaults(ns, "operator-0")),
            calls,
            Clock.systemUTC())) {
      operator.start();
      create("main");
      eventually(() -> assertThat(inspections()).hasSize(2));
      final List<EtcdInspection> first = inspections();

      api.client().resource(cluster()).withPropagationPolicy(DeletionPropagation.ORPHAN).delete();
      eventually(() -> assertThat(engine.watched).doesNotContainKey(new ClusterKey(ns, "main")));
      isHandled("marker-1");
      for (EtcdInspection inspection : first) {
        eventually(() ->
            api.client()
                .resources(EtcdInspection.class)
                .inNamespace(ns)
                .withName(inspection.getMetadata().getName())
                .edit(i -> {
                  i.getMetadata().setOwnerReferences(List.of());
                  i.setSpec(i.getSpec().toBuilder().suspend(true).build());
                  return i;
                }));
      }
      edit(c -> c.getMetadata().setFinalizers(List.of()));
      isHandled("marker-2");
      assertThat(inspections())
          .extracting(i -> i.getMetadata().getUid())
          .containsExactlyElementsOf(first.stream().map(i -> i.getMetadata().getUid()).toList());

      create("main");
      eventually(() ->
          assertThat(inspections())
              .hasSize(2)
              .allSatisfy(i -> assertThat(i.getSpec().suspend()).isTrue())
              .allSatisfy(i ->
                  assertThat(i.getMetadata().getOwnerReferences())
                      .singleElement()
                      .satisfies(o ->
                          assertThat(o.getUid()).isEqualTo(cluster().getMetadata().getUid()))));
    }
  }

  private EtcdCluster critical() {
    EtcdCluster fresh = new EtcdCluster();
    fresh.setMetadata(new ObjectMetaBuilder().withNamespace(ns).withName("main").build());
    fresh.setStatus(
        EtcdClusterStatus.builder().health(Health.CRITICAL).message("No quorum.").build());
    return fresh;
  }

  private String patch(EtcdCluster fresh) {
    return new SsaStatusPatcher(client, KubeNames.FIELD_MANAGER).patch(fresh);
  }

  @Test
  void twoOperatorsThatWatchTheSameTellOfEachOther() {
    create("main");
    ApiCallCounter others = new ApiCallCounter();
    try (KubernetesClient second = api.newClient(others);
        KubeOperator one =
            new KubeOperator(client, engine, config("one"), calls, Clock.systemUTC());
        KubeOperator two =
            new KubeOperator(
                second, FakeEngine.usual(), config("two"), others, Clock.systemUTC())) {
      one.start();
      two.start();
      eventually(() -> {
        // Has both look at once, and one write after the other.
        edit(
            c -> c.setSpec(c.getSpec().toBuilder().description("at " + System.nanoTime()).build()));
        assertThat(
                api.client().resources(Event.class).inNamespace(ns).list().getItems().stream()
                    .filter(e -> e.getReason().equals("WatchedTwice"))
                    .map(Event::getNote)
                    .toList())
            .anyMatch(note -> note.contains("Operator " + ns + "/one "))
            .anyMatch(note -> note.contains("Operator " + ns + "/two "));
      });
      assertThat(cluster().getStatus().watchedBy()).startsWith(ns + "/");
    }
  }

  private KubeOperatorConfig config(String lease) {
    return new KubeOperatorConfig(
        Set.of(ns),
        new KubeOperatorConfig.LeaseSettings(
            true,
            ns,
            lease,
            lease + "-0",
            Duration.ofSeconds(15),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10)),
        Duration.ofSeconds(1),
        KubeOperatorConfig.Budgets.DEFAULTS,
        KubeNames.FIELD_MANAGER);
  }

  private boolean overwritten(StatusGate<EtcdClusterStatus, Transitions> gate) {
    EtcdCluster read = client.resources(EtcdCluster.class).inNamespace(ns).withName("main").get();
    return gate.told(
            "main",
            read.getMetadata().getUid(),
            read.getStatus(),
            read.getMetadata().getResourceVersion())
        .overwritten();
  }

  private void isHandled(String marker) {
    create(marker);
    eventually(() -> assertThat(engine.watched).containsKey(new ClusterKey(ns, marker)));
  }

  private void create(String name) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(new ObjectMetaBuilder().withNamespace(ns).withName(name).build());
    cluster.setSpec(EtcdClusterSpec.builder().endpoints(List.of("http://10.0.0.1:2379")).build());
    api.client().resource(cluster).create();
  }

  private void edit(Consumer<EtcdCluster> change) {
    api.client()
        .resources(EtcdCluster.class)
        .inNamespace(ns)
        .withName("main")
        .edit(c -> {
          change.accept(c);
          return c;
        });
  }

  private EtcdCluster cluster() {
    return api.client().resources(EtcdCluster.class).inNamespace(ns).withName("main").get();
  }

  private List<EtcdInspection> inspections() {
    return api.client().resources(EtcdInspection.class).inNamespace(ns).list().getItems().stream()
        .filter(i -> i.getMetadata().getName().startsWith("main-"))
        .toList();
  }
}
