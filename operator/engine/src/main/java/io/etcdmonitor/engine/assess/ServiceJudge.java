package io.etcdmonitor.engine.assess;

import static io.etcdmonitor.engine.assess.Facts.bad;
import static io.etcdmonitor.engine.assess.Facts.fact;
import static io.etcdmonitor.engine.assess.Facts.good;
import static io.etcdmonitor.engine.assess.Facts.unknown;

import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import java.util.List;
import java.util.Optional;

/** Reachable, Available and FaultTolerant, from the current result of the feature healthy. Pure. */
final class ServiceJudge {
  private ServiceJudge() {}

  static ConditionFact reachable(InspectionResult result) {
    Optional<ClusterObservation> observation = result.observation();
    Optional<Finding> wrongCluster =
        result.findings().stream()
            .filter(f -> f.id().equals(Reasons.CLUSTER_ID_MISMATCH))
            .findFirst();
    if (wrongCluster.isPresent()) {
      return bad(
          ConditionType.REACHABLE,
          Reasons.CLUSTER_ID_MISMATCH,
          sentence(wrongCluster.get()),
          Severity.CRITICAL);
    }
    if (observation.isEmpty()) {
      return unknown(ConditionType.REACHABLE, result.reason(), result.message());
    }
    List<MemberObservation> members = observation.get().members();
    if (members.isEmpty()) {
      return result.verdict() == Verdict.CRITICAL
          ? bad(ConditionType.REACHABLE, cause(result), result.message(), Severity.CRITICAL)
          : unknown(ConditionType.REACHABLE, result.reason(), result.message());
    }
    return reachable(members, result);
  }

  private static ConditionFact reachable(List<MemberObservation> members, InspectionResult result) {
    List<MemberObservation> answering = members.stream().filter(m -> m.state().answers()).toList();
    List<MemberObservation> silent =
        members.stream()
            .filter(m -> m.state() == MemberState.UNREACHABLE || m.state() == MemberState.UNKNOWN)
            .toList();
    if (silent.isEmpty()) {
      return good(
          ConditionType.REACHABLE,
          Reasons.ALL_ENDPOINTS,
          "all of %s answer".formatted(Words.count(answering.size(), "started member")));
    }
    String names =
        Words.list(silent.stream().map(m -> m.label() + " (" + m.reason() + ")").toList());
    if (!answering.isEmpty()) {
      return good(
          ConditionType.REACHABLE,
          Reasons.SOME_ENDPOINTS,
          "%d of %s answer; not: %s"
              .formatted(answering.size(), Words.count(members.size(), "member"), names));
    }
    if (silent.stream().anyMatch(m -> m.state() == MemberState.UNKNOWN)) {
      return unknown(ConditionType.REACHABLE, result.reason(), result.message());
    }
    List<String> reasons = silent.stream().map(MemberObservation::reason).distinct().toList();
    return bad(
        ConditionType.REACHABLE,
        reasons.size() == 1 ? reasons.get(0) : Reasons.UNREACHABLE,
        "none of %s answers: %s; check the hosts and the network"
            .formatted(Words.count(members.size(), "member"), names),
        Severity.CRITICAL);
  }

  /** The endpoints' common cause, where they have one. */
  private static String cause(InspectionResult result) {
    List<String> causes = result.findings().stream().map(Finding::reason).distinct().toList();
    return causes.size() == 1 ? causes.get(0) : result.reason();
  }

  static ConditionFact available(InspectionResult result, Optional<Finding> alarm) {
    ConditionType type = ConditionType.AVAILABLE;
    Optional<ClusterObservation> observation = result.observation();
    if (observation.isEmpty() || !observation.get().quorum().held()) {
      return result.verdict() == Verdict.CRITICAL
          ? bad(type, result.reason(), result.message(), Severity.CRITICAL)
          : unknown(type, result.reason(), result.message());
    }
    if (alarm.isPresent()) {
      boolean corrupt = alarm.get().reason().equals(Reasons.ALARM_CORRUPT);
      return bad(
          type,
          corrupt ? Reasons.ALARM_CORRUPT : Reasons.READ_ONLY,
          sentence(alarm.get()),
          Severity.CRITICAL);
    }
    ClusterObservation.Quorum quorum = observation.get().quorum();
    if (quorum.partlySeen()) {
      return good(type, Reasons.QUORUM_PARTLY_SEEN, partlySeen(result));
    }
    String leader = observation.get().leader().map(l -> ", " + l.name() + " leads").orElse("");
    String counts =
        "%d of %s serve, %d are needed%s"
            .formatted(
                quorum.healthy(),
                Words.count(quorum.voters(), "voting member"),
                quorum.needed(),
                leader);
    return good(
        type,
        quorum.voters() > 1 && quorum.canLose() == 0
            ? Reasons.QUORUM_WITHOUT_SPARE
            : Reasons.QUORUM_HEALTHY,
        counts);
  }

  static ConditionFact faultTolerant(InspectionResult result) {
    ConditionType type = ConditionType.FAULT_TOLERANT;
    Optional<ClusterObservation> observation = result.observation();
    if (observation.isEmpty() || observation.get().quorum().voters() == 0) {
      return unknown(type, result.reason(), result.message());
    }
    ClusterObservation.Quorum quorum = observation.get().quorum();
    if (quorum.partlySeen()) {
      return unknown(type, Reasons.QUORUM_PARTLY_SEEN, partlySeen(result));
    }
    if (quorum.canLose() < 0) {
      return result.verdict() == Verdict.CRITICAL
          ? bad(type, Reasons.QUORUM_LOST, result.message(), Severity.CRITICAL)
          : unknown(type, result.reason(), result.message());
    }
    if (quorum.voters() == 1) {
      return bad(
          type,
          Reasons.SINGLE_MEMBER,
          "the only member may not fail; run three for a cluster that survives the loss of one",
          Severity.INFO);
    }
    boolean even = quorum.voters() % 2 == 0;
    if (quorum.canLose() == 0) {
      boolean byDesign = even && quorum.healthy() == quorum.voters();
      return bad(
          type,
          byDesign ? Reasons.EVEN_VOTER_COUNT : Reasons.NO_SPARE_MEMBER,
          byDesign
              ? "with 2 voting members neither may fail; add a third"
              : "%d of %s serve and %d are needed: no further one may fail; bring the others back"
                  .formatted(
                      quorum.healthy(),
                      Words.count(quorum.voters(), "voting member"),
                      quorum.needed()),
          byDesign ? Severity.INFO : Severity.WARNING);
    }
    String spare = Words.count(quorum.canLose(), "member") + " more may fail";
    return fact(
        type,
        ConditionStatus.TRUE,
        even ? Reasons.EVEN_VOTER_COUNT : Reasons.CAN_LOSE_MEMBERS,
        even
            ? "%s; with %d voting members no more than with %d"
                .formatted(spare, quorum.voters(), quorum.voters() - 1)
            : spare,
        Severity.INFO);
  }

  private static String partlySeen(InspectionResult result) {
    return result.findings().stream()
        .filter(f -> f.id().equals(Reasons.QUORUM_PARTLY_SEEN))
        .findFirst()
        .map(ServiceJudge::sentence)
        .orElse(result.message());
  }

  static String sentence(Finding finding) {
    return finding.remedy().isEmpty()
        ? finding.message()
        : finding.message() + "; " + finding.remedy();
  }
}
