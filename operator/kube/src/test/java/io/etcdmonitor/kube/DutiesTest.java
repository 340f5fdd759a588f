package io.etcdmonitor.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.etcdmonitor.kube.alert.KubeAlerts;
import io.etcdmonitor.kube.cluster.EtcdClusterReconciler;
import io.etcdmonitor.kube.inspection.EtcdInspectionReconciler;
import io.etcdmonitor.kube.leader.LeaderGate;
import io.etcdmonitor.kube.lookup.ObjectWatches;
import io.etcdmonitor.kube.testing.Assessments;
import io.etcdmonitor.kube.testing.FakeCaches;
import io.etcdmonitor.kube.testing.FakeEngine;
import io.etcdmonitor.kube.testing.StubContext;
import io.etcdmonitor.kube.testing.TestClock;
import io.etcdmonitor.kube.testing.TestConfig;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What leading, or having a share, has the replica do with the objects that it knows. */
class DutiesTest {
  private static final ClusterKey A = new ClusterKey("ns", "a");
  private static final ClusterKey B = new ClusterKey("other", "b");

  private final FakeEngine engine = FakeEngine.usual();
  private final FakeCaches caches = new FakeCaches();
  private final TestClock clock = new TestClock(Assessments.START);
  private final PokeQueue pokes = new PokeQueue(later -> {});
  private final KubeAlerts alerts = new KubeAlerts(caches, pokes, note -> {}, clock);
  private final List<Object> written = new ArrayList<>();
  private final Statuses statuses =
      Statuses.create(
          TestConfig.of(Set.of(), LeaseSettings.disabled()),
          fresh -> {
            written.add(fresh.getStatus());
            return null;
          },
          clock);
  private final Set<ClusterKey> owned = new HashSet<>(Set.of(A, B));
  private Sight sight = new Sight(true, Set.of());
  private final Fleet fleet = fleet();
  private final LeaderDuties leader = new LeaderDuties(engine, alerts, statuses, () -> fleet);
  private final ShareDuties share = new ShareDuties(engine, alerts, () -> fleet);

  private Fleet fleet() {
    LeaderGate gate =
        new LeaderGate() {
          @Override
          public boolean leading() {
            return true;
          }

          @Override
          public boolean owns(ClusterKey cluster) {
            return owned.contains(cluster);
          }
        };
    ReconcilerKit kit =
        new ReconcilerKit(engine, gate, caches, new ClusterStandings(), pokes, alerts, clock);
    return new Fleet(
        kit,
        EtcdClusterReconciler.create(
            kit,
            new ObjectWatches(null, null, Set.of(), key -> {}),
            caches,
            statuses.clusters(),
            statuses.writer(),
            Optional.empty(),
            note -> {}),
        EtcdInspectionReconciler.create(
            kit, caches, statuses.inspections(), statuses.writer(), note -> {}),
        () -> sight);
  }

  @Test
  void whoLeadsAgainKeepsWhatItKnewUnlessSomebodyLedInBetween() {
    leader.prepare(7);
    known();
    leader.prepare(7);
    assertThat(engine.watched).containsOnlyKeys(A, B);
    leader.prepare(9);
    assertThat(engine.watched).isEmpty();
  }

  @Test
  void leadingProbesAndSetsUpAll() {
    known();
    leader.begin();
    assertThat(engine.probing).isTrue();
    assertThat(toSetUp()).containsExactly(A, B);
    leader.end();
    assertThat(engine.probing).isFalse();
  }

  @Test
  void whoBeginsToLeadWritesWhatItHasWrittenBefore() {
    known();
    int before = written.size();
    known();
    assertThat(written).hasSize(before);
    leader.begin();
    known();
    assertThat(written).hasSizeGreaterThan(before);
  }

  @Test
  void whatWasDeletedUnheardIsForgottenWhereAllIsKnown() {
    known();
    caches.clusters.clear();
    sight = new Sight(false, Set.of());
    leader.again();
    assertThat(engine.watched).as("the caches are empty for a while").containsOnlyKeys(A, B);
    sight = new Sight(true, Set.of("other"));
    leader.again();
    assertThat(engine.watched).containsOnlyKeys(B);
  }

  @Test
  void tellingSetsNothingUp() {
    known();
    leader.tellAll();
    assertThat(toSetUp()).isEmpty();
  }

  @Test
  void aShareIsTakenAndLetGoByItself() {
    known();
    owned.remove(B);
    share.letGo(key -> !owned.contains(key));
    assertThat(engine.watched).containsOnlyKeys(A);
    share.take();
    assertThat(toSetUp()).containsExactly(A);
    share.resume();
    assertThat(engine.probing).isTrue();
    share.pause();
    assertThat(engine.probing).isFalse();
  }

  /** Both are there and were reconciled. */
  private void known() {
    for (ClusterKey key : List.of(A, B)) {
      EtcdCluster cluster = new EtcdCluster();
      cluster.setMetadata(
          new ObjectMetaBuilder()
              .withNamespace(key.namespace())
              .withName(key.name())
              .withUid(key.name())
              .withGeneration(1L)
              .build());
      cluster.setSpec(EtcdClusterSpec.builder().endpoints(List.of("http://10.0.0.1:2379")).build());
      caches.clusters.put(key, cluster);
      var unused = fleet.clusters().reconcile(cluster, StubContext.of(false));
    }
    assertThat(engine.watched).containsOnlyKeys(A, B);
    toSetUp();
  }

  private List<ClusterKey> toSetUp() {
    return List.of(A, B).stream().filter(pokes::settingUp).toList();
  }
}
