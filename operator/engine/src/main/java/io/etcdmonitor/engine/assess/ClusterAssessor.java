package io.etcdmonitor.engine.assess;

import static io.etcdmonitor.engine.assess.Facts.bad;
import static io.etcdmonitor.engine.assess.Facts.good;
import static io.etcdmonitor.engine.assess.Facts.notLooked;
import static io.etcdmonitor.engine.assess.Facts.unknown;

import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Turns the latest results into conditions, and those into the health. Pure: see DESIGN.md. */
public final class ClusterAssessor {
  private ClusterAssessor() {}

  /** What is to be said of a cluster now. */
  public static ClusterAssessment assess(AssessmentInput input) {
    Optional<ConfigurationProblem> suspended =
        input.problems().stream().filter(ConfigurationProblem::suspends).findFirst();
    Optional<ConfigurationProblem> blocking =
        input.problems().stream().filter(ConfigurationProblem::blocking).findFirst();
    if (suspended.isPresent()) {
      return blind(Reasons.SUSPENDED, suspended.get().message(), true, List.of());
    }
    if (blocking.isPresent()) {
      return blind(blocking.get().reason(), blocking.get().message(), false, input.problems());
    }
    Optional<ClusterObservation> observation =
        input
            .current(FeatureNames.HEALTHY)
            .flatMap(InspectionResult::observation)
            .map(seen -> DatabaseFacts.merge(input, seen));
    List<ConditionFact> conditions = conditions(input, observation);
    Health health = HealthRule.of(conditions);
    String message =
        HealthRule.decisive(conditions)
            .map(ConditionFact::message)
            .orElseGet(() ->
                observation.map(ClusterAssessor::allWell).orElseGet(() -> unseen(conditions)));
    return new ClusterAssessment(health, message, conditions, observation);
  }

  private static List<ConditionFact> conditions(
      AssessmentInput input, Optional<ClusterObservation> observation) {
    Thresholds thresholds =
        input.cluster().map(WatchedCluster::thresholds).orElse(Thresholds.DEFAULTS);
    Optional<Finding> noSpace = alarm(input, Reasons.ALARM_NOSPACE);
    Optional<Finding> stopping = alarm(input, Reasons.ALARM_CORRUPT).or(() -> noSpace);
    List<ConditionFact> facts = new ArrayList<>();
    facts.add(from(input, FeatureNames.HEALTHY, ConditionType.REACHABLE, ServiceJudge::reachable));
    facts.add(
        from(
            input,
            FeatureNames.HEALTHY,
            ConditionType.AVAILABLE,
            result -> ServiceJudge.available(result, stopping)));
    facts.add(DegradedJudge.judge(input));
    facts.add(
        from(
            input,
            FeatureNames.HEALTHY,
            ConditionType.FAULT_TOLERANT,
            ServiceJudge::faultTolerant));
    facts.add(
        from(input, FeatureNames.CONSISTENCY, ConditionType.CONSISTENT, DataJudge::consistent));
    // What healthy sees of the members stands in for the feature: only once it has looked.
    boolean looked = input.current(FeatureNames.HEALTHY).isPresent();
    ConditionFact capacity =
        DataJudge.capacity(input.current(FeatureNames.CAPACITY), observation, noSpace, thresholds);
    facts.add(
        looked || noSpace.isPresent()
            ? capacity
            : unaided(input, FeatureNames.CAPACITY, ConditionType.CAPACITY_OK, r -> capacity));
    facts.add(
        looked
            ? DataJudge.certificates(
                input.current(FeatureNames.CERTIFICATE), observation, thresholds, input.now())
            : unaided(
                input,
                FeatureNames.CERTIFICATE,
                ConditionType.CERTIFICATES_VALID,
                DataJudge::certificates));
    facts.add(good(ConditionType.SUSPENDED, Reasons.NOT_SUSPENDED, "the cluster is watched"));
    return facts;
  }

  /** A condition of a feature's result, or why there is none. */
  private static ConditionFact from(
      AssessmentInput input,
      String feature,
      ConditionType type,
      Function<InspectionResult, ConditionFact> judge) {
    Optional<InspectionState> state = input.of(feature);
    if (state.isEmpty()) {
      return notRunning(input, feature, type);
    }
    Optional<InspectionResult> current = input.current(state.get());
    if (current.isPresent()) {
      return judge.apply(current.get());
    }
    return state
        .get()
        .latest()
        .map(old ->
            unknown(
                type,
                Reasons.NOT_OBSERVED,
                "the last look was at %s, too long ago to be called current"
                    .formatted(Words.time(old.time()))))
        .orElseGet(() -> notLooked(type, Reasons.NOT_OBSERVED, "not looked at yet"));
  }

  /** A condition that healthy could tell as well, had it looked. */
  private static ConditionFact unaided(
      AssessmentInput input,
      String feature,
      ConditionType type,
      Function<InspectionResult, ConditionFact> judge) {
    boolean decided = input.current(feature).isPresent();
    boolean pending = input.of(FeatureNames.HEALTHY).isPresent();
    return from(input, decided || !pending ? feature : FeatureNames.HEALTHY, type, judge);
  }

  /** Why a feature that has no inspection does not run. */
  static ConditionFact notRunning(AssessmentInput input, String feature, ConditionType type) {
    return input.problems().stream()
        .filter(problem -> problem.feature().equals(Optional.of(feature)))
        .findFirst()
        .map(problem -> notLooked(type, problem.reason(), problem.message()))
        .orElseGet(() ->
            notLooked(
                type, Reasons.FEATURE_DISABLED, "feature %s is not enabled".formatted(feature)));
  }

  private static Optional<Finding> alarm(AssessmentInput input, String reason) {
    return input.current(FeatureNames.ALARM).stream()
        .flatMap(result -> result.findings().stream())
        .filter(f -> f.reason().equals(reason))
        .findFirst();
  }

  /** Nothing can be said, for one reason. */
  private static ClusterAssessment blind(
      String reason, String message, boolean suspended, List<ConfigurationProblem> problems) {
    List<ConditionFact> conditions = new ArrayList<>();
    for (ConditionType type : Arrays.asList(ConditionType.values())) {
      if (type == ConditionType.SUSPENDED) {
        conditions.add(
            suspended
                ? bad(type, reason, message, Severity.INFO)
                : good(type, Reasons.NOT_SUSPENDED, "the cluster is to be watched"));
      } else if (type == ConditionType.DEGRADED && !problems.isEmpty()) {
        conditions.add(bad(type, reason, message, Severity.WARNING));
      } else {
        conditions.add(
            suspended ? notLooked(type, reason, message) : unknown(type, reason, message));
      }
    }
    return new ClusterAssessment(HealthRule.of(conditions), message, conditions, Optional.empty());
  }

  /** Why nobody looks at the members: it is said of whether they can be reached. */
  private static String unseen(List<ConditionFact> conditions) {
    return conditions.stream()
        .filter(c -> c.type() == ConditionType.REACHABLE)
        .findFirst()
        .orElseThrow()
        .message();
  }

  private static String allWell(ClusterObservation seen) {
    return "%d of %s healthy%s"
        .formatted(
            seen.healthyMembers(),
            Words.count(seen.members().size(), "member"),
            seen.leader().map(l -> ", " + l.name() + " leads").orElse(""));
  }
}
