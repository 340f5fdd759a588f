package io.etcdmonitor.kube.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Change;
import io.etcdmonitor.engine.alert.state.Phase;
import io.etcdmonitor.engine.alert.state.Tally;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.kube.PokeQueue;
import io.etcdmonitor.kube.event.EventNote;
import io.etcdmonitor.kube.testing.FakeCaches;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeAlertsTest {
  @ParameterizedTest
  @CsvSource({
    "m1 is slow, '', m1 is slow",
    "m1 is slow, m1 is slow, m1 is slow",
    "m1 is slow, 'm1 is slow: 3 s, limit > 1 s', 'm1 is slow: 3 s, limit > 1 s'",
    "m1 is slow, a read took 3 s, m1 is slow: a read took 3 s"
  })
  void anEventSaysASummaryOnce(String summary, String description, String note) {
    Alert.Facts facts = new Alert.Facts(summary, description, "3 s", "> 1 s", "", 3.0, Map.of());
    assertThat(KubeAlerts.what(facts)).isEqualTo(note);
  }

  /** What is the same in both is one series of Events, in which the words of the first stay. */
  @Test
  void anAlertThatIsRaisedHasAnEventOfItsOwn() {
    List<EventNote> events = new ArrayList<>();
    KubeAlerts alerts =
        new KubeAlerts(new FakeCaches(), new PokeQueue(), events::add, Clock.systemUTC());
    alerts.changed(alert(Severity.WARNING), Change.FIRED);
    alerts.changed(alert(Severity.CRITICAL), Change.SEVERITY_RAISED);
    alerts.changed(alert(Severity.WARNING), Change.SEVERITY_LOWERED);
    alerts.changed(alert(Severity.WARNING), Change.REOPENED);

    assertThat(events)
        .extracting(EventNote::note)
        .containsExactly(
            "EtcdDatabaseNearQuota (Warning): m1 is near its quota",
            "EtcdDatabaseNearQuota (Critical): m1 is near its quota",
            "EtcdDatabaseNearQuota (Warning): m1 is near its quota");
    assertThat(events).extracting(EventNote::reason).containsOnly("AlertFiring");
    assertThat(events.get(1).member()).isNotEqualTo(events.get(0).member());
    assertThat(events.get(2).member()).isEqualTo(events.get(0).member());
  }

  private static Alert alert(Severity severity) {
    Instant time = Instant.parse("2026-11-23T03:00:00Z");
    return new Alert(
        new Alert.Identity(
            "f0", "EtcdDatabaseNearQuota", new ClusterKey("ns", "main"), "m1", "member"),
        Phase.FIRING,
        "e0",
        new Alert.Span(
            time,
            time,
            Optional.of(time),
            time,
            time,
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(30)),
        severity,
        new Alert.Facts("m1 is near its quota", "", "91 %", "90 %", "", 91.0, Map.of()),
        new Tally(0, 0, 0, List.of(), Optional.empty()),
        false,
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
