package io.etcdmonitor.engine.features.healthy;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The verdict over everything that was found. Pure. */
final class Summary {
  private static final Set<String> MEMBER_KINDS = Set.of("MemberUnreachable", "MemberUnhealthy");

  private Summary() {}

  static InspectionOutcome of(
      List<Finding> found,
      QuorumJudge.Decision quorum,
      ClusterObservation observation,
      List<Measurement> measurements) {
    List<Finding> findings =
        found.stream()
            .sorted(Comparator.comparing(Finding::severity, Comparator.reverseOrder()))
            .toList();
    Verdict verdict = verdict(findings, quorum);
    Optional<Finding> decisive = decisive(findings, quorum, verdict);
    return new InspectionOutcome(
        verdict,
        decisive.map(Summary::reason).orElseGet(() -> quorumReason(observation)),
        decisive.map(f -> sentence(f, observation)).orElseGet(() -> counts(observation)),
        findings,
        measurements,
        Optional.of(observation));
  }

  private static Verdict verdict(List<Finding> findings, QuorumJudge.Decision quorum) {
    if (has(findings, Severity.CRITICAL)) {
      return Verdict.CRITICAL;
    }
    if (!quorum.certain()) {
      return Verdict.UNKNOWN;
    }
    // One member that could not be looked at does not hide what is known of the cluster.
    return has(findings, Severity.WARNING) || has(findings, Severity.UNKNOWN)
        ? Verdict.WARNING
        : Verdict.PASSED;
  }

  private static Optional<Finding> decisive(
      List<Finding> findings, QuorumJudge.Decision quorum, Verdict verdict) {
    return switch (verdict) {
      case PASSED -> Optional.empty();
      case UNKNOWN -> quorum.finding();
      // A lost quorum explains most of what else is found.
      case CRITICAL ->
          quorum
              .finding()
              .filter(f -> f.severity() == Severity.CRITICAL)
              .or(() -> findings.stream().findFirst());
      case WARNING -> findings.stream().findFirst();
    };
  }

  private static String reason(Finding finding) {
    String kind = finding.id().replaceFirst("/.*", "");
    return MEMBER_KINDS.contains(kind) ? Reasons.MEMBERS_UNHEALTHY : finding.reason();
  }

  private static String sentence(Finding finding, ClusterObservation observation) {
    String remedy = finding.remedy().isEmpty() ? "" : "; " + finding.remedy();
    boolean aboutQuorum =
        finding.severity() == Severity.CRITICAL
            || finding.id().equals("QuorumUnknown")
            || finding.id().equals(Reasons.QUORUM_PARTLY_SEEN);
    return aboutQuorum
        ? finding.message() + remedy
        : finding.message() + remedy + " (" + counts(observation) + ")";
  }

  static String quorumReason(ClusterObservation observation) {
    ClusterObservation.Quorum quorum = observation.quorum();
    return quorum.voters() > 1 && quorum.canLose() == 0
        ? Reasons.QUORUM_WITHOUT_SPARE
        : Reasons.QUORUM_HEALTHY;
  }

  /** {@code 3 of 3 members healthy, m1 leads, 1 more may fail}. */
  static String counts(ClusterObservation observation) {
    long healthy =
        observation.members().stream().filter(m -> m.state() == MemberState.HEALTHY).count();
    String leader = observation.leader().map(l -> ", " + l.name() + " leads").orElse(", no leader");
    return "%d of %s healthy%s%s"
        .formatted(
            healthy,
            Words.count(observation.members().size(), "member"),
            leader,
            spare(observation.quorum()));
  }

  private static String spare(ClusterObservation.Quorum quorum) {
    if (quorum.partlySeen()) {
      return ", quorum holds";
    }
    return quorum.canLose() < 0 ? ", quorum is lost" : ", " + quorum.canLose() + " more may fail";
  }

  private static boolean has(List<Finding> findings, Severity severity) {
    return findings.stream().anyMatch(f -> f.severity() == severity);
  }
}
