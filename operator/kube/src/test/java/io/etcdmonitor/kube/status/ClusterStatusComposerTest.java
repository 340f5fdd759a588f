package io.etcdmonitor.kube.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.FeatureStatus;
import io.etcdmonitor.api.v1alpha1.Health;
import io.etcdmonitor.api.v1alpha1.MemberState;
import io.etcdmonitor.api.v1alpha1.Verdict;
import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.assess.ConditionFact;
import io.etcdmonitor.engine.assess.ConditionStatus;
import io.etcdmonitor.engine.assess.ConditionType;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.kube.alert.AlertView;
import io.etcdmonitor.kube.testing.Assessments;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClusterStatusComposerTest {
  private static final Instant T = Assessments.START;
  private static final InspectionKey KEY =
      new InspectionKey(new ClusterKey("ns", "main"), "main-healthy");
  private static final String LONG = "\ud83d\ude00x".repeat(3_000);

  @Test
  void aHealthyClusterShowsItsMembersLeaderQuorumAndDatabase() {
    EtcdClusterStatus status = compose(Assessments.healthy(), Optional.empty(), T);
    assertThat(status.health()).isEqualTo(Health.HEALTHY);
    assertThat(status.reason()).isEqualTo("QuorumHealthy");
    assertThat(status.clusterID()).isEqualTo("cafe");
    assertThat(status.leader().name()).isEqualTo("m1");
    assertThat(status.membersReady()).isEqualTo("3/3");
    assertThat(status.quorum().canLose()).isEqualTo(1);
    assertThat(status.database().size()).isEqualTo("20Ki");
    assertThat(status.database().quota()).isEqualTo("2048Mi");
    assertThat(status.members()).allSatisfy(m -> assertThat(m.latency()).isEqualTo("4ms"));
    assertThat(status.members()).allSatisfy(m -> assertThat(m.appliedLag()).isZero());
    assertThat(status.alerts()).isEmpty();
    assertThat(status.observedGeneration()).isEqualTo(4);
  }

  @Test
  void nothingOfYesterdayIsLeftWhenNothingIsSeen() {
    EtcdClusterStatus yesterday = compose(Assessments.healthy(), Optional.empty(), T);
    EtcdClusterStatus status =
        compose(Assessments.notObserved(), Optional.of(yesterday), T.plusSeconds(600));
    assertThat(status.health()).isEqualTo(Health.UNKNOWN);
    assertThat(status.reason()).isEqualTo("NotObserved");
    assertThat(status.members()).isEmpty();
    assertThat(status.membersReady()).isNull();
    assertThat(status.quorum()).isNull();
    assertThat(status.database()).isNull();
    assertThat(status.leader()).isNull();
    assertThat(status.version()).isNull();
  }

  @Test
  void aMemberThatIsGoneHasNoValues() {
    EtcdClusterStatus status = compose(Assessments.quorumLost(), Optional.empty(), T);
    assertThat(status.members().get(1).state()).isEqualTo(MemberState.UNREACHABLE);
    assertThat(status.members().get(1).dbSize()).isNull();
    assertThat(status.members().get(1).latency()).isNull();
    assertThat(status.members().get(1).appliedLag()).isNull();
    assertThat(status.quorum().canLose()).isNegative();
    assertThat(status.reason()).isEqualTo("QuorumLost");
  }

  @Test
  void aConditionKeepsItsTransitionTimeWhileItsStatusStays() {
    EtcdClusterStatus first = compose(Assessments.healthy(), Optional.empty(), T);
    EtcdClusterStatus second =
        compose(Assessments.quorumLost(), Optional.of(first), T.plusSeconds(60));
    EtcdClusterStatus third =
        compose(Assessments.quorumLost(), Optional.of(second), T.plusSeconds(120));
    assertThat(since(third, "Available")).isEqualTo("2026-11-21T08:01:00Z");
    assertThat(since(third, "Consistent")).isEqualTo("2026-11-21T08:00:00Z");
  }

  @Test
  void whateverServersSayTheApiServerTakesTheStatus() {
    List<MemberObservation> members =
        IntStream.range(0, 300).mapToObj(ClusterStatusComposerTest::hostile).toList();
    ClusterObservation seen =
        new ClusterObservation(
            T,
            Optional.of("no ID"),
            Optional.of(LONG),
            Optional.of(new ClusterObservation.Leader("no ID", LONG, T, -1)),
            new ClusterObservation.LeaderChanges(0, 0, Optional.empty()),
            members,
            ClusterObservation.Quorum.of(300, 0),
            new ClusterObservation.Database(
                OptionalLong.of(-1),
                OptionalLong.of(Long.MAX_VALUE),
                OptionalLong.of(Long.MAX_VALUE),
                OptionalDouble.of(1e18),
                Optional.empty()));
    EtcdClusterStatus status =
        compose(
            Assessments.of(
                io.etcdmonitor.engine.assess.Health.CRITICAL,
                new ConditionFact(
                    ConditionType.AVAILABLE,
                    ConditionStatus.FALSE,
                    "QuorumLost",
                    LONG,
                    Severity.CRITICAL),
                seen),
            Optional.empty(),
            T);
    assertThat(status.message()).hasSizeLessThanOrEqualTo(4096).endsWith("...");
    assertThat(status.conditions())
        .allSatisfy(c -> assertThat(c.getMessage()).hasSizeLessThanOrEqualTo(4096));
    assertThat(status.clusterID()).isNull();
    assertThat(status.version()).hasSizeLessThanOrEqualTo(4096);
    assertThat(status.leader().id()).isNull();
    assertThat(status.leader().name()).hasSizeLessThanOrEqualTo(4096);
    assertThat(status.leader().term()).isNull();
    assertThat(status.members()).hasSize(EtcdClusterStatus.MAX_MEMBERS);
    assertThat(status.members())
        .allSatisfy(m -> {
          assertThat(m.id()).matches("[0-9a-f]{1,16}");
          assertThat(m.name()).hasSizeLessThanOrEqualTo(4096);
          assertThat(m.version()).hasSizeLessThanOrEqualTo(4096);
          assertThat(m.message()).hasSizeLessThanOrEqualTo(4096);
          assertThat(m.dbSize()).isNull();
        });
    assertThat(status.database().size()).isNull();
    assertThat(status.database().quota()).isEqualTo("8323072Ti");
    assertThat(status.database().usedPercent()).isEqualTo(Integer.MAX_VALUE);
  }

  private static MemberObservation hostile(int number) {
    MemberObservation m =
        Assessments.member(number, io.etcdmonitor.engine.model.MemberState.UNHEALTHY, 0);
    return new MemberObservation(
        number == 0 ? "no ID" : m.id(),
        LONG,
        m.endpoints(),
        m.voter(),
        m.role(),
        m.state(),
        Optional.of(LONG),
        OptionalLong.of(-5),
        m.dbSizeInUse(),
        m.dbQuota(),
        m.revision(),
        m.appliedIndex(),
        m.appliedLag(),
        m.raftTerm(),
        m.leaderId(),
        m.latency(),
        m.certificateNotAfter(),
        T,
        "NotServing",
        LONG);
  }

  @Test
  void featuresThatNobodyKnowsAreListedAsFarAsThereIsRoom() {
    List<FeatureFact> many =
        IntStream.range(0, 100).mapToObj(i -> off("f" + i, "FeatureUnknown")).toList();
    EtcdClusterStatus status =
        new ClusterStatusComposer(Optional.empty())
            .compose(4, Assessments.healthy(), many, AlertView.NONE, Optional.empty(), T);
    assertThat(status.features()).hasSize(EtcdClusterStatus.MAX_FEATURES);
  }

  @Test
  void anOldResultIsSaidToBeOld() {
    FeatureStatus now = feature(T.plusSeconds(60));
    assertThat(now.verdict()).isEqualTo(Verdict.PASSED);
    FeatureStatus later = feature(T.plusSeconds(101));
    assertThat(later.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(later.reason()).isEqualTo("NotObserved");
    assertThat(later.lastRun()).isEqualTo("2026-11-21T08:00:00Z");
  }

  @Test
  void featuresThatDoNotRunSayWhy() {
    EtcdClusterStatus status =
        new ClusterStatusComposer(Optional.empty())
            .compose(
                4,
                Assessments.healthy(),
                List.of(off("alarm", "FeatureDisabled"), off("helthy", "FeatureUnknown")),
                AlertView.NONE,
                Optional.empty(),
                T);
    assertThat(status.features())
        .containsExactly(
            new FeatureStatus("alarm", null, null, "FeatureDisabled", null),
            new FeatureStatus("helthy", null, Verdict.UNKNOWN, "FeatureUnknown", null));
  }

  private static FeatureFact off(String name, String reason) {
    return new FeatureFact(name, Optional.empty(), Optional.empty(), Optional.of(reason));
  }

  private static FeatureStatus feature(Instant now) {
    InspectionSpec spec =
        new InspectionSpec(
            KEY,
            "healthy",
            Optional.of(Duration.ofSeconds(30)),
            Duration.ofSeconds(10),
            Map.of(),
            true);
    InspectionState state =
        new InspectionState(
            spec,
            Optional.of(
                Assessments.result(
                    KEY,
                    "healthy",
                    io.etcdmonitor.engine.model.Verdict.PASSED,
                    "QuorumHealthy",
                    T)),
            false,
            1,
            0,
            Optional.of(T),
            Optional.empty(),
            List.of());
    return new ClusterStatusComposer(Optional.empty())
        .compose(
            4,
            Assessments.healthy(),
            List.of(
                new FeatureFact(
                    "healthy", Optional.of("main-healthy"), Optional.of(state), Optional.empty())),
            AlertView.NONE,
            Optional.empty(),
            now)
        .features()
        .get(0);
  }

  private static String since(EtcdClusterStatus status, String type) {
    return status.conditions().stream()
        .filter(c -> c.getType().equals(type))
        .map(Condition::getLastTransitionTime)
        .findFirst()
        .orElseThrow();
  }

  private static EtcdClusterStatus compose(
      ClusterAssessment assessment, Optional<EtcdClusterStatus> previous, Instant now) {
    return new ClusterStatusComposer(Optional.empty())
        .compose(
            4,
            assessment,
            List.of(),
            AlertView.NONE,
            previous.map(ClusterStatusComposerTest::past),
            now);
  }

  private static Transitions past(EtcdClusterStatus status) {
    return new ClusterStatusShape().past(status, s -> s);
  }
}
