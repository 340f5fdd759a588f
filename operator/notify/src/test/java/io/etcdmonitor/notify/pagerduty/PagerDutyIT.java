package io.etcdmonitor.notify.pagerduty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Link;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.channel.ChangeAnnouncer;
import io.etcdmonitor.engine.alert.channel.ChangeNotice;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.channel.Delivery.Outcome;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.notify.testing.Channels;
import io.etcdmonitor.notify.testing.FakeReceiver;
import io.etcdmonitor.notify.testing.MapMemory;
import io.etcdmonitor.notify.testing.Messages;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The documented contract of the Events API v2, played by a server that checks it. */
class PagerDutyIT {
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final String NEW_KEY = "fedcba9876543210fedcba9876543210";
  private FakeReceiver pagerduty;

  @BeforeEach
  void start() throws IOException {
    pagerduty = new FakeReceiver();
    pagerduty.answers(PagerDutyIT::eventsApi);
  }

  @AfterEach
  void stop() {
    pagerduty.close();
  }

  private static FakeReceiver.Answer eventsApi(FakeReceiver.Request request) {
    JsonNode event = request.json();
    assertThat(request.body().length()).isLessThan(512 * 1024);
    assertThat(event.path("routing_key").asText()).hasSize(32);
    if (request.path().equals("/v2/enqueue")) {
      assertThat(event.path("event_action").asText()).isIn("trigger", "acknowledge", "resolve");
      assertThat(event.path("dedup_key").asText()).hasSizeBetween(1, 255);
    }
    if (request.path().equals("/v2/change/enqueue")) {
      checkChange(event);
    }
    if (event.path("event_action").asText().equals("trigger")) {
      assertThat(event.at("/payload/summary").asText()).hasSizeBetween(1, 1024);
      assertThat(event.at("/payload/source").asText()).isNotEmpty();
      assertThat(event.at("/payload/severity").asText())
          .isIn("critical", "error", "warning", "info");
      assertThat(Instant.parse(event.at("/payload/timestamp").asText())).isNotNull();
      assertThat(event.at("/payload/custom_details").isObject()).isTrue();
      event
          .path("links")
          .forEach(link -> assertThat(link.path("href").asText()).startsWith("http"));
    }
    return FakeReceiver.Answer.of(202, "{\"status\":\"success\",\"dedup_key\":\"x\"}");
  }

  /**
   * Change events: summary is required, links are its own, and nothing of incidents belongs there.
   */
  private static void checkChange(JsonNode event) {
    assertThat(event.has("event_action")).isFalse();
    assertThat(event.has("dedup_key")).isFalse();
    assertThat(event.at("/payload/summary").asText()).hasSizeBetween(1, 1024);
    assertThat(event.at("/payload/source").asText()).isNotEmpty();
    assertThat(Instant.parse(event.at("/payload/timestamp").asText())).isNotNull();
    assertThat(event.at("/payload/custom_details").isObject()).isTrue();
    event.path("links").forEach(link -> assertThat(link.path("href").asText()).startsWith("http"));
  }

  private AlertChannel channel(String key) {
    return Channels.create("pagerduty", Map.of("routingKey", key, "baseUrl", pagerduty.url()));
  }

  private static Delivery deliver(AlertChannel channel, AlertMessage message, MapMemory memory) {
    return channel.deliver(message, memory, Channels.SOON);
  }

  private List<String> actions() {
    return pagerduty.requests().stream().map(r -> r.json().path("event_action").asText()).toList();
  }

  @Test
  void oneIncidentForEachEpisodeFromTriggerToResolve() {
    MapMemory memory = new MapMemory();
    AlertChannel channel = channel(KEY);
    assertThat(deliver(channel, Messages.firing(), memory).code()).isEqualTo("202");
    assertThat(deliver(channel, Messages.resolved(), memory).outcome()).isEqualTo(Outcome.SENT);
    assertThat(actions()).containsExactly("trigger", "resolve");
    assertThat(pagerduty.requests())
        .extracting(r -> r.json().path("dedup_key").asText())
        .allMatch(EventWriter.dedupKey(Messages.episode("e1", Status.FIRING))::equals);
  }

  @Test
  void anAcknowledgedEpisodeIsAcknowledgedOnce() {
    MapMemory memory = new MapMemory();
    AlertChannel channel = channel(KEY);
    deliver(channel, Messages.several(), memory);
    assertThat(actions()).containsExactly("trigger", "trigger", "acknowledge", "resolve");
    pagerduty.forget();
    deliver(channel, Messages.withKey(Messages.several(), "update-2"), memory);
    assertThat(actions()).as("PagerDuty knows the rest").containsExactly("resolve");
  }

