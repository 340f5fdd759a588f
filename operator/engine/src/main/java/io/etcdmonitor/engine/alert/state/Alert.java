package io.etcdmonitor.engine.alert.state;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One alert, with its present or last episode. Immutable; stored as it is.
 *
 * @param identity what it is about
 * @param phase where it is in its life
 * @param episode ID of the present or last span of firing; empty while the first is pending
 * @param span its times
 * @param severity highest level met at the last sample that met any
 * @param facts what was seen then
 * @param tally what happened to it
 * @param stale whether the data behind it is missing
 * @param endReason why it was resolved, when not because the condition was no longer met
 * @param ack who has taken it
 * @param inhibition what makes it a mere consequence
 * @param escalation how far it was carried
 */
public record Alert(
    Identity identity,
    Phase phase,
    String episode,
    Span span,
    Severity severity,
    Facts facts,
    Tally tally,
    boolean stale,
    String endReason,
    Optional<Ack> ack,
    Optional<Inhibited> inhibition,
    Optional<EscalationRun> escalation) {

  /**
   * What it is about; never changes.
   *
   * @param fingerprint hash of the rule and the identity labels
   * @param rule the rule's ID
   * @param cluster which cluster
   * @param subject member or feature; empty for the cluster
   * @param subjectLabel {@code member}, {@code feature} or empty
   */
  public record Identity(
      String fingerprint, String rule, ClusterKey cluster, String subject, String subjectLabel) {}

  /**
   * Times, of the data.
   *
   * @param startedAt when the episode's condition began to be met
   * @param activeSince when the condition began to be met this time
   * @param firedAt when it began to fire, last
   * @param lastTrue when it was last seen to be met
   * @param lastSample when anything was last known
   * @param recoverSince when it was first not met any more
   * @param endsAt when the episode ended
   * @param interval at which data comes
   */
  public record Span(
      Instant startedAt,
      Instant activeSince,
      Optional<Instant> firedAt,
      Instant lastTrue,
      Instant lastSample,
      Optional<Instant> recoverSince,
      Optional<Instant> endsAt,
      Duration interval) {}

  /**
   * What was seen when it was last met.
   *
   * @param summary one line
   * @param description with numbers
   * @param value measured
   * @param threshold compared with
   * @param remedy the next step
   * @param worst the worst value of the episode, as a number; NaN when it is none
   * @param labels of the rule and of the cluster
   */
  public record Facts(
      String summary,
      String description,
      String value,
      String threshold,
      String remedy,
      double worst,
      Map<String, String> labels) {
    public Facts {
      labels = Map.copyOf(labels);
    }
  }

  /**
   * A cause that explains it.
   *
   * @param rule the cause's rule
   * @param until empty while the cause fires, then when this is let go
   */
  public record Inhibited(String rule, Optional<Instant> until) {}

  /** Whether people see it as firing. */
  public boolean open() {
    return phase == Phase.FIRING || phase == Phase.RECOVERING;
  }

  /** Whether it comes and goes too often to tell each time; not what was ended for good. */
  boolean flaps() {
    return tally.flappingSince().isPresent() && endReason.isEmpty();
  }

  /** Labels to match and to group by: identity, severity, the rule's and the cluster's own. */
  public Map<String, String> labels() {
    Map<String, String> all = new TreeMap<>(facts.labels());
    all.put("rule", identity.rule());
    all.put("namespace", identity.cluster().namespace());
    all.put("cluster", identity.cluster().name());
    all.put("severity", severity.word().toLowerCase(Locale.ROOT));
    if (!identity.subjectLabel().isEmpty() && !identity.subject().isEmpty()) {
      all.put(identity.subjectLabel(), identity.subject());
    }
    return all;
  }

  Alert with(Phase newPhase, Span newSpan) {
    return new Alert(
        identity,
        newPhase,
        episode,
        newSpan,
        severity,
        facts,
        tally,
        stale,
        endReason,
        ack,
        inhibition,
        escalation);
  }

  Alert with(Severity newSeverity, Facts newFacts) {
    return new Alert(
        identity,
        phase,
        episode,
        span,
        newSeverity,
        newFacts,
        tally,
        stale,
        endReason,
        ack,
        inhibition,
        escalation);
  }

  Alert with(Tally newTally) {
    return new Alert(
        identity,
        phase,
        episode,
        span,
        severity,
        facts,
        newTally,
        stale,
        endReason,
        ack,
        inhibition,
        escalation);
  }

  Alert withEpisode(String newEpisode) {
    return new Alert(
        identity,
        phase,
        newEpisode,
        span,
        severity,
        facts,
        tally,
        stale,
        endReason,
        ack,
        inhibition,
        escalation);
  }

  Alert withStale(boolean value) {
    return new Alert(
        identity,
        phase,
        episode,
        span,
        severity,
        facts,
        tally,
        value,
        endReason,
        ack,
        inhibition,
        escalation);
  }

  Alert withEndReason(String reason) {
    return new Alert(
        identity,
        phase,
        episode,
        span,
        severity,
        facts,
        tally,
        stale,
        reason,
        ack,
        inhibition,
        escalation);
  }

  /** The same, with what has happened since to the alert that it was an episode of. */
  public Alert withTallyOf(Alert current) {
    return with(current.tally());
  }

  /** The same, not flapping. */
  public Alert steady() {
    return with(
        new Tally(
            tally.flaps(), tally.reopens(), tally.blips(), tally.changes(), Optional.empty()));
  }

  /** The same, taken or let go. */
  public Alert withAck(Optional<Ack> value) {
    return new Alert(
        identity,
        phase,
        episode,
        span,
        severity,
        facts,
        tally,
        stale,
        endReason,
        value,
        inhibition,
        escalation);
  }

  /** The same, explained by a cause or not. */
  public Alert withInhibition(Optional<Inhibited> value) {
    return new Alert(
        identity,
        phase,
        episode,
        span,
        severity,
        facts,
        tally,
        stale,
        endReason,
        ack,
        value,
        escalation);
  }

  /** The same, carried further. */
  public Alert withEscalation(Optional<EscalationRun> value) {
    return new Alert(
        identity,
        phase,
        episode,
        span,
        severity,
        facts,
        tally,
        stale,
        endReason,
        ack,
        inhibition,
        value);
  }
}
