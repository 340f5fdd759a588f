package io.etcdmonitor.kube.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionSpec;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.api.v1alpha1.EtcdMonitorApi;
import io.etcdmonitor.api.v1alpha1.FeatureSpec;
import io.etcdmonitor.api.v1alpha1.Phase;
import io.etcdmonitor.api.v1alpha1.Timestamps;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.kube.ClusterStandings;
import io.etcdmonitor.kube.ClusterStandings.Kind;
import io.etcdmonitor.kube.ClusterStandings.Standing;
import io.etcdmonitor.kube.KubeNames;
import io.etcdmonitor.kube.PokeQueue;
import io.etcdmonitor.kube.ReconcilerKit;
import io.etcdmonitor.kube.alert.KubeAlerts;
import io.etcdmonitor.kube.event.EventNote;
import io.etcdmonitor.kube.status.ApiBreaker;
import io.etcdmonitor.kube.status.InspectionPast;
import io.etcdmonitor.kube.status.InspectionStatusShape;
import io.etcdmonitor.kube.status.StatusGate;
import io.etcdmonitor.kube.status.StatusWriter;
import io.etcdmonitor.kube.status.WriteOutcome;
import io.etcdmonitor.kube.testing.Assessments;
import io.etcdmonitor.kube.testing.FakeCaches;
import io.etcdmonitor.kube.testing.FakeEngine;
import io.etcdmonitor.kube.testing.StubContext;
import io.etcdmonitor.kube.testing.TestClock;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EtcdInspectionReconcilerTest {
  private static final ClusterKey KEY = new ClusterKey("ns", "main");
  private static final InspectionKey MINE = new InspectionKey(KEY, "mine");

  private final FakeEngine engine = FakeEngine.usual();
  private final FakeCaches caches = new FakeCaches();
  private final TestClock clock = new TestClock(Assessments.START);
  private final List<EtcdInspectionStatus> written = new ArrayList<>();
  private final List<EventNote> events = new ArrayList<>();
  private final ClusterStandings standings = new ClusterStandings();
  private final PokeQueue pokes = new PokeQueue(later -> {});
  private final EtcdCluster cluster = new EtcdCluster();
  private final KubeAlerts alerts = new KubeAlerts(caches, new PokeQueue(), events::add, clock);
  private final StatusWriter writer =
      StatusWriter.create(
          fresh -> {
            written.add((EtcdInspectionStatus) fresh.getStatus());
            return "10";
          },
          100,
          100,
          new ApiBreaker(clock::nanos),
          clock,
          () -> 0L);
  private StatusGate<EtcdInspectionStatus, InspectionPast> gate;
  private EtcdInspectionReconciler reconciler;

  @BeforeEach
  void start() {
    reconciler = newProcess();
    caches.clusters.put(KEY, cluster);
    standings.put(KEY, Standing.WATCHED);
  }

  private EtcdInspectionReconciler newProcess() {
    gate = new StatusGate<>(new InspectionStatusShape(), Duration.ofMinutes(5), 2, () -> 0L);
    return EtcdInspectionReconciler.create(
        new ReconcilerKit(engine, () -> true, caches, standings, pokes, alerts, clock),
        caches,
        gate,
        writer,
        events::add);
  }

  @Test
  void aPersonsInspectionRunsButNeverSpeaksForTheCluster() {
    reconcile(inspection(b -> b.interval("1m").timeout("5s")));
    var spec = engine.states.get(MINE).spec();
    assertThat(spec.primary()).isFalse();
    assertThat(spec.interval()).contains(Duration.ofMinutes(1));
    assertThat(spec.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(last().phase()).isEqualTo(Phase.PENDING);
  }

  @Test
  void whatItsStatusTellsOfAFormerProcessIsHandedOn() {
    cluster.getMetadata().setGeneration(1L);
    cluster.setStatus(EtcdClusterStatus.builder().observedGeneration(1L).build());
    EtcdInspection mine = inspection(b -> b.interval("1m"));
    mine.setStatus(
        EtcdInspectionStatus.builder()
            .observedGeneration(mine.getMetadata().getGeneration())
            .phase(Phase.ACTIVE)
            .verdict(io.etcdmonitor.api.v1alpha1.Verdict.WARNING)
            .reason("MembersUnhealthy")
            .lastRun(Timestamps.format(clock.instant()))
            .build());
    reconcile(mine);
    assertThat(engine.recollections.get(MINE).verdict()).contains(Verdict.WARNING);
    assertThat(engine.recollections.get(MINE).cluster()).isEmpty();
  }

  /**
   * A new leader looks at all objects in any order; what a status tells is read with the cluster.
   */
  @Test
  void whatItTellsOfAFormerProcessIsLeftUntilItsClusterIsLookedAt() {
    reconcile(inspection(b -> b.interval("1m")));
    clock.advance(Duration.ofSeconds(3));
    publish(Verdict.WARNING, "SlowRequests");
    reconcile(inspection(b -> b.interval("1m")));
    EtcdInspection known = inspection(b -> b.interval("1m"));
    known.setStatus(last());

    engine.states.clear();
    standings.clear();
    reconciler = newProcess();
    int writes = written.size();
    reconcile(known);
    assertThat(written).as("nothing is known yet").hasSize(writes);

    clock.advance(Duration.ofSeconds(30));
    reconcile(known);
    assertThat(last().phase()).as("not for ever").isEqualTo(Phase.PENDING);
    assertThat(last().reason()).isEqualTo("NotObserved");
  }

  @Test
  void withoutItsClusterItWaitsAndRunsWhenThatAppears() {
    caches.clusters.clear();
    reconcile(inspection(b -> b.interval("1m")));
    assertThat(last().phase()).isEqualTo(Phase.PENDING);
    assertThat(last().reason()).isEqualTo("ClusterNotFound");
    assertThat(last().message()).contains("ns/main", "create it");
    assertThat(engine.states).isEmpty();

    caches.clusters.put(KEY, new EtcdCluster());
    reconcile(inspection(b -> b.interval("1m")));
    assertThat(engine.states).containsKey(MINE);
  }

  @Test
  void itSaysWhatKeepsItsClusterFromBeingLookedAt() {
    standings.put(KEY, new Standing(Kind.BLOCKED, "SecretNotFound", "Secret ns/x does not exist."));
    reconcile(inspection(b -> b.interval("1m")));
    assertThat(last().phase()).isEqualTo(Phase.PENDING);
    assertThat(last().reason()).isEqualTo("SecretNotFound");
    standings.put(KEY, new Standing(Kind.SUSPENDED, "Suspended", "m"));
    clock.advance(Duration.ofSeconds(2));
    reconcile(inspection(b -> b.interval("1m")));
    assertThat(last().phase()).isEqualTo(Phase.SUSPENDED);
  }

  @Test
  void anUnknownFeatureAndABadSettingAreRefusedAndToldOnce() {
    reconcile(inspection(b -> b.feature("helthy")));
    reconcile(inspection(b -> b.feature("helthy")));
    assertThat(last().phase()).isEqualTo(Phase.FAILED);
    assertThat(last().reason()).isEqualTo("FeatureUnknown");
    assertThat(last().message()).contains("healthy, request");
    assertThat(events).extracting(EventNote::reason).containsExactly("FeatureUnknown");
    clock.advance(Duration.ofSeconds(2));
    reconcile(inspection(b -> b.settings(Map.of("typo", "1"))));
    assertThat(last().reason()).isEqualTo("SettingInvalid");
    assertThat(events).hasSize(2);
    assertThat(engine.states).isEmpty();
  }

  @Test
  void suspendedItIsForgottenByTheEngineAndResumed() {
    reconcile(inspection(b -> b.interval("1m")));
    clock.advance(Duration.ofSeconds(2));
    reconcile(inspection(b -> b.interval("1m").suspend(true)));
    assertThat(engine.states).isEmpty();
    assertThat(last().phase()).isEqualTo(Phase.SUSPENDED);
    assertThat(last().verdict().word()).isEqualTo("Unknown");
    reconcile(inspection(b -> b.interval("1m")));
    assertThat(engine.states).containsKey(MINE);
  }

  @Test
  void aOneShotThatRanIsNotRunAgainByTheNextProcessAndIsDeletedInTime() {
    UnaryOperator<EtcdInspectionSpec.Builder> once = b -> b.ttlAfterFinished("10m");
    passes(once);
    assertThat(last().phase()).isEqualTo(Phase.COMPLETED);

    engine.states.clear();
    standings.clear();
    reconciler = newProcess();
    EtcdInspection known = inspection(once);
    known.setStatus(last());
    int writes = written.size();
    UpdateControl<EtcdInspection> control = reconcile(known);
    assertThat(engine.states).as("not run again").isEmpty();
    assertThat(written).hasSize(writes);
    assertThat(control.getScheduleDelay()).contains(Duration.ofMinutes(10).toMillis());

    clock.advance(Duration.ofMinutes(10));
    reconcile(known);
    assertThat(caches.log).containsExactly("delete mine");
  }

  @Test
  void howLongItIsKeptCountsFromTheEndOfItsRun() {
    UnaryOperator<EtcdInspectionSpec.Builder> once = b -> b.timeout("10m").ttlAfterFinished("1m");
    reconcile(inspection(once));
    Instant began = clock.instant();
    clock.advance(Duration.ofMinutes(5));
    var quick = Assessments.result(MINE, "request", Verdict.PASSED, "RequestsNormal", began);
    engine.publish(
        new InspectionResult(
            MINE,
            quick.feature(),
            quick.verdict(),
            quick.reason(),
            quick.message(),
            quick.findings(),
            quick.measurements(),
            quick.observation(),
            began,
            Duration.ofMinutes(5)));
    reconcile(inspection(once));
    assertThat(last().phase()).isEqualTo(Phase.COMPLETED);

    UpdateControl<EtcdInspection> control = reconcile(inspection(once));
    assertThat(caches.log).as("nobody has read the result yet").isEmpty();
    assertThat(control.getScheduleDelay()).contains(Duration.ofMinutes(1).toMillis());
    clock.advance(Duration.ofMinutes(1));
    reconcile(inspection(once));
    assertThat(caches.log).containsExactly("delete mine");
  }

  @Test
  void aOneShotThatWasMadeAgainWhileNobodyListenedRuns() {
    reconcile(inspection(b -> b));
    publish(Verdict.PASSED, "RequestsNormal");
    clock.advance(Duration.ofSeconds(3));
    reconcile(inspection(b -> b));
    assertThat(last().phase()).isEqualTo(Phase.COMPLETED);
    EtcdInspection again = inspection(b -> b);
    again.getMetadata().setUid("made-again");
    clock.advance(Duration.ofSeconds(3));
    reconcile(again);
    assertThat(last().phase()).isEqualTo(Phase.PENDING);
    assertThat(engine.states.get(MINE).latest()).isEmpty();
  }

  @Test
  void oneThatWasMadeAgainForAnotherClusterRunsForThatOneOnly() {
    reconcile(inspection(b -> b.interval("1m")));
    assertThat(engine.states).containsOnlyKeys(MINE);
    ClusterKey other = new ClusterKey("ns", "other");
    caches.clusters.put(other, cluster);
    standings.put(other, Standing.WATCHED);
    EtcdInspection again = inspection(b -> b.interval("1m").clusterName("other"));
    again.getMetadata().setUid("made-again");
    clock.advance(Duration.ofSeconds(3));
    reconcile(again);
    assertThat(engine.states).containsOnlyKeys(new InspectionKey(other, "mine"));
  }

  @Test
  void cachesThatAreEmptiedMeanwhileTellOfNoDeletion() {
    EtcdInspection mine = inspection(b -> b.interval("1m"));
    caches.inspections.put("ns/mine", mine);
    reconcile(mine);
    reconciler.forgetGone(cluster -> {
      caches.inspections.clear();
      return true;
    });
    assertThat(engine.states).containsKey(MINE);
  }

  @Test
  void whatWasDeletedWhileNobodyListenedIsForgotten() {
    EtcdInspection mine = inspection(b -> b.interval("1m"));
    EtcdInspection other = inspection(b -> b.interval("1m"));
    other.getMetadata().setName("other");
    EtcdInspection ours = ours();
    InspectionKey primary = new InspectionKey(KEY, "main-request");
    engine.inspect(own("main-request", "request"));
    caches.inspections.put("ns/other", other);
    for (EtcdInspection each : List.of(mine, other, ours)) {
      reconcile(each);
    }
    reconciler.forgetGone(cluster -> false);
    assertThat(engine.states).as("of what nobody can see, nothing is known").hasSize(3);
    reconciler.forgetGone(cluster -> true);
    assertThat(engine.states)
        .as("what the operator itself runs goes on")
        .containsOnlyKeys(primary, new InspectionKey(KEY, "other"));
  }

  @Test
  void aChangedOneShotRunsAgain() {
    passes(b -> b);
    assertThat(last().phase()).isEqualTo(Phase.COMPLETED);
    EtcdInspection changed = inspection(b -> b.settings(Map.of("keyPrefixes", "/a")));
    changed.getMetadata().setGeneration(2L);
    clock.advance(Duration.ofSeconds(3));
    reconcile(changed);
    assertThat(engine.states.get(MINE).latest()).isEmpty();
    assertThat(last().phase()).isEqualTo(Phase.PENDING);
    assertThat(last().observedGeneration()).isEqualTo(2);
  }

  @Test
  void aDeletedOneIsForgotten() {
    reconcile(inspection(b -> b.interval("1m")));
    reconciler.reconcile(inspection(b -> b.interval("1m")), StubContext.of(true));
    assertThat(engine.states).isEmpty();
  }

  @Test
  void underANameThatTheOperatorNeedsItIsRefusedAndTheOperatorsRunGoesOn() {
    InspectionKey ours = new InspectionKey(KEY, "main-healthy");
    engine.inspect(own("main-healthy", "healthy"));
    final InspectionState before = engine.states.get(ours);

    EtcdInspection theirs = inspection(b -> b.interval("1m"));
    theirs.getMetadata().setName("main-healthy");
    reconcile(theirs);
    assertThat(engine.states.get(ours)).isSameAs(before);
    assertThat(last().phase()).isEqualTo(Phase.FAILED);
    assertThat(last().reason()).isEqualTo("InspectionNameTaken");
    assertThat(last().message()).contains("main-healthy", "feature healthy", "another name");
    assertThat(last().runs()).as("the operator's, not its own").isNull();
    assertThat(events).extracting(EventNote::reason).containsExactly("InspectionNameTaken");

    theirs.setSpec(theirs.getSpec().toBuilder().suspend(true).build());
    reconcile(theirs);
    standings.put(KEY, new Standing(Kind.BLOCKED, "SecretNotFound", "Secret ns/x does not exist."));
    reconcile(theirs);
    reconciler.reconcile(theirs, StubContext.of(true));
    assertThat(engine.states.get(ours)).isSameAs(before);
    assertThat(pokes.settingUp(KEY)).as("the operator's own object is put there").isTrue();
  }

  @Test
  void whatGoesWithItsClusterIsNotPutThereAgain() {
    reconcile(ours());
    caches.clusters.clear();
    reconciler.reconcile(ours(), StubContext.of(true));
    assertThat(pokes.settingUp(KEY)).isFalse();
  }

  @Test
  void theOperatorsOwnSaysThatItsSettingIsRefusedAndShowsWhatItsRunSees() {
    EtcdInspection ours = ours();
    reconcile(ours);
    InspectionKey key = new InspectionKey(KEY, "main-request");
    engine.inspect(own("main-request", "request"));
    engine.publish(
        Assessments.result(key, "request", Verdict.PASSED, "RequestsNormal", clock.instant()));
    for (int look = 0; look < 3; look++) {
      clock.advance(Duration.ofSeconds(2));
      reconcile(ours);
    }
    assertThat(ready().getStatus()).isEqualTo("True");

    refuse(true, "Feature request goes on with the settings that it had.");
    clock.advance(Duration.ofSeconds(2));
    reconcile(ours);
    assertThat(ready().getStatus()).isEqualTo("False");
    assertThat(ready().getReason()).isEqualTo("SettingInvalid");
    assertThat(ready().getMessage()).contains("settings that it had");
    assertThat(last().verdict().word()).isEqualTo("Passed");
    assertThat(last().phase()).isEqualTo(Phase.ACTIVE);

    refuse(false, "Feature request does not run.");
    clock.advance(Duration.ofSeconds(2));
    reconcile(ours);
    assertThat(last().phase()).isEqualTo(Phase.FAILED);
    assertThat(last().reason()).isEqualTo("SettingInvalid");

    clock.advance(Duration.ofSeconds(2));
    reconcile(inspection(b -> b.interval("1m")));
    assertThat(ready().getStatus()).as("a person's has settings of its own").isEqualTo("True");
  }

  private void refuse(boolean runs, String message) {
    standings.put(
        KEY,
        Standing.watched(
            Map.of("request", new ClusterStandings.Refusal(runs, message)), List.of()));
  }

  private Condition ready() {
    return last().conditions().stream()
        .filter(c -> c.getType().equals("Ready"))
        .findFirst()
        .orElseThrow();
  }

  private static EtcdInspection ours() {
    EtcdInspection ours = inspection(b -> b.interval("30s"));
    ours.getMetadata().setName("main-request");
    ours.getMetadata().setUid("ours");
    ours.getMetadata().setLabels(Map.of(KubeNames.MANAGED_BY, KubeNames.MANAGED_BY_VALUE));
    ours.getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withApiVersion(EtcdMonitorApi.API_VERSION)
                    .withKind(EtcdCluster.KIND)
                    .withName("main")
                    .withUid("uid-1")
                    .build()));
    return ours;
  }

  @Test
  void underTheNameOfAFeatureThatIsOffItRuns() {
    cluster.setSpec(
        EtcdClusterSpec.builder()
            .features(List.of(new FeatureSpec("healthy", false, null, null, null)))
            .build());
    EtcdInspection theirs = inspection(b -> b.interval("1m"));
    theirs.getMetadata().setName("main-healthy");
    reconcile(theirs);
    assertThat(engine.states.get(new InspectionKey(KEY, "main-healthy")).spec().feature())
        .isEqualTo("request");
    assertThat(last().phase()).isEqualTo(Phase.PENDING);
  }

  @Test
  void nothingIsComposedWhileItLooksTheSame() {
    UnaryOperator<EtcdInspectionSpec.Builder> often = b -> b.interval("30s").timeout("5s");
    reconcile(inspection(often));
    clock.advance(Duration.ofSeconds(30));
    publish(Verdict.PASSED, "RequestsNormal");
    reconcile(inspection(often));
    for (int look = 0; look < 10; look++) {
      clock.advance(Duration.ofSeconds(30));
      passAgain();
      reconcile(inspection(often));
    }
    assertThat(written).as("a result, and its refresh").hasSize(3);
    assertThat(unchanged()).as("once after each write").isEqualTo(2);

    clock.advance(Duration.ofSeconds(30));
    publish(Verdict.WARNING, "SlowRequests");
    reconcile(inspection(often));
    assertThat(last().verdict().word()).isEqualTo("Warning");
  }

  @Test
  void aResultThatStaysAwayIsNoticedHoweverCalmItWas() {
    UnaryOperator<EtcdInspectionSpec.Builder> seldom = b -> b.interval("10m").timeout("5s");
    passes(seldom);
    Instant current = clock.instant().plus(Duration.ofMinutes(30)).plusSeconds(5);
    while (!clock.instant().isAfter(current)) {
      assertThat(last().verdict().word()).isEqualTo("Passed");
      long again = reconcile(inspection(seldom)).getScheduleDelay().orElseThrow();
      clock.advance(Duration.ofMillis(again));
    }
    assertThat(clock.instant()).isBefore(current.plus(Duration.ofMinutes(2)));
    reconcile(inspection(seldom));
    assertThat(last().verdict().word()).isEqualTo("Unknown");
    assertThat(last().reason()).isEqualTo("NotObserved");
  }

  @Test
  void aStatusThatWasSetBackIsWrittenAnewHoweverCalmItIs() {
    UnaryOperator<EtcdInspectionSpec.Builder> often = b -> b.interval("1m").timeout("5s");
    passes(often);
    reconcile(inspection(often));
    final int before = written.size();
    gate.clear();
    EtcdInspection restored = inspection(often);
    restored.setStatus(
        written.get(before - 1).toBuilder()
            .verdict(io.etcdmonitor.api.v1alpha1.Verdict.CRITICAL)
            .reason("RequestsFailing")
            .build());
    reconcile(restored);
    assertThat(written).hasSize(before + 1);
    assertThat(last().reason()).isEqualTo("RequestsNormal");
  }

  @Test
  void aStatusThatSomebodyElseWroteIsPutRightHoweverCalmItIs() {
    UnaryOperator<EtcdInspectionSpec.Builder> often = b -> b.interval("1m").timeout("5s");
    passes(often);
    reconcile(inspection(often));
    final int before = written.size();
    EtcdInspection edited = inspection(often);
    edited.getMetadata().setResourceVersion("11");
    edited.setStatus(
        last().toBuilder().verdict(io.etcdmonitor.api.v1alpha1.Verdict.CRITICAL).build());
    clock.advance(Duration.ofSeconds(61));
    reconcile(edited);
    assertThat(written).hasSize(before + 1);
    assertThat(last().verdict().word()).isEqualTo("Passed");
  }

  /** It is looked at, its first run passes, and that is seen. */
  private void passes(UnaryOperator<EtcdInspectionSpec.Builder> change) {
    reconcile(inspection(change));
    clock.advance(Duration.ofSeconds(3));
    publish(Verdict.PASSED, "RequestsNormal");
    reconcile(inspection(change));
  }

  private void publish(Verdict verdict, String reason) {
    engine.publish(Assessments.result(MINE, "request", verdict, reason, clock.instant()));
  }

  /** As the hub does: verdict and reason are the same, so the history is. */
  private void passAgain() {
    InspectionState before = engine.states.get(MINE);
    publish(Verdict.PASSED, "RequestsNormal");
    InspectionState state = engine.states.get(MINE);
    engine.states.put(
        MINE,
        new InspectionState(
            state.spec(),
            state.latest(),
            state.running(),
            state.runs(),
            state.failures(),
            before.lastChange(),
            state.nextRun(),
            before.history()));
  }

  private long unchanged() {
    return writer.outcomes().getOrDefault(WriteOutcome.UNCHANGED, 0L);
  }

  private EtcdInspectionStatus last() {
    return written.get(written.size() - 1);
  }

  private UpdateControl<EtcdInspection> reconcile(EtcdInspection inspection) {
    return reconciler.reconcile(inspection, StubContext.of(false));
  }

  private static InspectionSpec own(String name, String feature) {
    return new InspectionSpec(
        new InspectionKey(KEY, name),
        feature,
        Optional.of(Duration.ofSeconds(30)),
        Duration.ofSeconds(10),
        Map.of(),
        true);
  }

  private static EtcdInspection inspection(UnaryOperator<EtcdInspectionSpec.Builder> change) {
    EtcdInspection inspection = new EtcdInspection();
    inspection.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("ns")
            .withName("mine")
            .withUid("uid")
            .withGeneration(1L)
            .build());
    inspection.setSpec(
        change.apply(EtcdInspectionSpec.builder().clusterName("main").feature("request")).build());
    return inspection;
  }
}