  @Test
  void aRepeatAndARaisedSeverityTriggerAgain() {
    MapMemory memory = new MapMemory();
    AlertChannel channel = channel(KEY);
    Episode warning =
        new Messages.Builder(Messages.episode("e1", Status.FIRING))
            .severity(Severity.WARNING)
            .build();
    deliver(channel, Messages.message(Kind.FIRING, Status.FIRING, List.of(warning)), memory);
    deliver(channel, Messages.message(Kind.UPDATE, Status.FIRING, List.of(warning)), memory);
    assertThat(actions()).containsExactly("trigger");
    deliver(channel, Messages.message(Kind.REPEAT, Status.FIRING, List.of(warning)), memory);
    deliver(
        channel,
        Messages.message(
            Kind.SEVERITY_RAISED, Status.FIRING, List.of(Messages.episode("e1", Status.FIRING))),
        memory);
    assertThat(actions()).containsExactly("trigger", "trigger", "trigger");
    assertThat(pagerduty.last().json().at("/payload/severity").asText()).isEqualTo("critical");
  }

  @Test
  void rotatingTheKeyLeavesNoIncidentOpen() {
    MapMemory memory = new MapMemory();
    deliver(channel(KEY), Messages.firing(), memory);
    deliver(channel(NEW_KEY), Messages.resolved(), memory);
    assertThat(pagerduty.last().json().path("routing_key").asText()).isEqualTo(KEY);
    AlertMessage next =
        Messages.message(
            Kind.FIRING, Status.FIRING, List.of(Messages.episode("e2", Status.FIRING)));
    deliver(channel(NEW_KEY), next, memory);
    assertThat(pagerduty.last().json().path("routing_key").asText()).isEqualTo(NEW_KEY);
  }

  /** More than 20 messages wait: what is known of each episode comes, and nothing else. */
  @Test
  void aDigestGoesOnWhereTheLastOneStopped() {
    AlertChannel channel = channel(KEY);
    MapMemory memory = new MapMemory();
    List<Episode> episodes =
        List.of(Messages.episode("e1", Status.FIRING), Messages.episode("e2", Status.FIRING));
    AlertMessage digest = Messages.message(Kind.DIGEST, Status.FIRING, episodes);
    pagerduty.answers(request ->
        pagerduty.requests().size() > 1 ? FakeReceiver.Answer.of(503, "slow") : eventsApi(request));
    assertThat(deliver(channel, digest, memory).outcome()).isEqualTo(Outcome.RETRY);
    pagerduty.answers(PagerDutyIT::eventsApi);
    pagerduty.forget();
    assertThat(deliver(channel, Messages.withKey(digest, "other-parts"), memory).outcome())
        .isEqualTo(Outcome.SENT);
    assertThat(pagerduty.requests())
        .extracting(r -> r.json().path("dedup_key").asText())
        .containsExactly(EventWriter.dedupKey(episodes.get(1)));
    pagerduty.forget();
    AlertMessage later = Messages.at(digest, Messages.NOW.plus(Duration.ofHours(1)));
    deliver(channel, Messages.withKey(later, "an-hour-later"), memory);
    assertThat(actions()).as("a repeat says it again").containsExactly("trigger", "trigger");
    deliver(channel(NEW_KEY), Messages.resolved(), memory.of("e1"));
    assertThat(pagerduty.last().json().path("routing_key").asText()).isEqualTo(KEY);
  }

