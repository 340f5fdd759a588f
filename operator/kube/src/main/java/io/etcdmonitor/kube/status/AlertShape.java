package io.etcdmonitor.kube.status;

import io.etcdmonitor.api.v1alpha1.AlertStatus;
import io.etcdmonitor.api.v1alpha1.AlertStatus.AlertTold;
import java.util.List;

/** What matters in alerts: not numbers in sentences, and not when a message was repeated. */
final class AlertShape {
  private AlertShape() {}

  static List<AlertStatus> essence(List<AlertStatus> alerts) {
    return alerts.stream().map(AlertShape::essence).toList();
  }

  private static AlertStatus essence(AlertStatus a) {
    return new AlertStatus(
        a.rule(),
        a.severity(),
        a.member(),
        a.feature(),
        Rounding.withoutDigits(a.summary()),
        Rounding.withoutDigits(a.message()),
        a.since(),
        a.ended(),
        a.stale(),
        a.suppressed(),
        a.acknowledged(),
        a.told().stream()
            .map(t -> new AlertTold(t.channel(), t.severity(), null, t.unconfirmed(), t.thread()))
            .toList(),
        a.escalation(),
        a.fingerprint(),
        a.episode());
  }
}
