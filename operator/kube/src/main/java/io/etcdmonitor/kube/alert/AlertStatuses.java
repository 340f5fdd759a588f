package io.etcdmonitor.kube.alert;

import io.etcdmonitor.api.v1alpha1.AlertStatus;
import io.etcdmonitor.api.v1alpha1.AlertStatus.AlertAck;
import io.etcdmonitor.api.v1alpha1.AlertStatus.AlertEscalation;
import io.etcdmonitor.api.v1alpha1.AlertStatus.AlertTold;
import io.etcdmonitor.api.v1alpha1.Durations;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.FeatureStatus;
import io.etcdmonitor.api.v1alpha1.Timestamps;
import io.etcdmonitor.engine.alert.KnownAlert;
import io.etcdmonitor.engine.alert.OpenAlert;
import io.etcdmonitor.engine.alert.state.Ack;
import io.etcdmonitor.engine.alert.state.EscalationRun;
import io.etcdmonitor.engine.model.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Alerts as a status tells them, and back. Pure functions. */
public final class AlertStatuses {
  /** How the engine labels alerts about a member, and about a feature. */
  static final String MEMBER = "member";

  static final String FEATURE = "feature";

  /** A status that the API server refuses is a status that nobody sees. */
  private static final int LONGEST = 1_000;

  private static final int MOST_TOLD = 64;

  private AlertStatuses() {}

  /** As a status lists them, at most so many. */
  public static List<AlertStatus> of(List<OpenAlert> alerts, int most) {
    return alerts.stream().limit(most).map(AlertStatuses::of).toList();
  }

  /** Those beyond the first ones that somebody was told of, or has taken: not to be lost. */
  public static List<AlertStatus> further(List<OpenAlert> alerts, int listed) {
    return alerts.stream()
        .skip(listed)
        .filter(alert -> !alert.told().isEmpty() || alert.ack().isPresent())
        .limit(EtcdClusterStatus.MAX_FURTHER_ALERTS)
        .map(AlertStatuses::of)
        .toList();
  }

  private static AlertStatus of(OpenAlert a) {
    return new AlertStatus(
        a.rule(),
        severity(a.severity()),
        a.subjectLabel().equals(MEMBER) ? text(a.subject()) : null,
        a.subjectLabel().equals(FEATURE) ? text(a.subject()) : null,
        text(a.summary()),
        text(a.message()),
        Timestamps.format(a.since()),
        a.ended().map(Timestamps::format).orElse(null),
        a.stale() ? true : null,
        a.suppressed().map(AlertStatuses::text).orElse(null),
        a.ack()
            .map(ack ->
                new AlertAck(text(ack.by()), text(ack.comment()), Timestamps.format(ack.until())))
            .orElse(null),
        a.told().stream().limit(MOST_TOLD).map(AlertStatuses::told).toList(),
        a.escalation().map(AlertStatuses::escalation).orElse(null),
        a.fingerprint(),
        a.episode());
  }

  private static AlertTold told(OpenAlert.Heard heard) {
    return new AlertTold(
        heard.channel(),
        severity(heard.severity()),
        Timestamps.format(heard.at()),
        heard.sure() ? null : true,
        heard.thread().map(AlertStatuses::text).orElse(null));
  }

  private static AlertEscalation escalation(EscalationRun run) {
    return new AlertEscalation(
        run.policy().name(),
        run.next() + 1,
        run.nextAt().map(Timestamps::format).orElse(null),
        run.remaining().map(Durations::format).orElse(null),
        run.loops() == 0 ? null : run.loops(),
        run.exhausted() ? true : null);
  }

  /**
   * What a cluster's status tells of its alerts to who leads now.
   *
   * @param otherwise when it was last known to be so, if the status does not say
   */
  public static KnownAlert.OfCluster known(EtcdClusterStatus status, Instant otherwise) {
    List<AlertStatus> all = new ArrayList<>(status.alerts());
    all.addAll(status.furtherAlerts());
    all.addAll(status.endingAlerts());
    Integer open = status.openAlerts();
    int listed = status.alerts().size() + status.furtherAlerts().size();
    return new KnownAlert.OfCluster(
        all.stream().flatMap(alert -> known(alert).stream()).toList(),
        open == null || open <= listed,
        status.features().stream()
            .map(FeatureStatus::lastRun)
            .filter(Objects::nonNull)
            .map(Timestamps::parse)
            .max(Comparator.naturalOrder())
            .orElse(otherwise));
  }

  /** Empty for what an older operator wrote, which does not name the episode. */
  private static Optional<KnownAlert> known(AlertStatus a) {
    if (a.episode() == null || a.since() == null || a.severity() == null) {
      return Optional.empty();
    }
    String subject = a.member() != null ? a.member() : orEmpty(a.feature());
    return Optional.of(
        new KnownAlert(
            a.rule(),
            subject,
            subject.isEmpty() ? "" : a.member() != null ? MEMBER : FEATURE,
            a.episode(),
            severity(a.severity()),
            orEmpty(a.summary()),
            orEmpty(a.message()),
            Timestamps.parse(a.since()),
            Optional.ofNullable(Timestamps.parse(a.ended())),
            Boolean.TRUE.equals(a.stale()),
            Optional.ofNullable(a.acknowledged())
                .filter(ack -> ack.until() != null)
                .map(ack ->
                    new Ack(ack.by(), orEmpty(ack.comment()), Timestamps.parse(ack.until()))),
            Optional.ofNullable(a.escalation()).map(AlertStatuses::carried),
            a.told().stream().filter(t -> t.at() != null).map(t -> heard(t, a)).toList()));
  }

  private static OpenAlert.Heard heard(AlertTold told, AlertStatus alert) {
    return new OpenAlert.Heard(
        told.channel(),
        severity(told.severity() == null ? alert.severity() : told.severity()),
        Timestamps.parse(told.at()),
        !Boolean.TRUE.equals(told.unconfirmed()),
        Optional.ofNullable(told.thread()));
  }

  private static KnownAlert.Carried carried(AlertEscalation e) {
    return new KnownAlert.Carried(
        e.policy(),
        e.nextStep() == null ? 0 : Math.max(0, e.nextStep() - 1),
        Optional.ofNullable(Timestamps.parse(e.nextAt())),
        Optional.ofNullable(e.remaining()).map(Durations::parse),
        e.loops() == null ? 0 : e.loops(),
        Boolean.TRUE.equals(e.exhausted()));
  }

  private static io.etcdmonitor.api.v1alpha1.Severity severity(Severity severity) {
    return severity == Severity.UNKNOWN
        ? io.etcdmonitor.api.v1alpha1.Severity.WARNING
        : io.etcdmonitor.api.v1alpha1.Severity.valueOf(severity.name());
  }

  private static Severity severity(io.etcdmonitor.api.v1alpha1.Severity severity) {
    return Severity.valueOf(severity.name());
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static String text(String text) {
    if (text.isEmpty()) {
      return null;
    }
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
  }
}
