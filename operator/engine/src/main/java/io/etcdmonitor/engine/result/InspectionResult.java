package io.etcdmonitor.engine.result;

import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of one run. Immutable.
 *
 * @param key which inspection
 * @param feature which feature
 * @param verdict what was decided
 * @param reason CamelCase cause of the verdict
 * @param message one sentence with the numbers and the next step
 * @param findings worst first
 * @param measurements what was measured
 * @param observation the cluster as seen, from features that look at all of it
 * @param time when the run started
 * @param duration how long it took
 */
public record InspectionResult(
    InspectionKey key,
    String feature,
    Verdict verdict,
    String reason,
    String message,
    List<Finding> findings,
    List<Measurement> measurements,
    Optional<ClusterObservation> observation,
    Instant time,
    Duration duration) {

  public InspectionResult {
    findings = List.copyOf(findings);
    measurements = List.copyOf(measurements);
  }
}
