package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.model.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An alert that fires, as people see it.
 *
 * @param fingerprint to name it
 * @param rule its rule
 * @param severity now
 * @param subject member or feature, empty for the cluster
 * @param features whose results it comes from
 * @param message what is wrong, and what to do
 * @param since when the condition began to hold
 * @param stale whether the data behind it is missing
 * @param acknowledgedBy who took it
 * @param suppressed why nobody is told, empty when people are
 * @param labels all labels
 */
public record OpenAlert(
    String fingerprint,
    String rule,
    Severity severity,
    String subject,
    List<String> features,
    String message,
    Instant since,
    boolean stale,
    Optional<String> acknowledgedBy,
    Optional<String> suppressed,
    Map<String, String> labels) {

  static OpenAlert of(Alert alert, List<String> features, Optional<String> suppressed) {
    Alert.Facts facts = alert.facts();
    return new OpenAlert(
        alert.identity().fingerprint(),
        alert.identity().rule(),
        alert.severity(),
        alert.identity().subject(),
        features,
        facts.remedy().isEmpty()
            ? facts.description()
            : facts.description() + "; " + facts.remedy(),
        alert.span().startedAt(),
        alert.stale(),
        alert.ack().map(ack -> ack.by()),
        suppressed,
        alert.labels());
  }
}
