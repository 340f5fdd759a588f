package io.etcdmonitor.engine.feature;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What a provider returns; the scheduler adds key, time and duration.
 *
 * @param verdict what was decided
 * @param reason CamelCase cause
 * @param message one sentence
 * @param findings worst first
 * @param measurements what was measured
 * @param observation the whole cluster, from the feature that looks at all of it
 */
public record InspectionOutcome(
    Verdict verdict,
    String reason,
    String message,
    List<Finding> findings,
    List<Measurement> measurements,
    Optional<ClusterObservation> observation) {

  public InspectionOutcome {
    findings = List.copyOf(findings);
    measurements = List.copyOf(measurements);
  }

  /** There is nothing to look at: neither good nor bad. */
  public static InspectionOutcome notApplicable(String message) {
    return new InspectionOutcome(
        Verdict.PASSED, Reasons.NOT_APPLICABLE, message, List.of(), List.of(), Optional.empty());
  }

  /** Could not look. */
  public static InspectionOutcome unknown(String reason, String message) {
    return new InspectionOutcome(
        Verdict.UNKNOWN, reason, message, List.of(), List.of(), Optional.empty());
  }
}
