package io.etcdmonitor.kube.testing;

import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.assess.ConditionFact;
import io.etcdmonitor.engine.assess.ConditionStatus;
import io.etcdmonitor.engine.assess.ConditionType;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.assess.Health;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberRole;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What the engine might say. */
public final class Assessments {
  public static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

  private Assessments() {}

  public static ClusterAssessment notObserved() {
    return all(
        ConditionStatus.UNKNOWN,
        Reasons.NOT_OBSERVED,
        "It has not been looked at yet.",
        Health.UNKNOWN);
  }

  public static ClusterAssessment blocked(ConfigurationProblem problem) {
    return all(ConditionStatus.UNKNOWN, problem.reason(), problem.message(), Health.UNKNOWN);
  }

  private static ClusterAssessment all(
      ConditionStatus status, String reason, String message, Health health) {
    List<ConditionFact> facts =
        Arrays.stream(ConditionType.values())
            .map(type -> new ConditionFact(type, status, reason, message))
            .toList();
    return new ClusterAssessment(health, message, facts, Optional.empty());
  }

  /** A cluster of three of which all serve. */
  public static ClusterAssessment healthy() {
    return of(
        Health.HEALTHY,
        fact(ConditionType.AVAILABLE, ConditionStatus.TRUE, Reasons.QUORUM_HEALTHY, Severity.INFO),
        observation(MemberState.HEALTHY, MemberState.HEALTHY, MemberState.HEALTHY));
  }

  /** A cluster of three of which two are gone. */
  public static ClusterAssessment quorumLost() {
    return of(
        Health.CRITICAL,
        fact(
            ConditionType.AVAILABLE, ConditionStatus.FALSE, Reasons.QUORUM_LOST, Severity.CRITICAL),
        observation(MemberState.UNHEALTHY, MemberState.UNREACHABLE, MemberState.UNREACHABLE));
  }

  public static ClusterAssessment of(
      Health health, ConditionFact available, ClusterObservation observation) {
    List<ConditionFact> facts =
        Arrays.stream(ConditionType.values())
            .map(type ->
                type == available.type()
                    ? available
                    : fact(
                        type,
                        type == ConditionType.DEGRADED || type == ConditionType.SUSPENDED
                            ? ConditionStatus.FALSE
                            : ConditionStatus.TRUE,
                        Reasons.AS_EXPECTED,
                        Severity.INFO))
            .toList();
    return new ClusterAssessment(health, available.message(), facts, Optional.of(observation));
  }

  public static ConditionFact fact(
      ConditionType type, ConditionStatus status, String reason, Severity severity) {
    return new ConditionFact(type, status, reason, reason + " it is.", severity);
  }

  public static ClusterObservation observation(MemberState... states) {
    List<MemberObservation> members =
        java.util.stream.IntStream.range(0, states.length)
            .mapToObj(i -> member(i + 1, states[i], 20_480))
            .toList();
    int healthy = (int) Arrays.stream(states).filter(s -> s == MemberState.HEALTHY).count();
    return new ClusterObservation(
        START,
        Optional.of("cafe"),
        Optional.of("3.5.30"),
        Optional.of(new ClusterObservation.Leader("1", "m1", START, 7)),
        new ClusterObservation.LeaderChanges(0, 0, Optional.empty()),
        members,
        ClusterObservation.Quorum.of(states.length, healthy),
        new ClusterObservation.Database(
            OptionalLong.of(20_480),
            OptionalLong.of(16_384),
            OptionalLong.of(2L << 30),
            OptionalDouble.of(0.4),
            Optional.empty()));
  }

  public static MemberObservation member(int id, MemberState state, long size) {
    boolean seen = state == MemberState.HEALTHY;
    return new MemberObservation(
        Integer.toHexString(id),
        "m" + id,
        List.of("http://127.0.0.1:" + (2378 + id)),
        true,
        id == 1 ? MemberRole.LEADER : MemberRole.FOLLOWER,
        state,
        seen ? Optional.of("3.5.30") : Optional.empty(),
        seen ? OptionalLong.of(size) : OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        seen ? OptionalLong.of(3) : OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        seen ? Optional.of(Duration.ofMillis(4)) : Optional.empty(),
        Optional.empty(),
        START,
        seen ? Reasons.SERVING : Reasons.UNREACHABLE,
        "as seen");
  }

  public static InspectionResult result(
      InspectionKey key, String feature, Verdict verdict, String reason, Instant time) {
    return new InspectionResult(
        key,
        feature,
        verdict,
        reason,
        reason + " in 12 ms.",
        List.of(),
        List.of(),
        Optional.empty(),
        time,
        Duration.ofMillis(12));
  }
}