  @Test
  void aDeadOldKeyIsNoFaultOfTheChannel() {
    MapMemory memory = new MapMemory();
    deliver(channel(KEY), Messages.firing(), memory);
    pagerduty.answers(request ->
        request.json().path("routing_key").asText().equals(KEY)
            ? FakeReceiver.Answer.of(400, "invalid key " + KEY)
            : eventsApi(request));
    AlertMessage repeat =
        Messages.message(
            Kind.REPEAT, Status.FIRING, List.of(Messages.episode("e1", Status.FIRING)));
    assertThat(deliver(channel(NEW_KEY), repeat, memory).outcome()).isEqualTo(Outcome.SENT);
    assertThat(pagerduty.last().json().path("routing_key").asText()).isEqualTo(NEW_KEY);

    MapMemory other = new MapMemory();
    pagerduty.answers(PagerDutyIT::eventsApi);
    deliver(channel(KEY), Messages.firing(), other);
    pagerduty.answers(403, "invalid key " + KEY);
    Delivery delivery = deliver(channel(NEW_KEY), Messages.resolved(), other);
    assertThat(delivery.outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(delivery.detail()).contains("by hand").doesNotContain(KEY);
  }

  @Test
  void anAttemptGoesOnWhereTheLastOneStopped() {
    MapMemory memory = new MapMemory();
    AlertChannel channel = channel(KEY);
    pagerduty.answers(request ->
        pagerduty.requests().size() > 1 ? FakeReceiver.Answer.of(429, "slow") : eventsApi(request));
    Delivery delivery = deliver(channel, Messages.several(), memory);
    assertThat(delivery.outcome()).isEqualTo(Outcome.RETRY);
    assertThat(delivery.retryAfter()).contains(Duration.ofMinutes(1));
    pagerduty.answers(PagerDutyIT::eventsApi);
    pagerduty.forget();
    assertThat(deliver(channel, Messages.several(), memory).outcome()).isEqualTo(Outcome.SENT);
    assertThat(actions()).containsExactly("trigger", "acknowledge", "resolve");
  }

  /** The engine tells firing again when a resolved may have arrived. */
  @Test
  void anIncidentThatMayHaveBeenClosedIsTriggeredAgain() {
    MapMemory memory = new MapMemory();
    deliver(channel(KEY), Messages.firing(), memory);
    pagerduty.answers(503, "busy");
    AlertChannel rotated = channel(NEW_KEY);
    assertThat(deliver(rotated, Messages.resolved(), memory).outcome()).isEqualTo(Outcome.RETRY);
    pagerduty.answers(PagerDutyIT::eventsApi);
    deliver(rotated, Messages.withKey(Messages.firing(), "again"), memory);
    assertThat(actions()).containsExactly("trigger", "resolve", "trigger");
    assertThat(pagerduty.last().json().path("routing_key").asText()).isEqualTo(KEY);
  }

  @Test
  void anIncidentThatTheMessageDoesNotNameStaysOpen() {
    MapMemory memory = new MapMemory();
    AlertChannel channel = channel(KEY);
    deliver(channel, Messages.several(), memory);
    pagerduty.forget();
    // The engine holds e2 back, say by a silence: all that it tells is over, but e2 is not.
    deliver(channel, Messages.resolved(), memory);
    assertThat(actions()).containsExactly("resolve");
    assertThat(pagerduty.last().json().path("dedup_key").asText())
        .isEqualTo(EventWriter.dedupKey(Messages.episode("e1", Status.FIRING)));

    deliver(
        channel(NEW_KEY),
        Messages.message(
            Kind.RESOLVED, Status.RESOLVED, List.of(Messages.episode("e2", Status.RESOLVED))),
        memory);
    assertThat(actions()).containsExactly("resolve", "resolve");
    assertThat(pagerduty.last().json().path("dedup_key").asText())
        .isEqualTo(EventWriter.dedupKey(Messages.episode("e2", Status.FIRING)));
    assertThat(pagerduty.last().json().path("routing_key").asText())
        .as("it is remembered by which key it was opened")
        .isEqualTo(KEY);
  }

  @Test
  void hugeAndHostileValuesStayWithinTheLimits() {
    Episode huge =
        new Messages.Builder(Messages.episode("e1", Status.FIRING))
            .summary("x".repeat(5000))
            .description("y".repeat(900_000))
            .member("m".repeat(1000))
            .build();
    AlertMessage message = Messages.message(Kind.FIRING, Status.FIRING, List.of(huge));
    assertThat(deliver(channel(KEY), message, new MapMemory()).outcome()).isEqualTo(Outcome.SENT);
    assertThat(deliver(channel(KEY), Messages.hostile(), new MapMemory()).outcome())
        .isEqualTo(Outcome.SENT);
  }

  @Test
  void aBadEventIsNotTriedAgainAndTheKeyStaysSecret() {
    pagerduty.answers(request -> FakeReceiver.Answer.of(400, request.body()));
    Delivery delivery = deliver(channel(KEY), Messages.firing(), new MapMemory());
    assertThat(delivery.outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(delivery.toString()).doesNotContain(KEY);
    pagerduty.answers(500, "");
    assertThat(deliver(channel(KEY), Messages.firing(), new MapMemory()).outcome())
        .isEqualTo(Outcome.RETRY);
  }

  @Test
  void maintenanceIsAChangeEvent() {
    ChangeNotice notice =
        new ChangeNotice(
            "Defragmented etcd-1",
            new ClusterKey("prod", "main"),
            Map.of("freed", "1.2 GiB"),
            List.of(new Link("Operation", "https://etcd.example/op/1")),
            Messages.NOW);
    assertThat(((ChangeAnnouncer) channel(KEY)).announces()).as("only when asked for").isFalse();
    ChangeAnnouncer announcer =
        (ChangeAnnouncer)
            Channels.create(
                "pagerduty",
                Map.of("routingKey", KEY, "baseUrl", pagerduty.url(), "changeEvents", true));
    assertThat(announcer.announces()).isTrue();
    Delivery delivery = announcer.announce(notice, Channels.SOON);
    assertThat(delivery.outcome()).isEqualTo(Outcome.SENT);
    assertThat(pagerduty.last().path()).isEqualTo("/v2/change/enqueue");
    assertThat(pagerduty.last().json().at("/payload/custom_details/freed").asText())
        .isEqualTo("1.2 GiB");
  }

  @Test
  void aKeyThatIsNoneIsRefusedWithoutBeingShown() {
    assertThatThrownBy(() -> channel("not-a-key"))
        .hasMessageContaining("routingKey")
        .hasMessageNotContaining("not-a-key");
    assertThat(channel(KEY).render(Messages.firing())).doesNotContain(KEY);
  }
}
