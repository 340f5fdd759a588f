package io.etcdmonitor.engine.assess;

import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a cluster is assessed by.
 *
 * @param now time
 * @param cluster what is watched; empty when it is not
 * @param problems of its configuration
 * @param inspections the primary ones
 */
public record AssessmentInput(
    Instant now,
    Optional<WatchedCluster> cluster,
    List<ConfigurationProblem> problems,
    List<InspectionState> inspections) {

  private static final int INTERVALS = 3;

  public AssessmentInput {
    problems = List.copyOf(problems);
    inspections = List.copyOf(inspections);
  }

  /** The inspection that runs this feature for the cluster. */
  Optional<InspectionState> of(String feature) {
    return inspections.stream().filter(i -> i.spec().feature().equals(feature)).findFirst();
  }

  /** The feature's last result, if it is recent enough to be called current. */
  Optional<InspectionResult> current(String feature) {
    return of(feature).flatMap(this::current);
  }

  Optional<InspectionResult> current(InspectionState state) {
    return state
        .latest()
        .filter(result -> !result.time().plus(shelfLife(state.spec())).isBefore(now));
  }

  /** Whether there was a result and it is out of date. */
  boolean outOfDate(InspectionState state) {
    return state.latest().isPresent() && current(state).isEmpty();
  }

  /** Three intervals and the timeout: one lost round is no gap, three are. */
  private static Duration shelfLife(InspectionSpec spec) {
    Duration interval = spec.interval().orElse(Duration.ofDays(3650));
    return interval.multipliedBy(INTERVALS).plus(spec.timeout());
  }
}
