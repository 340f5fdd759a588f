package io.etcdmonitor.kube.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.api.v1alpha1.Finding;
import io.etcdmonitor.api.v1alpha1.Phase;
import io.etcdmonitor.api.v1alpha1.Verdict;
import io.etcdmonitor.api.v1alpha1.VerdictChange;
import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.assess.ConditionStatus;
import io.etcdmonitor.engine.assess.ConditionType;
import io.etcdmonitor.engine.assess.Health;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.kube.alert.AlertView;
import io.etcdmonitor.kube.testing.Assessments;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusGateTest {
  private static final Duration HEARTBEAT = Duration.ofMinutes(5);
  private static final String OBJECT = "ns/main";
  private static final Instant T = Assessments.START;

  private final StatusGate<EtcdClusterStatus, Transitions> gate =
      new StatusGate<>(new ClusterStatusShape(), HEARTBEAT, 2, () -> Long.MAX_VALUE / 2);

  @Test
  void theFirstStatusIsWritten() {
    assertThat(gate.decide(OBJECT, "u", status(Assessments.healthy()), T).reason())
        .isEqualTo(WriteOutcome.CHANGED);
  }

  @Test
  void theSameAgainIsNotWrittenUntilTheHeartbeat() {
    gate.written(OBJECT, "u", status(Assessments.healthy()), null, T);
    assertThat(decide(Assessments.healthy(), Duration.ofMinutes(4)))
        .isEqualTo(WriteOutcome.UNCHANGED);
    assertThat(decide(Assessments.healthy(), Duration.ofMinutes(6)))
        .isEqualTo(WriteOutcome.HEARTBEAT);
  }

  @Test
  void theHeartbeatIsJitteredByTenPercentAtMost() {
    for (long bits : new long[] {0, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      StatusGate<EtcdClusterStatus, Transitions> g =
          new StatusGate<>(new ClusterStatusShape(), HEARTBEAT, 2, () -> bits);
      g.written(OBJECT, "u", status(Assessments.healthy()), null, T);
      Duration again = g.decide(OBJECT, "u", status(Assessments.healthy()), T).again();
      assertThat(again).isBetween(Duration.ofSeconds(270), Duration.ofSeconds(330));
    }
  }

  @Test
  void aChangeIsWrittenAtOnceButNotTwiceWithinASecond() {
    gate.written(OBJECT, "u", status(Assessments.healthy()), null, T);
    assertThat(decide(Assessments.quorumLost(), Duration.ofSeconds(2)))
        .isEqualTo(WriteOutcome.CHANGED);
    var soon = gate.decide(OBJECT, "u", status(Assessments.quorumLost()), T.plusMillis(300));
    assertThat(soon.write()).isFalse();
    assertThat(soon.again()).isEqualTo(Duration.ofMillis(700));
  }

  @Test
  void latencyAndLagAloneNeverCauseAWrite() {
    gate.written(OBJECT, "u", status(Assessments.healthy()), null, T);
    ClusterObservation seen = Assessments.healthy().observation().orElseThrow();
    var m = seen.members().get(0);
    var slower =
        new io.etcdmonitor.engine.model.MemberObservation(
            m.id(),
            m.name(),
            m.endpoints(),
            m.voter(),
            m.role(),
            m.state(),
            m.version(),
            m.dbSize(),
            m.dbSizeInUse(),
            m.dbQuota(),
            m.revision(),
            m.appliedIndex(),
            OptionalLong.of(400),
            m.raftTerm(),
            m.leaderId(),
            Optional.of(Duration.ofMillis(70)),
            m.certificateNotAfter(),
            m.since(),
            m.reason(),
            m.message());
    assertThat(decide(withMembers(seen, slower), Duration.ofMinutes(3)))
        .isEqualTo(WriteOutcome.UNCHANGED);
  }

  @Test
  void aSizeIsWrittenWhenTheLastWriteIsAMinuteAgo() {
    gate.written(OBJECT, "u", status(Assessments.healthy()), null, T);
    ClusterAssessment bigger = withSize(40 << 20);
    assertThat(decide(bigger, Duration.ofSeconds(30))).isEqualTo(WriteOutcome.UNCHANGED);
    assertThat(decide(bigger, Duration.ofSeconds(61))).isEqualTo(WriteOutcome.NUMBERS);
  }

  @Test
  void numbersInASentenceAreNoChangeButWordsAre() {
    gate.written(OBJECT, "u", status(message("m2 took 120 ms.")), null, T);
    assertThat(decide(message("m2 took 134 ms."), Duration.ofMinutes(2)))
        .isEqualTo(WriteOutcome.UNCHANGED);
    assertThat(decide(message("m2 is gone."), Duration.ofMinutes(2)))
        .isEqualTo(WriteOutcome.CHANGED);
  }

  /** A thousand clusters with eight inspections each would else take 30 writes a second. */
  @Test
  void aLargeFleetRefreshesMoreRarelySoThatItsRefreshesStayInTheirBudget() {
    for (int i = 0; i < 6_000; i++) {
      gate.written("ns/c" + i, "u", status(Assessments.healthy()), null, T);
    }
    gate.written(OBJECT, "u", status(Assessments.healthy()), null, T);
    assertThat(decide(Assessments.healthy(), Duration.ofMinutes(44)))
        .isEqualTo(WriteOutcome.UNCHANGED);
    assertThat(decide(withSize(40 << 20), Duration.ofMinutes(44)))
        .isEqualTo(WriteOutcome.UNCHANGED);
    assertThat(decide(Assessments.healthy(), Duration.ofMinutes(56)))
        .isEqualTo(WriteOutcome.HEARTBEAT);
    assertThat(decide(Assessments.quorumLost(), Duration.ofSeconds(2)))
        .as("news are written at once, however large the fleet")
        .isEqualTo(WriteOutcome.CHANGED);
  }

  /** As after a start, which writes each of them as soon as it can. */
  @Test
  void whatIsDueInOneGoIsRefreshedInTurns() {
    Map<String, Instant> due = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      gate.written("ns/c" + i, "u", status(Assessments.healthy()), null, T);
      due.put("ns/c" + i, T);
    }
    List<Instant> writes = new ArrayList<>();
    Set<String> refreshed = new HashSet<>();
    for (Instant now = T; now.isBefore(T.plusSeconds(1_100)); now = now.plusMillis(500)) {
      int before = writes.size();
      for (Map.Entry<String, Instant> object : due.entrySet()) {
        if (!object.getValue().isAfter(now)) {
          var decision = gate.decide(object.getKey(), "u", status(Assessments.healthy()), now);
          if (decision.write()) {
            gate.written(object.getKey(), "u", status(Assessments.healthy()), null, now);
            writes.add(now);
            refreshed.add(object.getKey());
          } else {
            object.setValue(now.plus(decision.again()));
          }
        }
      }
      assertThat(writes.size() - before).as("at %s", now).isLessThanOrEqualTo(1);
    }
    assertThat(refreshed).hasSize(1_000);
    assertThat(writes).hasSizeBetween(1_000, 1_250);
    assertThat(gate.decide(OBJECT, "u", status(Assessments.quorumLost()), T).reason())
        .as("news take no turn")
        .isEqualTo(WriteOutcome.CHANGED);
  }

  @Test
  void turnsOfObjectsThatAreGoneAreNotWaitedFor() {
    Instant due = T.plus(Duration.ofMinutes(10));
    for (int i = 0; i < 1_000; i++) {
      gate.written("ns/c" + i, "u", status(Assessments.healthy()), null, T);
    }
    Instant turn = due;
    for (int i = 0; i < 1_000; i++) {
      var decision = gate.decide("ns/c" + i, "u", status(Assessments.healthy()), due);
      turn = due.plus(decision.again());
    }
    assertThat(turn).isAfter(due.plusSeconds(490));
    for (int i = 0; i < 999; i++) {
      gate.forget("ns/c" + i);
    }
    assertThat(gate.decide("ns/c999", "u", status(Assessments.healthy()), due).reason())
        .as("it was the last of a thousand")
        .isEqualTo(WriteOutcome.HEARTBEAT);
    gate.clear();
    gate.written(OBJECT, "u", status(Assessments.healthy()), null, T);
    assertThat(decide(Assessments.healthy(), Duration.ofSeconds(601)))
        .as("another replica led meanwhile")
        .isEqualTo(WriteOutcome.HEARTBEAT);
  }

  @Test
  void anObjectMadeAnewStartsAnew() {
    gate.written(OBJECT, "u", status(Assessments.healthy()), null, T);
    assertThat(gate.decide(OBJECT, "other", status(Assessments.healthy()), T).reason())
        .isEqualTo(WriteOutcome.CHANGED);
    assertThat(gate.last(OBJECT, "other")).isEmpty();
  }

  @Test
  void anAdoptedStatusIsNotWrittenAgain() {
    gate.adopt(OBJECT, "u", status(Assessments.healthy()), T);
    assertThat(decide(Assessments.healthy(), Duration.ofSeconds(1)))
        .isEqualTo(WriteOutcome.UNCHANGED);
    assertThat(decide(Assessments.quorumLost(), Duration.ofSeconds(1)))
        .isEqualTo(WriteOutcome.CHANGED);
  }

  @Test
  void aStatusThatSomebodyElseWroteIsPutRightWhenOursIsAMinuteOld() {
    gate.written(OBJECT, "u", status(Assessments.healthy()), "10", T);
    assertThat(told(Assessments.quorumLost(), "9")).as("from before our write").isFalse();
    assertThat(told(Assessments.quorumLost(), "10")).as("so the API keeps ours").isFalse();
    assertThat(told(Assessments.healthy(), "11")).as("a label").isFalse();
    assertThat(decide(Assessments.healthy(), Duration.ofMinutes(2)))
        .isEqualTo(WriteOutcome.UNCHANGED);

    assertThat(told(Assessments.quorumLost(), "12")).isTrue();
    var soon = gate.decide(OBJECT, "u", status(Assessments.healthy()), T.plusSeconds(50));
    assertThat(soon.reason()).isEqualTo(WriteOutcome.UNCHANGED);
    assertThat(soon.again()).isEqualTo(Duration.ofSeconds(10));
    assertThat(decide(Assessments.healthy(), Duration.ofSeconds(60)))
        .isEqualTo(WriteOutcome.HEARTBEAT);

    gate.written(OBJECT, "u", status(Assessments.healthy()), "13", T.plusSeconds(60));
    assertThat(told(Assessments.quorumLost(), "12")).as("the cache lags").isFalse();
    assertThat(told(Assessments.healthy(), "13")).isFalse();
    assertThat(decide(Assessments.healthy(), Duration.ofMinutes(3)))
        .isEqualTo(WriteOutcome.UNCHANGED);
  }

  @Test
  void aStatusThatSomebodyElsePutRightIsLeftAlone() {
    gate.adopt(OBJECT, "u", status(Assessments.healthy()), T);
    assertThat(gate.told(OBJECT, "u", null, "11").overwritten()).as("taken away").isTrue();
    assertThat(told(Assessments.healthy(), "12")).isFalse();
    assertThat(gate.told(OBJECT, "other", null, "13").overwritten()).as("another object").isFalse();
  }

  @Test
  void whatIsToldLaterThanOurOwnWriteIsNewsOnce() {
    gate.adopt(OBJECT, "u", status(Assessments.healthy()), T);
    assertThat(later("11")).as("nothing of ours is there").isFalse();
    gate.written(OBJECT, "u", status(Assessments.healthy()), "12", T);
    assertThat(later("11")).as("the cache lags").isFalse();
    assertThat(later("12")).as("our own").isFalse();
    assertThat(later("13")).isTrue();
    assertThat(later("13")).as("the same again").isFalse();
    assertThat(later("14")).isTrue();
  }

  private boolean later(String version) {
    return gate.told(OBJECT, "u", status(Assessments.healthy()), version).later();
  }

  /** Whatever stands before the API: a status that was written must not end in an exception. */
  @ParameterizedTest
  @ValueSource(strings = {"", "v12", "12-3", "-", "99999999999999999999"})
  void aVersionThatIsNoNumberSaysNothing(String version) {
    gate.written(OBJECT, "u", status(Assessments.healthy()), version, T);
    assertThat(told(Assessments.quorumLost(), "11")).as("ours is of no known version").isFalse();
    assertThat(told(Assessments.quorumLost(), version)).isFalse();
    gate.written(OBJECT, "u", status(Assessments.healthy()), "10", T);
    assertThat(told(Assessments.quorumLost(), version)).isFalse();
    assertThat(told(Assessments.quorumLost(), "11")).as("one that is").isTrue();
  }

  @Test
  void thoseThatSomebodyElseWroteTakeTurns() {
    for (int i = 0; i < 3; i++) {
      gate.written("ns/c" + i, "u", status(Assessments.healthy()), "10", T);
      gate.told("ns/c" + i, "u", status(Assessments.quorumLost()), "11");
    }
    Instant due = T.plus(StatusGate.NUMBERS_GAP);
    assertThat(gate.decide("ns/c0", "u", status(Assessments.healthy()), due).write()).isTrue();
    var second = gate.decide("ns/c1", "u", status(Assessments.healthy()), due);
    assertThat(second.write()).isFalse();
    assertThat(second.again()).isEqualTo(Duration.ofMillis(500));
  }

  private boolean told(ClusterAssessment assessment, String version) {
    return gate.told(OBJECT, "u", status(assessment), version).overwritten();
  }

  /** The API gives back what it was given; an operator that starts anew must not write it again. */
  @Test
  void aStatusThatWasReadFromTheApiIsTheOneThatWasWritten() throws Exception {
    ObjectMapper json = new ObjectMapper();
    EtcdClusterStatus written = status(Assessments.quorumLost());
    gate.adopt(
        OBJECT, "u", json.readValue(json.writeValueAsString(written), EtcdClusterStatus.class), T);
    assertThat(decide(Assessments.quorumLost(), Duration.ofSeconds(1)))
        .isEqualTo(WriteOutcome.UNCHANGED);
    Transitions past = gate.last(OBJECT, "u").orElseThrow();
    assertThat(written.conditions())
        .isNotEmpty()
        .allSatisfy(c ->
            assertThat(past.since(c.getType(), c.getStatus())).contains(c.getLastTransitionTime()));
    assertThat(past.since("Available", "True")).as("it is False").isEmpty();
    assertThat(past.since("Nonsense", "True")).isEmpty();
  }

  static Stream<Arguments> news() {
    UnaryOperator<EtcdInspectionStatus.Builder> nothing = s -> s;
    Finding finding = Finding.builder().id("a").reason("Slow").message("It took 3 s.").build();
    return Stream.<Arguments>of(
        news("nothing", nothing, false),
        news("observedGeneration", s -> s.observedGeneration(2L), true),
        news("phase", s -> s.phase(Phase.SUSPENDED), true),
        news("verdict", s -> s.verdict(Verdict.CRITICAL), true),
        news("reason", s -> s.reason("Other"), true),
        news("message", s -> s.message("Not well."), true),
        news("finding", s -> s.findings(List.of(finding)), true),
        news("findingCount", s -> s.findingCount(3), true),
        news("lastChange", s -> s.lastChange("2026-11-21T07:59:59Z"), true),
        news("history", s -> s.history(List.of(change("m"), change("n"))), true),
        news("condition", s -> s.conditions(List.of(passed("False"))), true),
        news("numbers in the message", s -> s.message("All 17 well."), false),
        news("measurements", s -> s.measurements(Map.of("a", "1")), false),
        news("lastRun", s -> s.lastRun("2026-11-21T08:03:00Z"), false),
        news("runs", s -> s.nextRun("n").duration("1s").runs(9L).failures(1L), false));
  }

  /** One part at a time: the digest has to tell each of them. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("news")
  void eachPartOfAnInspectionsStatusThatMattersIsNews(
      String what, UnaryOperator<EtcdInspectionStatus.Builder> edit, boolean matters) {
    StatusGate<EtcdInspectionStatus, InspectionPast> inspections =
        new StatusGate<>(new InspectionStatusShape(), HEARTBEAT, 2, () -> 0L);
    inspections.written(OBJECT, "u", inspection().build(), null, T);
    assertThat(
            inspections
                .decide(OBJECT, "u", edit.apply(inspection()).build(), T.plusSeconds(2))
                .reason())
        .isEqualTo(matters ? WriteOutcome.CHANGED : WriteOutcome.UNCHANGED);
  }

  @Test
  void ofAnInspectionWhatTheNextStatusTakesOverIsRemembered() {
    StatusGate<EtcdInspectionStatus, InspectionPast> inspections =
        new StatusGate<>(new InspectionStatusShape(), HEARTBEAT, 2, () -> 0L);
    inspections.written(OBJECT, "u", inspection().build(), null, T);
    InspectionPast past = inspections.last(OBJECT, "u").orElseThrow();
    assertThat(past.observedGeneration()).isEqualTo(1);
    assertThat(past.phase()).isEqualTo(Phase.COMPLETED);
    assertThat(past.lastRun()).isEqualTo("2026-11-21T08:00:00Z");
    assertThat(past.lastChange()).isEqualTo("2026-11-21T08:00:00Z");
    assertThat(past.history()).containsExactly(change("m"));
    assertThat(past.transitions().since("Passed", "True")).contains("2026-11-21T08:00:00Z");
  }

  private static Arguments news(
      String what, UnaryOperator<EtcdInspectionStatus.Builder> edit, boolean matters) {
    return Arguments.of(what, edit, matters);
  }

  private static EtcdInspectionStatus.Builder inspection() {
    return EtcdInspectionStatus.builder()
        .observedGeneration(1L)
        .phase(Phase.COMPLETED)
        .verdict(Verdict.PASSED)
        .reason("QuorumHealthy")
        .message("All 3 well.")
        .findingCount(0)
        .lastRun("2026-11-21T08:00:00Z")
        .lastChange("2026-11-21T08:00:00Z")
        .history(List.of(change("m")))
        .conditions(List.of(passed("True")));
  }

  private static VerdictChange change(String message) {
    return new VerdictChange("2026-11-21T08:00:00Z", Verdict.PASSED, "QuorumHealthy", message);
  }

  private static Condition passed(String status) {
    return new ConditionBuilder()
        .withType("Passed")
        .withStatus(status)
        .withLastTransitionTime("2026-11-21T08:00:00Z")
        .build();
  }

  private WriteOutcome decide(ClusterAssessment assessment, Duration after) {
    return gate.decide(OBJECT, "u", status(assessment), T.plus(after)).reason();
  }

  private static EtcdClusterStatus status(ClusterAssessment assessment) {
    return new ClusterStatusComposer(Optional.empty())
        .compose(1, assessment, List.of(), AlertView.NONE, Optional.empty(), T);
  }

  private static ClusterAssessment message(String message) {
    return new ClusterAssessment(
        Health.WARNING,
        message,
        List.of(
            new io.etcdmonitor.engine.assess.ConditionFact(
                ConditionType.DEGRADED, ConditionStatus.TRUE, "HighLatency", message)),
        Optional.empty());
  }

  private static ClusterAssessment withSize(long bytes) {
    ClusterObservation seen = Assessments.observation(MemberState.HEALTHY);
    return healthy(
        new ClusterObservation(
            seen.time(),
            seen.clusterId(),
            seen.version(),
            seen.leader(),
            seen.leaderChanges(),
            Assessments.observation(MemberState.HEALTHY, MemberState.HEALTHY, MemberState.HEALTHY)
                .members(),
            ClusterObservation.Quorum.of(3, 3),
            new ClusterObservation.Database(
                OptionalLong.of(bytes),
                OptionalLong.of(16_384),
                OptionalLong.of(2L << 30),
                OptionalDouble.of(2),
                Optional.empty())));
  }

  private static ClusterAssessment withMembers(
      ClusterObservation seen, io.etcdmonitor.engine.model.MemberObservation first) {
    return healthy(
        new ClusterObservation(
            seen.time(),
            seen.clusterId(),
            seen.version(),
            seen.leader(),
            seen.leaderChanges(),
            List.of(first, seen.members().get(1), seen.members().get(2)),
            seen.quorum(),
            seen.database()));
  }

  private static ClusterAssessment healthy(ClusterObservation seen) {
    return Assessments.of(
        Health.HEALTHY,
        Assessments.fact(
            ConditionType.AVAILABLE, ConditionStatus.TRUE, "QuorumHealthy", Severity.INFO),
        seen);
  }
}
