package io.etcdmonitor.engine.assess;

import static io.etcdmonitor.engine.assess.Facts.bad;
import static io.etcdmonitor.engine.assess.Facts.good;
import static io.etcdmonitor.engine.assess.Facts.notLooked;
import static io.etcdmonitor.engine.assess.Facts.unknown;

import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Degraded: everything that is wrong, from whatever feature, and everything in the configuration
 * that keeps us from looking at all that was asked for. Pure.
 */
final class DegradedJudge {
  private static final Set<String> OWN_CONDITION =
      Set.of(FeatureNames.CONSISTENCY, FeatureNames.CAPACITY, FeatureNames.CERTIFICATE);

  /**
   * A page that cannot be read costs what it would tell, and not the cluster's health. A benchmark
   * that was refused tells of that moment, and has no other result until the next day.
   */
  private static final Set<String> WITHOUT_CONSEQUENCE =
      Set.of(Reasons.METRICS_UNAVAILABLE, Reasons.BENCHMARK_REFUSED);

  private DegradedJudge() {}

  static ConditionFact judge(AssessmentInput input) {
    List<ConditionFact> troubles = new ArrayList<>();
    for (ConfigurationProblem problem : input.problems()) {
      if (!problem.blocking() && !problem.reason().equals(Reasons.SUSPENDED)) {
        troubles.add(
            bad(ConditionType.DEGRADED, problem.reason(), problem.message(), Severity.WARNING));
      }
    }
    Set<String> unseen =
        input.inspections().stream()
            .filter(state -> input.outOfDate(state) || failing(input, state))
            .map(state -> state.spec().feature())
            .collect(Collectors.toSet());
    for (InspectionState state : input.inspections()) {
      input.current(state).flatMap(DegradedJudge::trouble).ifPresent(troubles::add);
    }
    Optional<ConditionFact> worst =
        troubles.stream().reduce((a, b) -> b.severity().compareTo(a.severity()) > 0 ? b : a);
    if (worst.isPresent()) {
      return worst.get();
    }
    Optional<InspectionState> healthy = input.of(FeatureNames.HEALTHY);
    if (healthy.isEmpty()) {
      return ClusterAssessor.notRunning(input, FeatureNames.HEALTHY, ConditionType.DEGRADED);
    }
    if (healthy.get().latest().isEmpty()) {
      return notLooked(ConditionType.DEGRADED, Reasons.NOT_OBSERVED, "not looked at yet");
    }
    if (unseen.contains(FeatureNames.HEALTHY) || input.current(FeatureNames.HEALTHY).isEmpty()) {
      return unknown(
          ConditionType.DEGRADED,
          Reasons.NOT_OBSERVED,
          "nothing is known to be wrong, but the cluster could not be looked at");
    }
    if (!unseen.isEmpty()) {
      return unknown(
          ConditionType.DEGRADED,
          Reasons.NOT_OBSERVED,
          "nothing is known to be wrong, but these inspections give no result: "
              + String.join(", ", unseen.stream().sorted().toList()));
    }
    return good(ConditionType.DEGRADED, Reasons.AS_EXPECTED, "nothing is wrong");
  }

  /** Unknown is for the condition of its own that the feature has, where it has one. */
  private static boolean failing(AssessmentInput input, InspectionState state) {
    boolean ownCondition = OWN_CONDITION.contains(state.spec().feature());
    return !ownCondition
        && input
            .current(state)
            .filter(r -> r.verdict() == Verdict.UNKNOWN)
            .filter(r -> !WITHOUT_CONSEQUENCE.contains(r.reason()))
            .isPresent();
  }

  private static Optional<ConditionFact> trouble(InspectionResult result) {
    Severity severity =
        switch (result.verdict()) {
          case CRITICAL -> Severity.CRITICAL;
          case WARNING -> Severity.WARNING;
          case PASSED, UNKNOWN -> Severity.INFO;
        };
    return severity == Severity.INFO
        ? Optional.empty()
        : Optional.of(bad(ConditionType.DEGRADED, result.reason(), result.message(), severity));
  }
}
