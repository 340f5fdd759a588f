package io.etcdmonitor.kube;

import static io.etcdmonitor.kube.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionSpec;
import io.etcdmonitor.api.v1alpha1.Health;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.etcdmonitor.kube.testing.FakeEngine;
import io.etcdmonitor.kube.testing.RealApi;
import io.etcdmonitor.kube.testing.TestConfig;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An object that is deleted and made again at once, as {@code kubectl replace --force} does, while
 * the operator is busy with the one before.
 */
class MadeAgainIT {
  private static final int PATIENCE = 40;

  private final FakeEngine engine = FakeEngine.usual();
  private RealApi api;
  private KubernetesClient client;
  private KubeOperator operator;
  private String ns;
  private ClusterKey key;

  @BeforeEach
  void start() {
    api = RealApi.get();
    ns = api.namespace("again");
    key = new ClusterKey(ns, "main");
    ApiCallCounter calls = new ApiCallCounter();
    client = api.newClient(calls);
    operator =
        new KubeOperator(
            client,
            engine,
            TestConfig.of(Set.of(ns), KubeOperatorConfig.LeaseSettings.defaults(ns, "operator-0")),
            calls,
            Clock.systemUTC());
    operator.start();
  }

  @AfterEach
  void stop() {
    operator.close();
    client.close();
  }

  @Test
  void aClusterIsWatchedThatWasMadeWhileTheDeletionWasBeingHandled() {
    create("main", "http://10.0.0.1:2379");
    eventually(() -> assertThat(engine.watched).containsKey(key));
    Busy forgetting = new Busy("unwatch " + key);
    delete();
    forgetting.hasBegun();
    create("main", "http://10.0.0.2:2379");
    allIsHeard();
    forgetting.ends();
    theNewOneIsWatched();
  }

  @Test
  void aClusterIsWatchedThatWasMadeBeforeTheDeletionWasHandled() {
    create("main", "http://10.0.0.1:2379");
    eventually(() -> assertThat(engine.watched).containsKey(key));
    Busy settingUp = new Busy("watch " + key);
    eventually(() ->
        api.client()
            .resources(EtcdCluster.class)
            .inNamespace(ns)
            .withName("main")
            .edit(c -> {
              c.setSpec(c.getSpec().toBuilder().description("edited").build());
              return c;
            }));
    settingUp.hasBegun();
    delete();
    create("main", "http://10.0.0.2:2379");
    allIsHeard();
    settingUp.ends();
    theNewOneIsWatched();
  }

  @Test
  void anInspectionRunsThatWasMadeWhileTheDeletionWasBeingHandled() {
    create("main", "http://10.0.0.1:2379");
    inspection("mine", "1m");
    InspectionKey mine = new InspectionKey(key, "mine");
    eventually(() -> assertThat(engine.states).containsKey(mine));
    Busy forgetting = new Busy("cancel " + mine);
    api.client().resources(EtcdInspection.class).inNamespace(ns).withName("mine").delete();
    forgetting.hasBegun();
    inspection("mine", "2m");
    inspection("marker", "1m");
    eventually(() -> assertThat(engine.states).containsKey(new InspectionKey(key, "marker")));
    forgetting.ends();
    eventually(() -> {
      assertThat(engine.states).containsKey(mine);
      assertThat(engine.states.get(mine).spec().interval()).contains(Duration.ofMinutes(2));
    });
  }

  private void theNewOneIsWatched() {
    eventually(() -> {
      assertThat(engine.watched).containsKey(key);
      assertThat(engine.watched.get(key).connection().seeds())
          .containsExactly(Endpoint.parse("http://10.0.0.2:2379"));
    });
    eventually(() -> {
      EtcdCluster cluster =
          api.client().resources(EtcdCluster.class).inNamespace(ns).withName("main").get();
      assertThat(cluster.getStatus().health()).isEqualTo(Health.UNKNOWN);
      assertThat(
              api.client()
                  .resources(EtcdInspection.class)
                  .inNamespace(ns)
                  .withName("main-healthy")
                  .get()
                  .getMetadata()
                  .getOwnerReferences())
          .singleElement()
          .satisfies(o -> assertThat(o.getUid()).isEqualTo(cluster.getMetadata().getUid()));
    });
  }

  /** An informer hands on one event after the other: who knows this one knows those before. */
  private void allIsHeard() {
    create("marker", "http://10.0.0.3:2379");
    eventually(() -> assertThat(engine.watched).containsKey(new ClusterKey(ns, "marker")));
  }

  private void create(String name, String endpoint) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(meta(name));
    cluster.setSpec(EtcdClusterSpec.builder().endpoints(List.of(endpoint)).build());
    api.client().resource(cluster).create();
  }

  private void delete() {
    api.client().resources(EtcdCluster.class).inNamespace(ns).withName("main").delete();
  }

  private void inspection(String name, String interval) {
    EtcdInspection inspection = new EtcdInspection();
    inspection.setMetadata(meta(name));
    inspection.setSpec(
        EtcdInspectionSpec.builder()
            .clusterName("main")
            .feature("request")
            .interval(interval)
            .build());
    api.client().resource(inspection).create();
  }

  private ObjectMeta meta(String name) {
    return new ObjectMetaBuilder().withNamespace(ns).withName(name).build();
  }

  /** Holds the operator up where it does something for the first time from now on. */
  private final class Busy {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    private Busy(String with) {
      engine.before =
          what -> {
            if (what.equals(with)) {
              begun.countDown();
              await(over);
            }
          };
    }

    private void hasBegun() {
      await(begun);
    }

    private void ends() {
      over.countDown();
    }

    private static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
