package io.etcdmonitor.kube.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.PokeQueue;
import io.etcdmonitor.kube.ReconcilerKit;
import io.etcdmonitor.kube.lookup.ObjectWatches;
import io.etcdmonitor.kube.provider.ClusterProviders;
import io.etcdmonitor.kube.testing.Assessments;
import io.etcdmonitor.kube.testing.FakeCaches;
import io.etcdmonitor.kube.testing.FakeEngine;
import io.etcdmonitor.kube.testing.Kits;
import io.etcdmonitor.kube.testing.TestClock;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ClusterRegistrationTest {
  private static final ClusterKey KEY = new ClusterKey("ns", "main");

  private final FakeEngine engine = FakeEngine.usual();
  private final FakeCaches caches = new FakeCaches();
  private final TestClock clock = new TestClock(Assessments.START);
  private final PokeQueue pokes = new PokeQueue(later -> {});
  private final ReconcilerKit kit = Kits.leading(engine, caches, pokes, clock);
  private final ClusterRegistration registration =
      new ClusterRegistration(
          kit,
          new ClusterWatcher(
              kit,
              new ObjectWatches(null, null, Set.of(), key -> {}),
              new ClusterConfigurator(ClusterProviders.load())),
          new ClusterFeatures(kit));
  private final ClusterMemory memory = new ClusterMemory("uid", clock.instant());

  @Test
  void theEngineDoesWhatTheSpecSays() {
    assertThat(register(b -> b)).isEmpty();
    assertThat(engine.watched).containsOnlyKeys(KEY);
    assertThat(engine.states).hasSize(2);
    assertThat(memory.watched).contains(engine.watched.get(KEY));
  }

  @Test
  void aSuspendedClusterIsLeftAloneWhichIsTold() {
    register(b -> b);
    assertThat(register(b -> b.suspend(true)))
        .extracting(ConfigurationProblem::reason)
        .containsExactly("Suspended");
    assertThat(engine.watched).isEmpty();
    assertThat(memory.watched).isEmpty();
  }

  @Test
  void aStatusIsLeftAsFoundCountedFromWhenTheClusterIsWatched() {
    memory.settling.found(true);
    register(b -> b.suspend(true));
    clock.advance(Duration.ofMinutes(5));
    register(b -> b);
    clock.advance(Duration.ofSeconds(5));
    register(b -> b.description("edited"));
    assertThat(memory.settling.left(() -> true, clock.instant(), Duration.ofSeconds(20)))
        .hasSeconds(15);
  }

  @Test
  void anEditIsShownWhenWhatItChangedHasBeenLookedAt() {
    register(b -> b);
    assertThat(memory.shown.of(1, engine, clock.instant())).isEqualTo(1);
    register(b -> b.endpoints(List.of("http://10.0.0.9:2379")));
    assertThat(memory.shown.of(2, engine, clock.instant())).isEqualTo(1);
    register(b -> b.suspend(true));
    assertThat(memory.shown.of(3, engine, clock.instant())).isEqualTo(3);
  }

  private List<ConfigurationProblem> register(UnaryOperator<EtcdClusterSpec.Builder> spec) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(new ObjectMetaBuilder().withNamespace("ns").withName("main").build());
    cluster.setSpec(
        spec.apply(EtcdClusterSpec.builder().endpoints(List.of("http://10.0.0.1:2379"))).build());
    List<ConfigurationProblem> problems = new ArrayList<>();
    registration.register(cluster, memory, problems);
    return problems;
  }
}
