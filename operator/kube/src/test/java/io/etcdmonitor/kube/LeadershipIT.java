package io.etcdmonitor.kube;

import static io.etcdmonitor.kube.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.Timestamps;
import io.etcdmonitor.api.v1alpha1.VerdictChange;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.etcdmonitor.kube.status.SsaStatusPatcher;
import io.etcdmonitor.kube.status.WriteOutcome;
import io.etcdmonitor.kube.testing.Assessments;
import io.etcdmonitor.kube.testing.FakeEngine;
import io.etcdmonitor.kube.testing.RealApi;
import io.etcdmonitor.kube.testing.TestConfig;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas and one Lease, on a real API server. */
class LeadershipIT {
  private final List<Replica> replicas = new ArrayList<>();
  private RealApi api;
  private String ns;

  @BeforeEach
  void start() {
    api = RealApi.get();
    ns = api.namespace("leader");
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(new ObjectMetaBuilder().withNamespace(ns).withName("main").build());
    cluster.setSpec(EtcdClusterSpec.builder().endpoints(List.of("http://10.0.0.1:2379")).build());
    api.client().resource(cluster).create();
  }

  @AfterEach
  void stop() {
    replicas.forEach(Replica::close);
  }

  @Test
  void onlyTheLeaderWritesAndTheOtherTakesOverAtOnceWhenItIsStopped() {
    Replica first = new Replica("first");
    eventually(() -> assertThat(first.engine.probing).isTrue());
    eventually(() ->
        assertThat(first.operator.stats().statusWrites().get(WriteOutcome.CHANGED))
            .isGreaterThanOrEqualTo(3));
    Replica second = new Replica("second");
    eventually(() -> assertThat(second.operator.stats().synced()).isTrue());
    assertThat(second.engine.probing).isFalse();
    assertThat(second.engine.watched).isEmpty();
    assertThat(second.operator.stats().statusWrites().values()).containsOnly(0L);

    long stopped = System.nanoTime();
    first.close();
    assertThat(first.engine.probing).isFalse();
    eventually(() -> assertThat(second.engine.probing).isTrue());
    assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(Duration.ofSeconds(3));
    eventually(() -> assertThat(second.engine.watched).containsKey(new ClusterKey(ns, "main")));
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("second");
    assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(1);
  }

  @Test
  void aLeaderThatSeesAnotherHolderStopsProbingAndComesBackWhenTheLeaseIsFree() {
    Replica only = new Replica("only");
    eventually(() -> assertThat(only.engine.probing).isTrue());
    eventually(() -> assertThat(only.engine.watched).hasSize(1));

    anotherTakesTheLease();
    eventually(() -> assertThat(only.engine.probing).isFalse());
    assertThat(only.operator.stats().leader()).isFalse();
    eventually(() -> assertThat(only.engine.probing).as("it ran out").isTrue());
  }

  @Test
  void aReplicaThatLeadsAgainGoesOnWhereTheLeaderInBetweenStopped() {
    ClusterKey key = new ClusterKey(ns, "main");
    InspectionKey healthy = new InspectionKey(key, "main-healthy");
    Instant start = Instant.now();
    Replica only = new Replica("only");
    eventually(() -> assertThat(only.engine.states).containsKey(healthy));
    only.engine.publish(
        Assessments.result(
            healthy, "healthy", Verdict.PASSED, "FirstTerm", start.minusSeconds(60)));
    eventually(() -> assertThat(history()).containsExactly("FirstTerm"));

    anotherTakesTheLease();
    eventually(() -> assertThat(only.engine.probing).isFalse());
    anotherWrites("InBetween", start.minusSeconds(30));
    eventually(() -> assertThat(only.engine.probing).as("it ran out").isTrue());
    eventually(() -> {
      assertThat(only.engine.states).containsKey(healthy);
      assertThat(only.engine.states.get(healthy).latest()).as("a result of then").isEmpty();
    });

    only.engine.publish(
        Assessments.result(healthy, "healthy", Verdict.PASSED, "SecondTerm", Instant.now()));
    eventually(() -> assertThat(history()).containsExactly("SecondTerm", "InBetween", "FirstTerm"));
  }

  /** The leader renews the same object meanwhile: a conflict is tried again. */
  private void anotherTakesTheLease() {
    eventually(() ->
        api.client()
            .leases()
            .inNamespace(ns)
            .withName(KubeNames.LEASE)
            .edit(l -> {
              l.getSpec().setHolderIdentity("somebody-else");
              return l;
            }));
  }

  private void anotherWrites(String reason, Instant time) {
    EtcdInspection there = inspection();
    List<VerdictChange> history = new ArrayList<>(there.getStatus().history());
    history.add(
        0,
        new VerdictChange(
            Timestamps.format(time), io.etcdmonitor.api.v1alpha1.Verdict.WARNING, reason, "Seen."));
    EtcdInspection fresh = new EtcdInspection();
    fresh.setMetadata(new ObjectMetaBuilder().withNamespace(ns).withName("main-healthy").build());
    fresh.setStatus(there.getStatus().toBuilder().history(history).build());
    new SsaStatusPatcher(api.client(), KubeNames.FIELD_MANAGER).patch(fresh);
  }

  private List<String> history() {
    return inspection().getStatus().history().stream().map(VerdictChange::reason).toList();
  }

  private EtcdInspection inspection() {
    return api.client()
        .resources(EtcdInspection.class)
        .inNamespace(ns)
        .withName("main-healthy")
        .get();
  }

  private Lease lease() {
    return api.client().leases().inNamespace(ns).withName(KubeNames.LEASE).get();
  }

  private final class Replica {
    private final FakeEngine engine = FakeEngine.usual();
    private final ApiCallCounter calls = new ApiCallCounter();
    private final KubernetesClient client = api.newClient(calls);
    private final KubeOperator operator;
    private boolean closed;

    private Replica(String identity) {
      operator =
          new KubeOperator(
              client,
              engine,
              TestConfig.of(
                  Set.of(ns),
                  new LeaseSettings(
                      true,
                      ns,
                      KubeNames.LEASE,
                      identity,
                      Duration.ofSeconds(3),
                      Duration.ofMillis(300),
                      Duration.ofSeconds(2))),
              calls,
              Clock.systemUTC());
      replicas.add(this);
      operator.start();
    }

    private void close() {
      if (!closed) {
        closed = true;
        operator.close();
        client.close();
      }
    }
  }
}
