package io.etcdmonitor.kube.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.AlertStatus;
import io.etcdmonitor.api.v1alpha1.AlertStatus.AlertAck;
import io.etcdmonitor.api.v1alpha1.AlertStatus.AlertTold;
import io.etcdmonitor.api.v1alpha1.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is worth a write, and what is not. */
class AlertShapeTest {
  private static final String T = "2026-11-21T11:00:00Z";
  private static final String LATER = "2026-11-21T12:00:00Z";
  private static final AlertAck ANN = new AlertAck("ann", "on it", LATER);

  private final AlertStatus alert = alert(Severity.WARNING, "latency is 120 ms", null, null, T);

  @Test
  void timeAndNumbersAloneAreNot() {
    assertSame(alert(Severity.WARNING, "latency is 135 ms", null, null, T));
    assertSame(alert(Severity.WARNING, "latency is 120 ms", null, null, LATER));
  }

  @Test
  void severityStalenessAndWhoHasItAre() {
    assertOther(alert(Severity.CRITICAL, "latency is 120 ms", null, null, T));
    assertOther(alert(Severity.WARNING, "latency is 120 ms", true, null, T));
    assertOther(alert(Severity.WARNING, "latency is 120 ms", null, ANN, T));
  }

  private void assertSame(AlertStatus other) {
    assertThat(AlertShape.essence(List.of(other))).isEqualTo(AlertShape.essence(List.of(alert)));
  }

  private void assertOther(AlertStatus other) {
    assertThat(AlertShape.essence(List.of(other))).isNotEqualTo(AlertShape.essence(List.of(alert)));
  }

  private static AlertStatus alert(
      Severity severity, String message, Boolean stale, AlertAck ack, String toldAt) {
    return new AlertStatus(
        "EtcdHighLatency",
        severity,
        "m1",
        null,
        "ns/main: slow",
        message,
        T,
        null,
        stale,
        null,
        ack,
        List.of(new AlertTold("slack", Severity.WARNING, toldAt, null, "C1 17.1")),
        null,
        "f0",
        "e0");
  }
}
