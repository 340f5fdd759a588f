package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.state.Ack;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.EscalationRun;
import io.etcdmonitor.engine.model.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An alert that fires, as people see it; or one that is over while somebody has still to hear it.
 *
 * @param fingerprint to name it
 * @param episode this span of firing; sorts by time
 * @param rule its rule
 * @param severity now
 * @param subject member or feature, empty for the cluster
 * @param subjectLabel what kind of subject it is, empty for the cluster
 * @param features whose results it comes from
 * @param summary one line
 * @param message what is wrong, and what to do
 * @param since when the condition began to hold
 * @param ended when it ended; empty while it fires
 * @param stale whether the data behind it is missing
 * @param ack who took it
 * @param suppressed why nobody is told, empty when people are
 * @param escalation how far it was carried
 * @param told the channels that were told that it fires
 * @param labels all labels
 */
public record OpenAlert(
    String fingerprint,
    String episode,
    String rule,
    Severity severity,
    String subject,
    String subjectLabel,
    List<String> features,
    String summary,
    String message,
    Instant since,
    Optional<Instant> ended,
    boolean stale,
    Optional<Ack> ack,
    Optional<String> suppressed,
    Optional<EscalationRun> escalation,
    List<Heard> told,
    Map<String, String> labels) {

  public OpenAlert {
    features = List.copyOf(features);
    told = List.copyOf(told);
    labels = Map.copyOf(labels);
  }

  /**
   * A channel that was told that an alert fires, and not yet that it is over.
   *
   * @param channel its name
   * @param severity as it was told
   * @param at when it was told last
   * @param sure whether the message is known to have arrived; else it may have
   * @param thread where the receiver keeps what it was told of it, empty where it does not
   */
  public record Heard(
      String channel, Severity severity, Instant at, boolean sure, Optional<String> thread) {}

  /** Who took it. */
  public Optional<String> acknowledgedBy() {
    return ack.map(Ack::by);
  }

  static OpenAlert of(
      Alert alert,
      List<String> features,
      Optional<EscalationRun> escalation,
      Optional<String> suppressed,
      List<Heard> told) {
    Alert.Facts facts = alert.facts();
    return new OpenAlert(
        alert.identity().fingerprint(),
        alert.episode(),
        alert.identity().rule(),
        alert.severity(),
        alert.identity().subject(),
        alert.identity().subjectLabel(),
        features,
        facts.summary(),
        facts.remedy().isEmpty()
            ? facts.description()
            : facts.description() + "; " + facts.remedy(),
        alert.span().startedAt(),
        alert.open() ? Optional.empty() : alert.span().endsAt(),
        alert.stale(),
        alert.ack(),
        suppressed,
        escalation,
        told,
        alert.labels());
  }
}
