package io.etcdmonitor.kube.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionSpec;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.api.v1alpha1.FeatureSpec;
import io.etcdmonitor.api.v1alpha1.FeatureStatus;
import io.etcdmonitor.api.v1alpha1.Health;
import io.etcdmonitor.api.v1alpha1.Phase;
import io.etcdmonitor.api.v1alpha1.StorageBackend;
import io.etcdmonitor.api.v1alpha1.Timestamps;
import io.etcdmonitor.api.v1alpha1.WriteProbeSpec;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.model.WriteProbe;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.etcd.EtcdApi;
import io.etcdmonitor.kube.ClusterStandings;
import io.etcdmonitor.kube.PokeQueue;
import io.etcdmonitor.kube.ReconcilerKit;
import io.etcdmonitor.kube.alert.KubeAlerts;
import io.etcdmonitor.kube.event.EventNote;
import io.etcdmonitor.kube.lookup.ObjectWatches;
import io.etcdmonitor.kube.status.ApiBreaker;
import io.etcdmonitor.kube.status.ClusterStatusShape;
import io.etcdmonitor.kube.status.StatusGate;
import io.etcdmonitor.kube.status.StatusWriter;
import io.etcdmonitor.kube.testing.Assessments;
import io.etcdmonitor.kube.testing.FakeCaches;
import io.etcdmonitor.kube.testing.FakeEngine;
import io.etcdmonitor.kube.testing.StubContext;
import io.etcdmonitor.kube.testing.TestClock;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EtcdClusterReconcilerTest {
  private static final ClusterKey KEY = new ClusterKey("ns", "main");

  private final FakeEngine engine = FakeEngine.usual();
  private final FakeCaches caches = new FakeCaches();
  private final TestClock clock = new TestClock(Assessments.START);
  private final List<EtcdClusterStatus> written = new ArrayList<>();
  private final List<EventNote> events = new ArrayList<>();
  private final ClusterStandings standings = new ClusterStandings();
  private final Queue<Runnable> aSecondLater = new ArrayDeque<>();
  private final PokeQueue pokes = new PokeQueue(aSecondLater::add);
  private final KubeAlerts alerts = new KubeAlerts(caches, pokes, events::add, clock);
  private boolean leading = true;
  private final EtcdClusterReconciler reconciler =
      EtcdClusterReconciler.create(
          new ReconcilerKit(engine, () -> leading, caches, standings, pokes, alerts, clock),
          new ObjectWatches(null, null, Set.of(), key -> {}),
          caches,
          new StatusGate<>(new ClusterStatusShape(), Duration.ofMinutes(5), 2, () -> 0L),
          StatusWriter.create(
              fresh -> {
                written.add((EtcdClusterStatus) fresh.getStatus());
                return "10";
              },
              100,
              100,
              new ApiBreaker(clock::nanos),
              clock,
              () -> 0L),
          Optional.of("here/etcd-monitor"),
          events::add);

  @Test
  void aClusterIsWatchedItsFeaturesRegisteredAndTheirInspectionsCreated() {
    reconcile(cluster());
    assertThat(engine.watched).containsOnlyKeys(KEY);
    assertThat(engine.states.keySet())
        .extracting(InspectionKey::name)
        .containsExactlyInAnyOrder("main-healthy", "main-request");
    assertThat(engine.states.values()).allSatisfy(s -> assertThat(s.spec().primary()).isTrue());
    assertThat(caches.log).containsExactly("create main-healthy", "create main-request");
    assertThat(written).hasSize(1);
    assertThat(standings.get(KEY)).contains(ClusterStandings.Standing.WATCHED);
  }

  @Test
  void reconcilingAgainChangesNothing() {
    EtcdCluster cluster = cluster();
    reconcile(cluster);
    engine.log.clear();
    caches.log.clear();
    clock.advance(Duration.ofSeconds(30));
    UpdateControl<EtcdCluster> again = reconcile(cluster);
    assertThat(engine.log).isEmpty();
    assertThat(caches.log).isEmpty();
    assertThat(written).hasSize(1);
    assertThat(again.getScheduleDelay()).isPresent();
    assertThat(again.getScheduleDelay().get()).isLessThanOrEqualTo(60_000L);
  }

  @Test
  void whatTheStatusesTellOfAFormerProcessIsHandedOn() {
    EtcdCluster cluster = cluster();
    cluster.setStatus(
        EtcdClusterStatus.builder()
            .observedGeneration(1L)
            .clusterID("cafe")
            .features(
                List.of(
                    new FeatureStatus(
                        "healthy", "x", null, "R", Timestamps.format(clock.instant()))))
            .build());
    caches.clusters.put(KEY, cluster);
    reconcile(cluster);
    assertThat(recalled("main-healthy").cluster().orElseThrow().clusterId()).contains("cafe");
    assertThat(recalled("main-request")).isEqualTo(Recollection.NOTHING);
    EtcdInspection ours = caches.inspection("ns", "main-request").orElseThrow();
    ours.setStatus(
        EtcdInspectionStatus.builder()
            .phase(Phase.ACTIVE)
            .verdict(io.etcdmonitor.api.v1alpha1.Verdict.WARNING)
            .reason("SlowRequests")
            .lastRun(Timestamps.format(clock.instant()))
            .build());

    reconciler.letGo(key -> true);
    reconcile(cluster);
    assertThat(recalled("main-request").verdict()).as("taken over").contains(Verdict.WARNING);

    reconciler.letGo(key -> true);
    cluster.getMetadata().setUid("made again");
    reconcile(cluster);
    assertThat(recalled("main-request")).as("another's").isEqualTo(Recollection.NOTHING);
  }

  private Recollection recalled(String name) {
    return engine.recollections.get(new InspectionKey(KEY, name));
  }

  @Test
  void aReplicaThatDoesNotLeadDoesNothing() {
    leading = false;
    UpdateControl<EtcdCluster> control = reconcile(cluster());
    assertThat(control.isNoUpdate()).isTrue();
    assertThat(engine.watched).isEmpty();
    assertThat(written).isEmpty();
    assertThat(caches.log).isEmpty();
  }

  @Test
  void aDeletedClusterIsForgottenWithAllItHad() {
    EtcdCluster cluster = cluster();
    reconcile(cluster);
    reconciler.reconcile(cluster, StubContext.of(true));
    assertThat(engine.watched).isEmpty();
    assertThat(engine.states).isEmpty();
    assertThat(caches.inspections).isEmpty();
    assertThat(standings.get(KEY)).isEmpty();
  }

  @Test
  void whatADeletedClusterHadStaysWhereWhoDeletedItWantsThat() {
    EtcdCluster cluster = cluster();
    reconcile(cluster);
    cluster.getMetadata().setDeletionTimestamp("2026-11-21T08:00:00Z");
    cluster.getMetadata().setFinalizers(List.of("orphan"));
    reconcile(cluster);
    reconciler.reconcile(cluster, StubContext.of(true));
    assertThat(engine.watched).isEmpty();
    assertThat(caches.inspections).containsOnlyKeys("ns/main-healthy", "ns/main-request");
  }

  @Test
  void whatWasLeftWithoutAnOwnerIsReplacedByAClusterOfThatName() {
    reconcile(cluster());
    caches.inspections.values().forEach(i -> i.getMetadata().setOwnerReferences(List.of()));
    caches.log.clear();
    EtcdCluster again = cluster();
    again.getMetadata().setUid("uid-2");
    reconcile(again);
    assertThat(caches.log).containsExactly("delete main-healthy", "delete main-request");
    pokes.cluster(KEY);
    reconcile(again);
    assertThat(caches.log).endsWith("create main-healthy", "create main-request");
    assertThat(events).isEmpty();
  }

  @Test
  void whatAPersonSetOnOneThatWasLeftWithoutAnOwnerIsSetOnTheOneThatReplacesIt() {
    reconcile(cluster());
    EtcdInspection left = caches.inspection("ns", "main-request").orElseThrow();
    left.setSpec(left.getSpec().toBuilder().suspend(true).historyLimit(3).build());
    caches.inspections.values().forEach(i -> i.getMetadata().setOwnerReferences(List.of()));
    EtcdCluster again = cluster();
    again.getMetadata().setUid("uid-2");
    reconcile(again);
    pokes.cluster(KEY);
    reconcile(again);
    EtcdInspectionSpec ours = caches.inspection("ns", "main-request").orElseThrow().getSpec();
    assertThat(ours.suspend()).isTrue();
    assertThat(ours.historyLimit()).isEqualTo(3);
    assertThat(caches.inspection("ns", "main-healthy").orElseThrow().getSpec().suspend()).isFalse();

    reconciler.reconcile(again, StubContext.of(true));
    EtcdCluster third = cluster();
    third.getMetadata().setUid("uid-3");
    reconcile(third);
    assertThat(caches.inspection("ns", "main-request").orElseThrow().getSpec().suspend())
        .as("what was deleted with its cluster was not left")
        .isFalse();
  }

  @Test
  void whatAPersonWroteUnderANameThatWeNeedIsNotTouched() {
    reconcile(cluster());
    EtcdInspection theirs = caches.inspection("ns", "main-request").orElseThrow();
    theirs.getMetadata().setOwnerReferences(List.of());
    theirs.getMetadata().setLabels(Map.of("app.kubernetes.io/managed-by", "etcd-monitor"));
    caches.log.clear();
    pokes.cluster(KEY);
    reconcile(cluster());
    assertThat(caches.log).isEmpty();
    assertThat(events).extracting(EventNote::reason).containsExactly("InspectionNameTaken");
  }

  @Test
  void aStatusThatSomebodyElseWroteIsPutRight() {
    EtcdCluster cluster = cluster();
    reconcile(cluster);
    cluster.getMetadata().setResourceVersion("11");
    cluster.setStatus(written.get(0).toBuilder().health(Health.HEALTHY).message("Fine.").build());
    clock.advance(Duration.ofSeconds(61));
    reconcile(cluster);
    assertThat(written).hasSize(2);
    assertThat(written.get(1).message()).isEqualTo(written.get(0).message());
  }

  @Test
  void anotherOperatorThatWritesTheStatusIsNamedAndNotFoughtWith() {
    EtcdCluster cluster = cluster();
    reconcile(cluster);
    assertThat(written.get(0).watchedBy()).isEqualTo("here/etcd-monitor");
    EtcdClusterStatus theirs =
        written.get(0).toBuilder().watchedBy("elsewhere/etcd-monitor").build();
    cluster.setStatus(theirs);
    cluster.getMetadata().setResourceVersion("9");
    reconcile(cluster);
    assertThat(events).as("from before our own write").isEmpty();

    cluster.getMetadata().setResourceVersion("11");
    clock.advance(Duration.ofSeconds(61));
    reconcile(cluster);
    reconcile(cluster);
    assertThat(written).as("it says the same").hasSize(1);
    assertThat(events)
        .singleElement()
        .satisfies(e -> {
          assertThat(e.reason()).isEqualTo("WatchedTwice");
          assertThat(e.warning()).isTrue();
          assertThat(e.note()).contains("elsewhere/etcd-monitor").contains("twice");
        });

    cluster.getMetadata().setResourceVersion("12");
    cluster.setStatus(theirs.toBuilder().watchedBy("here/etcd-monitor").build());
    reconcile(cluster);
    assertThat(events).as("our own write").hasSize(1);
  }

  @Test
  void whoWroteTheStatusBeforeThisProcessIsNoOtherOperator() {
    reconcile(cluster());
    reconciler.letGo(key -> true);
    EtcdCluster cluster = cluster();
    cluster.setStatus(written.get(0).toBuilder().watchedBy("former/etcd-monitor").build());
    for (String version : List.of("11", "12")) {
      cluster.getMetadata().setResourceVersion(version);
      reconcile(cluster);
    }
    assertThat(events).isEmpty();
  }

  @Test
  void aClusterThatWasMadeAgainMeanwhileIsLookedForUntilItIsSeen() {
    reconcile(cluster());
    EtcdCluster again = cluster();
    again.getMetadata().setUid("uid-2");
    caches.clusters.put(KEY, again);
    reconciler.reconcile(cluster(), StubContext.of(true));
    aSecondLater.remove().run();
    assertThat(pokes.settingUp(KEY)).isTrue();
    reconcile(again);
    aSecondLater.remove().run();
    assertThat(pokes.settingUp(KEY)).isFalse();
    assertThat(aSecondLater).isEmpty();
  }

  @Test
  void oneThatWasMadeAgainWhileNobodyListenedBeginsAnew() {
    reconcile(cluster());
    see("healthy", "request");
    clock.advance(Duration.ofSeconds(5));
    EtcdCluster again = cluster(b -> b.endpoints(List.of("http://10.0.0.9:2379")));
    again.getMetadata().setUid("uid-2");
    reconcile(again);
    assertThat(engine.states.values())
        .as("what was seen was seen of another")
        .hasSize(2)
        .allMatch(state -> state.latest().isEmpty());
    assertThat(engine.log).endsWith("unwatch ns/main", "watch ns/main");
  }

  @Test
  void whatWasDeletedWhileNobodyListenedIsForgottenWhereAllIsKnown() {
    caches.clusters.put(KEY, cluster());
    reconcile(cluster());
    reconciler.forgetGone(key -> {
      caches.clusters.clear();
      return true;
    });
    assertThat(engine.watched).as("the caches are emptied at a stop").containsOnlyKeys(KEY);
    caches.clusters.clear();
    reconciler.forgetGone(key -> false);
    assertThat(engine.watched).as("nobody can see it").containsOnlyKeys(KEY);
    reconciler.forgetGone(key -> true);
    assertThat(engine.watched).isEmpty();
  }

  @Test
  void whatIsGoneOrAnotherReplicasIsNotLookedFor() {
    reconcile(cluster());
    reconciler.reconcile(cluster(), StubContext.of(true));
    aSecondLater.remove().run();
    assertThat(aSecondLater).as("gone").isEmpty();
    caches.clusters.put(KEY, cluster());
    leading = false;
    reconciler.reconcile(cluster(), StubContext.of(true));
    aSecondLater.remove().run();
    assertThat(aSecondLater).as("another's").isEmpty();
  }

  @Test
  void aClusterThatIsCalledDeletedBecauseItsNamesakeWasKeepsItsInspections() {
    reconcile(cluster());
    caches.clusters.put(KEY, cluster());
    reconciler.reconcile(cluster(), StubContext.of(true));
    assertThat(caches.inspections).hasSize(2);
    assertThat(engine.watched).as("begun anew when it is seen").isEmpty();
  }

  @Test
  void whatIsLetGoIsForgottenWithoutATraceInTheApi() {
    reconcile(cluster());
    caches.log.clear();
    written.clear();
    reconciler.letGo(key -> !key.equals(KEY));
    assertThat(engine.watched).containsOnlyKeys(KEY);
    reconciler.letGo(key -> key.equals(KEY));
    assertThat(engine.watched).isEmpty();
    assertThat(standings.get(KEY)).isEmpty();
    assertThat(caches.log).isEmpty();
    assertThat(caches.inspections).hasSize(2);
    assertThat(written).isEmpty();
    reconcile(cluster());
    assertThat(engine.watched).as("and it can come back").containsOnlyKeys(KEY);
  }

  @Test
  void aDeletedClusterOfAnotherReplicaIsNoneOfOurBusiness() {
    EtcdCluster cluster = cluster();
    reconcile(cluster);
    leading = false;
    caches.log.clear();
    reconciler.reconcile(cluster, StubContext.of(true));
    assertThat(caches.log).isEmpty();
  }

  @Test
  void intervalTimeoutAndSettingsComeFromTheSpecAndOthersHaveDefaults() {
    reconcile(
        cluster(b ->
            b.features(
                List.of(
                    new FeatureSpec("request", true, "20s", "4s", Map.of("keyPrefixes", "/a"))))));
    var request = engine.states.get(new InspectionKey(KEY, "main-request")).spec();
    assertThat(request.interval()).contains(Duration.ofSeconds(20));
    assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(request.settings()).containsEntry("keyPrefixes", "/a");
    var healthy = engine.states.get(new InspectionKey(KEY, "main-healthy")).spec();
    assertThat(healthy.interval()).contains(Duration.ofSeconds(30));
    assertThat(healthy.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(caches.inspection("ns", "main-request").orElseThrow().getSpec().interval())
        .isEqualTo("20s");
  }

  @Test
  void whatAPersonChangedOnOurInspectionIsPutBackButSuspensionIsHeeded() {
    EtcdCluster cluster = cluster();
    reconcile(cluster);
    EtcdInspection ours = caches.inspection("ns", "main-request").orElseThrow();
    ours.setSpec(ours.getSpec().toBuilder().interval("1h").suspend(true).historyLimit(3).build());
    pokes.cluster(KEY);
    reconcile(cluster);
    EtcdInspectionSpec now = caches.inspection("ns", "main-request").orElseThrow().getSpec();
    assertThat(now.interval()).isEqualTo("10s");
    assertThat(now.suspend()).isTrue();
    assertThat(now.historyLimit()).isEqualTo(3);
    assertThat(engine.states).doesNotContainKey(new InspectionKey(KEY, "main-request"));
    assertThat(standings.get(KEY).orElseThrow().kind()).isEqualTo(ClusterStandings.Kind.WATCHED);
    assertThat(standings.problems().get(KEY))
        .as("its conditions say why nobody looks, and how to go on")
        .containsExactly(
            ConfigurationProblem.suspended(
                "request",
                "EtcdInspection main-request, which runs feature request, is suspended:"
                    + " set its spec.suspend to false to go on"));
    assertThat(events).as("that the cluster is suspended would be wrong").isEmpty();
  }

  @Test
  void aBadSettingIsSaidAndWhatWasAcceptedBeforeGoesOn() {
    InspectionKey request = new InspectionKey(KEY, "main-request");
    reconcile(request(Map.of("keyPrefixes", "/a")));
    final InspectionState before = engine.states.get(request);
    reconcile(request(Map.of("typo", "1")));
    assertThat(engine.states.get(request)).as("not even begun anew").isSameAs(before);
    assertThat(events).extracting(EventNote::reason).containsExactly("SettingInvalid");
    assertThat(events.get(0).note())
        .contains("goes on with the settings that it had", "'typo'", "spec.features");
    assertThat(standings.get(KEY).orElseThrow().refusals().get("request").runs()).isTrue();
    assertThat(standings.problems().get(KEY))
        .as("whoever shows the cluster beside its status judges it with the same")
        .extracting(ConfigurationProblem::reason, ConfigurationProblem::blocking)
        .containsExactly(tuple("SettingInvalid", false));

    reconcile(request(Map.of("keyPrefixes", "/b")));
    assertThat(standings.problems()).isEmpty();
    assertThat(engine.states.get(request).spec().settings()).containsEntry("keyPrefixes", "/b");
    assertThat(standings.get(KEY)).contains(ClusterStandings.Standing.WATCHED);
  }

  @Test
  void aBadSettingThatWasThereAtTheStartLeavesTheDefaults() {
    EtcdCluster cluster = request(Map.of("typo", "1"));
    reconcile(cluster);
    assertThat(engine.states.get(new InspectionKey(KEY, "main-request")).spec().settings())
        .isEmpty();
    pokes.cluster(KEY);
    reconcile(cluster);
    assertThat(events).as("told once").hasSize(1);
    assertThat(events.get(0).note()).contains("runs with its default settings", "'typo'");
  }

  @Test
  void whatAPersonRunsUnderTheNameOfAFeatureThatIsOffIsLeftToThem() {
    InspectionKey key = new InspectionKey(KEY, "main-request");
    engine.inspect(
        new InspectionSpec(
            key, "request", Optional.empty(), Duration.ofSeconds(5), Map.of(), false));
    reconcile(
        cluster(b -> b.features(List.of(new FeatureSpec("request", false, null, null, null)))));
    assertThat(engine.states.get(key).spec().primary()).isFalse();
    reconcile(cluster());
    assertThat(engine.states.get(key).spec().primary()).as("switched on, it is ours").isTrue();
  }

  @Test
  void anObjectThatTheApiRefusesIsSaidAndTheOthersAreMade() {
    caches.refused.put("main-healthy", 422);
    UpdateControl<EtcdCluster> control = reconcile(cluster());
    assertThat(caches.log).containsExactly("create main-request");
    assertThat(events).extracting(EventNote::reason).containsExactly("InspectionRefused");
    assertThat(events.get(0).note()).contains("ns/main-healthy", "no, because");
    assertThat(written).hasSize(1);
    assertThat(control.getScheduleDelay().orElseThrow()).as("as usual").isGreaterThan(10_000L);
    assertThat(engine.states).as("it runs").containsKey(new InspectionKey(KEY, "main-healthy"));
  }

  @Test
  void aNamespaceThatIsBeingDeletedRefusesNothing() {
    caches.refused.put("main-healthy", 403);
    caches.refusalCause = "NamespaceTerminating";
    UpdateControl<EtcdCluster> control = reconcile(cluster());
    assertThat(events).isEmpty();
    assertThat(written).hasSize(1);
    assertThat(control.getScheduleDelay().orElseThrow()).as("later").isLessThanOrEqualTo(10_000L);
  }

  @Test
  void anObjectThatIsGoneBeforeTheCacheKnowsIsNotRefused() {
    EtcdCluster cluster = cluster();
    reconcile(cluster);
    EtcdInspection ours = caches.inspection("ns", "main-healthy").orElseThrow();
    ours.setSpec(ours.getSpec().toBuilder().interval("1h").build());
    caches.refused.put("main-healthy", 404);
    pokes.cluster(KEY);
    UpdateControl<EtcdCluster> control = reconcile(cluster);
    assertThat(events).isEmpty();
    assertThat(control.getScheduleDelay().orElseThrow()).as("as usual").isGreaterThan(10_000L);
    assertThat(caches.log).containsExactly("create main-healthy", "create main-request");
    caches.refused.clear();
    caches.inspections.remove("ns/main-healthy");
    pokes.cluster(KEY);
    reconcile(cluster);
    assertThat(caches.log).last().isEqualTo("create main-healthy");
  }

  @Test
  void anApiThatIsBusyIsNobodysProblemAndAskedAgainSoon() {
    caches.refused.put("main-healthy", 429);
    UpdateControl<EtcdCluster> control = reconcile(cluster());
    assertThat(events).isEmpty();
    assertThat(control.getScheduleDelay().orElseThrow()).isLessThanOrEqualTo(10_000L);
    caches.refused.clear();
    reconcile(cluster());
    assertThat(caches.log).containsExactly("create main-healthy", "create main-request");
  }

  @Test
  void theOldStoreAndTheWriteProbeReachTheEngine() {
    reconcile(
        cluster(b ->
            b.storageBackend(StorageBackend.V2).writeProbe(new WriteProbeSpec(true, "/ours"))));
    assertThat(engine.watched.get(KEY).connection().api()).isEqualTo(EtcdApi.V2);
    assertThat(engine.watched.get(KEY).writeProbe()).isEqualTo(new WriteProbe(true, "/ours"));
    assertThat(events).isEmpty();
    reconcile(cluster());
    assertThat(engine.watched.get(KEY).connection().api()).isEqualTo(EtcdApi.V3);
    assertThat(engine.watched.get(KEY).writeProbe().enabled()).isFalse();
  }

  @Test
  void aProblemIsToldOnceAndItsEndToo() {
    reconcile(cluster(b -> b.endpoints(List.of())));
    reconcile(cluster(b -> b.endpoints(List.of())));
    assertThat(events).extracting(EventNote::reason).containsExactly("NoEndpoints");
    reconcile(cluster());
    assertThat(events)
        .extracting(EventNote::reason)
        .containsExactly("NoEndpoints", "ConfigurationFixed");
    assertThat(engine.watched).containsKey(KEY);
  }

  @Test
  void aRestartLeavesTheStatusAloneUntilItHasLooked() {
    EtcdCluster cluster = cluster();
    engine.said.put(KEY, Assessments.healthy());
    reconcile(cluster);
    EtcdClusterStatus before = written.get(0);
    written.clear();

    EtcdCluster known = cluster();
    known.getMetadata().setUid("another-process-wrote-this");
    known.setStatus(before);
    engine.said.clear();
    reconcile(known);
    assertThat(written).as("not Unknown for a moment").isEmpty();
    engine.said.put(KEY, Assessments.quorumLost());
    clock.advance(Duration.ofSeconds(5));
    for (InspectionKey key : List.copyOf(engine.states.keySet())) {
      engine.publish(
          Assessments.result(key, "healthy", Verdict.CRITICAL, "QuorumLost", clock.instant()));
    }
    reconcile(known);
    assertThat(written)
        .singleElement()
        .satisfies(s -> assertThat(s.reason()).isEqualTo("QuorumLost"));
  }

  @Test
  void aRestartThatCannotLookSaysSoAfterAWhile() {
    EtcdCluster cluster = cluster();
    engine.said.put(KEY, Assessments.healthy());
    reconcile(cluster);
    EtcdCluster known = cluster();
    known.getMetadata().setUid("another-process-wrote-this");
    known.setStatus(written.get(0));
    written.clear();
    engine.said.clear();
    reconcile(known);
    clock.advance(Duration.ofSeconds(21));
    reconcile(known);
    assertThat(written)
        .singleElement()
        .satisfies(s -> assertThat(s.reason()).isEqualTo("NotObserved"));
  }

  @Test
  void clustersOfOneNameInTwoNamespacesStayApart() {
    reconcile(cluster());
    EtcdCluster other = cluster();
    other.getMetadata().setNamespace("other");
    reconcile(other);
    reconciler.reconcile(other, StubContext.of(true));
    assertThat(engine.watched).containsOnlyKeys(KEY);
    assertThat(engine.states.keySet()).allSatisfy(k -> assertThat(k.cluster()).isEqualTo(KEY));
    assertThat(caches.inspections.keySet()).containsExactly("ns/main-healthy", "ns/main-request");
  }

  @Test
  void aResultHasTheStatusWrittenAndNothingSetUpAgain() {
    EtcdCluster cluster = cluster();
    reconcile(cluster);
    caches.inspections.clear();
    engine.said.put(KEY, Assessments.quorumLost());
    clock.advance(Duration.ofSeconds(5));
    pokes.news(KEY);
    reconcile(cluster);
    assertThat(caches.inspections).isEmpty();
    assertThat(written).last().satisfies(s -> assertThat(s.reason()).isEqualTo("QuorumLost"));
  }

  @Test
  void aVerdictOnTheSpecBeforeIsNotShownAsOneOnTheNew() {
    reconcile(cluster());
    see("healthy", "request");
    engine.said.put(KEY, Assessments.healthy());
    clock.advance(Duration.ofSeconds(5));
    reconcile(cluster());
    assertThat(written).last().satisfies(s -> assertThat(s.health()).isEqualTo(Health.HEALTHY));

    EtcdCluster edited = cluster(b -> b.endpoints(List.of("http://10.0.0.9:2379")));
    edited.getMetadata().setGeneration(2L);
    clock.advance(Duration.ofSeconds(5));
    assertThat(reconcile(edited).getScheduleDelay()).contains(1_000L);
    assertThat(shown()).as("what is seen is of the endpoints before").isEqualTo(1);
    engine.said.put(KEY, Assessments.quorumLost());
    clock.advance(Duration.ofSeconds(2));
    see("healthy");
    reconcile(edited);
    assertThat(written).last().satisfies(s -> assertThat(s.reason()).isEqualTo("QuorumLost"));
    assertThat(shown()).as("the other feature has not looked yet").isEqualTo(1);
    clock.advance(Duration.ofSeconds(2));
    see("request");
    reconcile(edited);
    assertThat(shown()).isEqualTo(2);

    EtcdCluster again = cluster(b -> b.endpoints(List.of("http://10.0.0.8:2379")));
    again.getMetadata().setGeneration(3L);
    clock.advance(Duration.ofSeconds(5));
    reconcile(again);
    assertThat(shown()).isEqualTo(2);
    clock.advance(Duration.ofSeconds(30));
    reconcile(again);
    assertThat(shown()).as("what gives no result is not waited for long").isEqualTo(3);

    EtcdCluster described =
        cluster(b -> b.endpoints(List.of("http://10.0.0.8:2379")).description("of team a"));
    described.getMetadata().setGeneration(4L);
    clock.advance(Duration.ofSeconds(5));
    reconcile(described);
    assertThat(shown()).as("what nothing is looked at by").isEqualTo(4);
    EtcdCluster suspended = cluster(b -> b.suspend(true));
    suspended.getMetadata().setGeneration(5L);
    clock.advance(Duration.ofSeconds(5));
    reconcile(suspended);
    assertThat(shown()).isEqualTo(5);
  }

  private long shown() {
    return written.get(written.size() - 1).observedGeneration();
  }

  private void see(String... features) {
    for (String feature : features) {
      InspectionKey key = new InspectionKey(KEY, "main-" + feature);
      engine.publish(
          Assessments.result(key, feature, Verdict.PASSED, "AsExpected", clock.instant()));
    }
  }

  @Test
  void itIsSetUpAgainWhenAskedToOrAfterAMinute() {
    EtcdCluster cluster = cluster();
    reconcile(cluster);
    caches.inspections.clear();
    pokes.cluster(KEY);
    reconcile(cluster);
    assertThat(caches.inspections).hasSize(2);
    caches.inspections.clear();
    clock.advance(EtcdClusterReconciler.AT_LEAST);
    reconcile(cluster);
    assertThat(caches.inspections).hasSize(2);
  }

  private static EtcdCluster request(Map<String, String> settings) {
    return cluster(
        b -> b.features(List.of(new FeatureSpec("request", true, null, null, settings))));
  }

  private UpdateControl<EtcdCluster> reconcile(EtcdCluster cluster) {
    return reconciler.reconcile(cluster, StubContext.of(false));
  }

  private static EtcdCluster cluster() {
    return cluster(b -> b);
  }

  private static EtcdCluster cluster(
      java.util.function.UnaryOperator<EtcdClusterSpec.Builder> change) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("ns")
            .withName("main")
            .withUid("uid-1")
            .withGeneration(1L)
            .build());
    cluster.setSpec(
        change.apply(EtcdClusterSpec.builder().endpoints(List.of("http://10.0.0.1:2379"))).build());
    return cluster;
  }
}
