package io.etcdmonitor.engine.features.consistency;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.view.ViewMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From a comparison, and what is remembered of earlier ones, to the verdict. */
final class Verdicts {
  private final InspectionContext context;
  private final ConsistencyMemory memory;
  private final LagCheck.Lag lag;
  private final List<String> leftOut;
  private final List<Finding> more = new ArrayList<>();

  Verdicts(
      InspectionContext context, ConsistencyMemory memory, LagCheck.Lag lag, List<String> leftOut) {
    this.context = context;
    this.memory = memory;
    this.lag = lag;
    this.leftOut = leftOut;
  }

  void add(Finding finding) {
    more.add(finding);
  }

  static InspectionOutcome single(ViewMember member) {
    return new InspectionOutcome(
        Verdict.PASSED,
        Reasons.SINGLE_MEMBER_NOTHING_TO_COMPARE,
        "%s is the only voting member: there is nothing to compare it with"
            .formatted(member.label()),
        List.of(),
        List.of(),
        Optional.empty());
  }

  InspectionOutcome of(Check check) {
    List<Finding> findings = new ArrayList<>();
    memory.diverged.forEach(f -> findings.add(seenNow(f)));
    findings.addAll(more);
    memory.suspicion.ifPresent(s -> findings.add(s.told(check.why(), context.now())));
    findings.addAll(lag.findings());
    if (findings.stream().anyMatch(f -> f.severity() == Severity.CRITICAL)) {
      Finding worst = findings.get(0);
      String stale =
          memory.diverged.isEmpty() || check.differ() || !more.isEmpty()
              ? ""
              : "; seen at %s, not compared since: %s"
                  .formatted(
                      Words.time(memory.lastFull.orElse(memory.diverged.get(0).lastSeen())),
                      check.why());
      return outcome(
          Verdict.CRITICAL,
          worst.reason(),
          worst.message() + "; " + worst.remedy() + stale,
          findings,
          measured(check));
    }
    if (!findings.isEmpty()) {
      Finding first = findings.get(0);
      return outcome(
          Verdict.WARNING,
          first.reason(),
          first.message() + "; " + first.remedy(),
          findings,
          measured(check));
    }
    if (!check.reason().isEmpty() || (memory.lastMatch.isEmpty() && !check.equal())) {
      boolean said = !check.reason().isEmpty();
      return outcome(
          Verdict.UNKNOWN,
          said ? check.reason() : Reasons.INCONCLUSIVE,
          "whether the members hold the same data is not known: "
              + (said ? check.why() : "their hashes could not be compared"),
          List.of(),
          lag.measurements());
    }
    return outcome(
        Verdict.PASSED, Reasons.HASHES_MATCH, matchSentence(), List.of(), measured(check));
  }

  /** Tells the time also when it is now: a sentence that has it once in a while would be news. */
  private String matchSentence() {
    ConsistencyMemory.Match match = memory.lastMatch.orElseThrow();
    return "%s had the same data at revision %d (%s, compared at %s)%s"
        .formatted(
            Words.count(match.members(), "member"),
            match.revision(),
            match.how(),
            Words.time(match.time()),
            leftOut.isEmpty() ? "" : "; not compared: " + Words.list(leftOut));
  }

  /**
   * 1 for those whose data differs, 0 for those found equal; without a majority all are in doubt.
   */
  private List<Measurement> measured(Check check) {
    List<Measurement> all = new ArrayList<>(lag.measurements());
    check
        .groups()
        .ifPresent(groups -> {
          boolean inDoubt = groups.differ() && !groups.majority();
          for (List<ViewMember> group : groups.groups()) {
            for (ViewMember member : group) {
              double value = inDoubt || groups.minority().contains(member) ? 1 : 0;
              all.add(Measurement.ofMember(MeasurementNames.DIVERGED, member.label(), value));
            }
          }
        });
    return all;
  }

  private Finding seenNow(Finding finding) {
    return new Finding(
        finding.id(),
        finding.severity(),
        finding.member(),
        finding.reason(),
        finding.message(),
        finding.value(),
        finding.threshold(),
        finding.remedy(),
        finding.firstSeen(),
        memory.lastFull.orElse(finding.lastSeen()));
  }

  private static InspectionOutcome outcome(
      Verdict verdict,
      String reason,
      String message,
      List<Finding> findings,
      List<Measurement> measurements) {
    return new InspectionOutcome(
        verdict, reason, message, findings, measurements, Optional.empty());
  }
}
