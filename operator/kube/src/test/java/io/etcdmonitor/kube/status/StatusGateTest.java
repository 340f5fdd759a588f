package io.etcdmonitor.kube.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.assess.ConditionStatus;
import io.etcdmonitor.engine.assess.ConditionType;
import io.etcdmonitor.engine.assess.Health;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.kube.alert.AlertView;
import io.etcdmonitor.kube.testing.Assessments;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StatusGateTest {
  private static final Duration HEARTBEAT = Duration.ofMinutes(5);
  private static final String OBJECT = "ns/main";
  private static final Instant T = Assessments.START;

  private final StatusGate<EtcdClusterStatus> gate =
      new StatusGate<>(new ClusterStatusShape(), HEARTBEAT, 2, () -> Long.MAX_VALUE / 2);

  @Test
  void theFirstStatusIsWritten() {
    assertThat(gate.decide(OBJECT, "u", status(Assessments.healthy()), T).reason())
        .isEqualTo(WriteOutcome.CHANGED);
  }

  @Test
  void theSameAgainIsNotWrittenUntilTheHeartbeat() {
    gate.written(OBJECT, "u", status(Assessments.healthy()), T);
    assertThat(decide(Assessments.healthy(), Duration.ofMinutes(4)))
        .isEqualTo(WriteOutcome.UNCHANGED);
    assertThat(decide(Assessments.healthy(), Duration.ofMinutes(6)))
        .isEqualTo(WriteOutcome.HEARTBEAT);
  }

  @Test
  void theHeartbeatIsJitteredByTenPercentAtMost() {
    for (long bits : new long[] {0, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      StatusGate<EtcdClusterStatus> g =
          new StatusGate<>(new ClusterStatusShape(), HEARTBEAT, 2, () -> bits);
      g.written(OBJECT, "u", status(Assessments.healthy()), T);
      Duration again = g.decide(OBJECT, "u", status(Assessments.healthy()), T).again();
      assertThat(again).isBetween(Duration.ofSeconds(270), Duration.ofSeconds(330));
    }
  }

  @Test
  void aChangeIsWrittenAtOnceButNotTwiceWithinASecond() {
    gate.written(OBJECT, "u", status(Assessments.healthy()), T);
    assertThat(decide(Assessments.quorumLost(), Duration.ofSeconds(2)))
        .isEqualTo(WriteOutcome.CHANGED);
    var soon = gate.decide(OBJECT, "u", status(Assessments.quorumLost()), T.plusMillis(300));
    assertThat(soon.write()).isFalse();
    assertThat(soon.again()).isEqualTo(Duration.ofMillis(700));
  }

  @Test
  void latencyAndLagAloneNeverCauseAWrite() {
    gate.written(OBJECT, "u", status(Assessments.healthy()), T);
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
    gate.written(OBJECT, "u", status(Assessments.healthy()), T);
    ClusterAssessment bigger = withSize(40 << 20);
    assertThat(decide(bigger, Duration.ofSeconds(30))).isEqualTo(WriteOutcome.UNCHANGED);
    assertThat(decide(bigger, Duration.ofSeconds(61))).isEqualTo(WriteOutcome.NUMBERS);
  }

  @Test
  void numbersInASentenceAreNoChangeButWordsAre() {
    gate.written(OBJECT, "u", status(message("m2 took 120 ms.")), T);
    assertThat(decide(message("m2 took 134 ms."), Duration.ofMinutes(2)))
        .isEqualTo(WriteOutcome.UNCHANGED);
    assertThat(decide(message("m2 is gone."), Duration.ofMinutes(2)))
        .isEqualTo(WriteOutcome.CHANGED);
  }

  /** A thousand clusters with eight inspections each would else take 30 writes a second. */
  @Test
  void aLargeFleetRefreshesMoreRarelySoThatItsRefreshesStayInTheirBudget() {
    for (int i = 0; i < 6_000; i++) {
      gate.written("ns/c" + i, "u", status(Assessments.healthy()), T);
    }
    gate.written(OBJECT, "u", status(Assessments.healthy()), T);
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

  @Test
  void anObjectMadeAnewStartsAnew() {
    gate.written(OBJECT, "u", status(Assessments.healthy()), T);
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

  private WriteOutcome decide(ClusterAssessment assessment, Duration after) {
    return gate.decide(OBJECT, "u", status(assessment), T.plus(after)).reason();
  }

  private static EtcdClusterStatus status(ClusterAssessment assessment) {
    return new ClusterStatusComposer()
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
