package io.etcdmonitor.notify.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.channel.Delivery.Outcome;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.notify.testing.AlertmanagerProcess;
import io.etcdmonitor.notify.testing.Channels;
import io.etcdmonitor.notify.testing.FakeReceiver;
import io.etcdmonitor.notify.testing.MapMemory;
import io.etcdmonitor.notify.testing.Messages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertmanagerIT {
  private static AlertChannel channel(String... urls) {
    return Channels.create("alertmanager", Map.of("urls", List.of(urls)));
  }

  private static Delivery deliver(AlertChannel channel, AlertMessage message, MapMemory memory) {
    return channel.deliver(message, memory, Channels.SOON);
  }

  private static AlertMessage warning() {
    Episode episode =
        new Messages.Builder(Messages.episode("e1", Status.FIRING))
            .severity(Severity.WARNING)
            .build();
    return Messages.message(Kind.FIRING, Status.FIRING, List.of(episode));
  }

  @Test
  void aRealAlertmanagerShowsAndEndsAlerts(@TempDir Path dir) throws Exception {
    Optional<Path> binary = AlertmanagerProcess.binary();
    assumeTrue(
        binary.isPresent(), "no Alertmanager here: run deploy/dev/setup.sh, or put it on the PATH");
    try (AlertmanagerProcess alertmanager = AlertmanagerProcess.start(binary.orElseThrow(), dir);
        AlertChannel channel = channel(alertmanager.url())) {
      MapMemory memory = new MapMemory();
      assertThat(deliver(channel, warning(), memory)).isEqualTo(Delivery.sent("200"));
      Await.until(
          "the alert is there", Duration.ofSeconds(10), () -> active(alertmanager).size() == 1);
      JsonNode alert = active(alertmanager).get(0);
      assertThat(alert.at("/labels/alertname").asText()).isEqualTo("MemberDown");
      assertThat(alert.at("/labels/cluster").asText()).isEqualTo("main");
      assertThat(alert.at("/labels/namespace").asText()).isEqualTo("prod");
      assertThat(alert.at("/labels/member").asText()).isEqualTo("etcd-1");
      assertThat(alert.at("/labels/severity").asText()).isEqualTo("warning");
      assertThat(alert.at("/labels/team").asText()).isEqualTo("databases");
      assertThat(alert.at("/labels/etcd_monitor_io_zone").asText()).isEqualTo("b");
      assertThat(alert.at("/annotations/summary").asText()).contains("does not answer");
      assertThat(Instant.parse(alert.path("startsAt").asText())).isEqualTo(Messages.STARTED);
      assertThat(Instant.parse(alert.path("endsAt").asText()))
          .isAfter(Instant.now().plusSeconds(600));

      assertThat(deliver(channel, Messages.firing(), memory).outcome()).isEqualTo(Outcome.SENT);
      Await.until(
          "only the raised one fires",
          Duration.ofSeconds(10),
          () ->
              active(alertmanager).size() == 1
                  && active(alertmanager)
                      .get(0)
                      .at("/labels/severity")
                      .asText()
                      .equals("critical"));

      assertThat(deliver(channel, Messages.resolved(), memory).outcome()).isEqualTo(Outcome.SENT);
      Await.until("it is over", Duration.ofSeconds(10), () -> active(alertmanager).isEmpty());
      assertThat(deliver(channel, Messages.hostile(), new MapMemory()).outcome())
          .as("any value is taken")
          .isEqualTo(Outcome.SENT);
    }
  }

  private static JsonNode active(AlertmanagerProcess alertmanager)
      throws IOException, InterruptedException {
    return new ObjectMapper().readTree(alertmanager.get("/api/v2/alerts?active=true"));
  }

  @Test
  void oneReplicaThatListensIsEnough() throws IOException {
    try (FakeReceiver well = new FakeReceiver();
        FakeReceiver ill = new FakeReceiver()) {
      ill.answers(503, "starting");
      Delivery delivery =
          deliver(channel(ill.url(), well.url() + "/prefix/"), Messages.several(), new MapMemory());
      assertThat(delivery.outcome()).isEqualTo(Outcome.SENT);
      assertThat(delivery.detail()).as("says who did not take it").contains("503");
      assertThat(well.last().path()).isEqualTo("/prefix/api/v2/alerts");
      assertThat(well.last().json()).hasSize(3);
      assertThat(ill.last().json()).hasSize(3);
      assertThat(well.last().json().get(2).path("endsAt").asText())
          .isEqualTo("2026-11-21T03:04:35Z");
    }
  }

  @Test
  void whenNoReplicaListensTheMostHopefulAnswerCounts() throws IOException {
    try (FakeReceiver one = new FakeReceiver();
        FakeReceiver two = new FakeReceiver()) {
      one.answers(400, "bad");
      two.answers(r -> new FakeReceiver.Answer(503, Map.of("Retry-After", "3"), ""));
      Delivery delivery =
          deliver(channel(one.url(), two.url()), Messages.firing(), new MapMemory());
      assertThat(delivery.outcome()).isEqualTo(Outcome.RETRY);
      assertThat(delivery.retryAfter()).contains(Duration.ofSeconds(3));
      two.answers(401, "");
      assertThat(
              deliver(channel(one.url(), two.url()), Messages.firing(), new MapMemory()).outcome())
          .isEqualTo(Outcome.MISCONFIGURED);
      two.answers(422, "");
      assertThat(
              deliver(channel(one.url(), two.url()), Messages.firing(), new MapMemory()).outcome())
          .isEqualTo(Outcome.REJECTED);
    }
  }

  @Test
  void aReplicaWithoutAPortIsNamedAsItIsWritten() throws IOException {
    try (FakeReceiver proxy = new FakeReceiver()) {
      proxy.answers(503, "");
      AlertChannel channel =
          Channels.create(
              "alertmanager", Map.of("urls", "http://am.invalid", "proxy", proxy.url()));
      assertThat(deliver(channel, Messages.firing(), new MapMemory()).detail())
          .isEqualTo("am.invalid answered 503");
    }
  }

  @Test
  void aRaisedSeverityIsKeptWhenNobodyTookIt() throws IOException {
    try (FakeReceiver receiver = new FakeReceiver();
        AlertChannel channel = channel(receiver.url())) {
      MapMemory memory = new MapMemory();
      deliver(channel, warning(), memory);
      receiver.answers(500, "");
      deliver(channel, Messages.firing(), memory);
      receiver.answers(200, "");
      deliver(channel, Messages.firing(), memory);
      assertThat(receiver.last().json()).hasSize(2);
      assertThat(receiver.last().json().get(0).at("/labels/severity").asText())
          .isEqualTo("warning");
      deliver(channel, Messages.firing(), memory);
      assertThat(receiver.last().json()).hasSize(1);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theOldSeverityIsEndedInADigestToo() throws Exception {
    try (FakeReceiver receiver = new FakeReceiver();
        AlertChannel channel = channel(receiver.url())) {
      MapMemory memory = new MapMemory();
      deliver(channel, warning(), memory);
      deliver(channel, Messages.firing(), memory.of("e1"));
      assertThat(receiver.last().json())
          .extracting(alert -> alert.at("/labels/severity").asText())
          .containsExactly("warning", "critical");
    }
  }

  @Test
  void theSeverityOfAnAlertThatIsHeldBackIsKeptWhenTheRestIsOver() throws Exception {
    try (FakeReceiver receiver = new FakeReceiver();
        AlertChannel channel = channel(receiver.url())) {
      MapMemory memory = new MapMemory();
      deliver(channel, Messages.several(), memory);
      deliver(channel, Messages.resolved(), memory);
      AlertMessage raised =
          Messages.message(
              Kind.SEVERITY_RAISED, Status.FIRING, List.of(Messages.episode("e2", Status.FIRING)));
      deliver(channel, raised, memory);
      assertThat(receiver.last().json())
          .extracting(alert -> alert.at("/labels/severity").asText())
          .as("the end of the old one, and the new one")
          .containsExactly("warning", "critical");
      assertThat(Instant.parse(receiver.last().json().get(0).path("endsAt").asText()))
          .isBeforeOrEqualTo(Instant.now());
    }
  }

  @Test
  void theEngineIsToldToPostAgain() {
    assertThat(channel("http://127.0.0.1:1").repostInterval()).contains(Duration.ofMinutes(1));
    assertThatThrownBy(() ->
            Channels.create(
                "alertmanager",
                Map.of("urls", "http://a", "repostInterval", "5m", "endsAfter", "10m")))
        .hasMessageContaining("at least three times repostInterval");
  }

  @Test
  void labelNamesAreAsPrometheusAllowsThem() {
    assertThat(PrometheusAlert.labelName("app.kubernetes.io/name"))
        .isEqualTo("app_kubernetes_io_name");
    assertThat(PrometheusAlert.labelName("1st")).isEqualTo("_1st");
  }
}
