package io.etcdmonitor.kube.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.AlertStatus;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.FeatureStatus;
import io.etcdmonitor.api.v1alpha1.Verdict;
import io.etcdmonitor.engine.alert.KnownAlert;
import io.etcdmonitor.engine.alert.OpenAlert;
import io.etcdmonitor.engine.alert.OpenAlert.Heard;
import io.etcdmonitor.engine.alert.state.Ack;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.EscalationRun;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlertStatusesTest {
  private static final Instant T = Instant.parse("2026-11-21T11:00:00Z");

  @Test
  void aNewLeaderReadsWhatTheOneBeforeWrote() {
    OpenAlert alert = alert("down", Optional.empty());
    EtcdClusterStatus status =
        status().openAlerts(1).alerts(AlertStatuses.of(List.of(alert), 20)).build();
    KnownAlert.OfCluster known = AlertStatuses.known(status, Instant.EPOCH);
    assertThat(known.complete()).isTrue();
    assertThat(known.seen()).as("a feature ran last").isEqualTo(T.plusSeconds(300));
    assertThat(known.alerts())
        .containsExactly(
            new KnownAlert(
                alert.rule(),
                "m1",
                "member",
                alert.episode(),
                Severity.CRITICAL,
                alert.summary(),
                "down",
                T,
                Optional.empty(),
                true,
                alert.ack(),
                Optional.of(
                    new KnownAlert.Carried(
                        "on-call", 1, Optional.of(T.plusSeconds(900)), Optional.empty(), 0, false)),
                alert.told()));
  }

  @Test
  void whatIsOverAndStillOwedIsReadToo() {
    OpenAlert over = alert("down", Optional.of(T.plusSeconds(60)));
    EtcdClusterStatus status =
        status().openAlerts(0).endingAlerts(AlertStatuses.of(List.of(over), 20)).build();
    assertThat(AlertStatuses.known(status, T).alerts())
        .singleElement()
        .satisfies(a -> assertThat(a.ended()).contains(T.plusSeconds(60)));
  }

  @Test
  void aListThatLeavesSomeOutSaysSo() {
    List<OpenAlert> many = Collections.nCopies(30, alert("down", Optional.empty()));
    List<AlertStatus> listed = AlertStatuses.of(many, EtcdClusterStatus.MAX_ALERTS);
    assertThat(listed).hasSize(20);
    EtcdClusterStatus status = status().openAlerts(30).alerts(listed).build();
    assertThat(AlertStatuses.known(status, T).complete()).isFalse();
  }

  @Test
  void nobodyWhoWasToldIsForgottenWhereTheListIsFull() {
    List<OpenAlert> many = Collections.nCopies(30, alert("down", Optional.empty()));
    EtcdClusterStatus status =
        status()
            .openAlerts(30)
            .alerts(AlertStatuses.of(many, EtcdClusterStatus.MAX_ALERTS))
            .furtherAlerts(AlertStatuses.further(many, EtcdClusterStatus.MAX_ALERTS))
            .build();
    KnownAlert.OfCluster known = AlertStatuses.known(status, T);
    assertThat(known.alerts()).hasSize(30).allMatch(a -> !a.told().isEmpty());
    assertThat(known.complete()).isTrue();
  }

  @Test
  void whatAnOlderOperatorWroteIsNoEpisode() {
    EtcdClusterStatus status =
        status()
            .openAlerts(1)
            .alerts(
                List.of(
                    new AlertStatus(
                        "EtcdMemberDown",
                        io.etcdmonitor.api.v1alpha1.Severity.WARNING,
                        "m1",
                        "down",
                        "2026-11-21T11:00:00Z")))
            .build();
    assertThat(AlertStatuses.known(status, T).alerts()).isEmpty();
  }

  @Test
  void aSentenceThatTheApiWouldRefuseIsCut() {
    AlertStatus written =
        AlertStatuses.of(List.of(alert("x".repeat(10_000), Optional.empty())), 20).get(0);
    assertThat(written.message()).hasSize(1_000).endsWith("...");
  }

  @Test
  void anInspectionShowsTheAlertsOfItsOwnFeature() {
    AlertView view = new AlertView(List.of(alert("down", Optional.empty())), List.of());
    assertThat(view.of("healthy")).hasSize(1);
    assertThat(view.of("capacity")).isEmpty();
  }

  private static EtcdClusterStatus.Builder status() {
    return EtcdClusterStatus.builder()
        .features(
            List.of(
                new FeatureStatus(
                    "healthy", "main-healthy", Verdict.CRITICAL, "QuorumLost", text(T, 300)),
                new FeatureStatus("alarm", "main-alarm", Verdict.PASSED, "Fine", text(T, 10))));
  }

  private static String text(Instant time, long later) {
    return time.plusSeconds(later).toString();
  }

  private static OpenAlert alert(String message, Optional<Instant> ended) {
    EscalationPolicy policy =
        new EscalationPolicy(
            "on-call",
            List.of(
                new EscalationPolicy.Step(Duration.ofMinutes(5), List.of("p"), Severity.INFO),
                new EscalationPolicy.Step(Duration.ofMinutes(5), List.of("p"), Severity.INFO)),
            0,
            0);
    return new OpenAlert(
        "f0",
        "0019b76daa800-f0",
        "EtcdMemberDown",
        Severity.CRITICAL,
        "m1",
        "member",
        List.of("healthy"),
        "ns/main: member m1 is down",
        message,
        T,
        ended,
        true,
        Optional.of(new Ack("ann", "on it", T.plusSeconds(600))),
        Optional.empty(),
        Optional.of(
            new EscalationRun(
                policy, 1, Optional.of(T.plusSeconds(900)), Optional.empty(), 0, false)),
        List.of(
            new Heard(
                "slack", Severity.WARNING, T.plusSeconds(30), false, Optional.of("C042 1700.1"))),
        Map.of());
  }
}
