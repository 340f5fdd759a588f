package io.etcdmonitor.notify.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.channel.Delivery.Outcome;
import io.etcdmonitor.notify.testing.Channels;
import io.etcdmonitor.notify.testing.FakeReceiver;
import io.etcdmonitor.notify.testing.MapMemory;
import io.etcdmonitor.notify.testing.Messages;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slack's documented behaviour, played by a server that checks what Slack checks. */
class SlackIT {
  private static final String TOKEN = "xoxb-1234567890-abcdef";
  private FakeReceiver slack;
  private int posted;

  @BeforeEach
  void start() throws IOException {
    slack = new FakeReceiver();
    slack.answers(this::webApi);
  }

  @AfterEach
  void stop() {
    slack.close();
  }

  /** The Web API: ts for each message, errors as 200 with ok=false. */
  private FakeReceiver.Answer webApi(FakeReceiver.Request request) {
    if (!request.header("Authorization").equals("Bearer " + TOKEN)) {
      return FakeReceiver.Answer.of(200, "{\"ok\":false,\"error\":\"invalid_auth\"}");
    }
    if (request.json().has("blocks")) {
      checkLimits(request.json());
    }
    String ts =
        request.path().endsWith("chat.update")
            ? request.json().path("ts").asText()
            : "1700." + ++posted;
    return FakeReceiver.Answer.of(200, "{\"ok\":true,\"channel\":\"C042\",\"ts\":\"" + ts + "\"}");
  }

  static void checkLimits(JsonNode message) {
    assertThat(message.path("text").asText()).isNotBlank();
    JsonNode blocks = message.path("blocks");
    assertThat(blocks.size()).isBetween(1, 50);
    assertThat(message.toString().length()).isLessThan(20_000);
    int characters = 0;
    for (JsonNode block : blocks) {
      switch (block.path("type").asText()) {
        case "header" -> assertThat(block.at("/text/text").asText()).hasSizeBetween(1, 150);
        case "section" -> {
          assertThat(block.at("/text/text").asText()).hasSizeBetween(1, 3000);
          assertThat(block.path("fields").size()).isLessThanOrEqualTo(10);
          block
              .path("fields")
              .forEach(f -> assertThat(f.path("text").asText()).hasSizeBetween(1, 2000));
        }
        case "context" -> assertThat(block.path("elements").size()).isBetween(1, 10);
        default -> throw new AssertionError("unexpected block " + block);
      }
      characters += block.toString().length();
    }
    assertThat(characters).isLessThan(13_000);
  }

  private AlertChannel webhook() {
    return Channels.create(
        "slack", Map.of("webhookUrl", slack.url() + "/services/T1/B2/secretsecret"));
  }

  private AlertChannel bot(String token) {
    return Channels.create(
        "slack", Map.of("botToken", token, "channel", "#ops", "baseUrl", slack.url() + "/api"));
  }

  private static Delivery deliver(AlertChannel channel, AlertMessage message, MapMemory memory) {
    return channel.deliver(message, memory, Channels.SOON);
  }

  @Test
  void aWebhookPostsWithinTheLimits() {
    slack.answers(200, "ok");
    assertThat(deliver(webhook(), Messages.several(), new MapMemory()).outcome())
        .isEqualTo(Outcome.SENT);
    checkLimits(slack.last().json());
    assertThat(slack.last().json().has("channel")).isFalse();
  }

  @Test
  void hugeMessagesAreCutToTheLimits() {
    slack.answers(200, "ok");
    List<Episode> many = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      many.add(
          new Messages.Builder(Messages.episode("e" + i, Status.FIRING))
              .summary("<&>".repeat(2000))
              .description("&".repeat(5000))
              .member("m".repeat(3000))
              .build());
    }
    AlertMessage message =
        Messages.withTitle(Messages.message(Kind.FIRING, Status.FIRING, many), "😀".repeat(500));
    assertThat(deliver(webhook(), message, new MapMemory()).outcome()).isEqualTo(Outcome.SENT);
    checkLimits(slack.last().json());
    assertThat(slack.last().body()).contains("do not fit here").doesNotContain("&am…");
  }

  @Test
  void aLongTextOfTheOwnerIsSplitIntoSections() {
    slack.answers(200, "ok");
    AlertChannel channel =
        Channels.create(
            "slack",
            Map.of(
                "webhookUrl",
                slack.url() + "/x",
                "text",
                "*{{ title }}*\n" + "word ".repeat(5000)));
    assertThat(deliver(channel, Messages.hostile(), new MapMemory()).outcome())
        .isEqualTo(Outcome.SENT);
    checkLimits(slack.last().json());
    assertThat(slack.last().json().at("/blocks/1/text/text").asText())
        .startsWith("*down")
        .contains("&lt;!everyone&gt;");
  }

  @Test
  void nothingNotifiesAWholeChannel() {
    slack.answers(200, "ok");
    deliver(webhook(), Messages.hostile(), new MapMemory());
    assertThat(slack.last().json().path("text").asText())
        .doesNotContain("@here")
        .doesNotContain("<!");
    JsonNode section = slack.last().json().at("/blocks/2/text/text");
    assertThat(section.asText()).doesNotContain("@here").doesNotContain("<!channel>");
  }

  @ParameterizedTest
  @CsvSource({
    "400,invalid_payload,REJECTED",
    "403,action_prohibited,MISCONFIGURED",
    "404,channel_not_found,MISCONFIGURED",
    "410,channel_is_archived,MISCONFIGURED",
    "500,rollup_error,RETRY",
    "404,no_service,MISCONFIGURED",
    "200,no_service,MISCONFIGURED",
    "400,user_not_found,MISCONFIGURED",
    "503,upstream,RETRY"
  })
  void whatAWebhookAnswers(int status, String word, Outcome outcome) {
    slack.answers(status, word);
    Delivery delivery = deliver(webhook(), Messages.firing(), new MapMemory());
    assertThat(delivery.outcome()).isEqualTo(outcome);
    assertThat(delivery.detail()).contains(word).doesNotContain("secretsecret");
  }

  /** The address of an API method in place of a webhook's: it answers 200 to everything. */
  @ParameterizedTest
  @CsvSource({"not_authed,MISCONFIGURED", "invalid_arguments,REJECTED", "internal_error,RETRY"})
  void aWebhookThatSaysOkFalseTookNothing(String word, Outcome outcome) {
    slack.answers(200, "{\"ok\":false,\"error\":\"" + word + "\"}");
    Delivery delivery = deliver(webhook(), Messages.firing(), new MapMemory());
    assertThat(delivery.outcome()).isEqualTo(outcome);
    assertThat(delivery.detail()).contains(word);
    slack.answers(200, "{\"ok\":true}");
    assertThat(deliver(webhook(), Messages.firing(), new MapMemory()).outcome())
        .isEqualTo(Outcome.SENT);
  }

  @Test
  void tooManyMessagesWaitAsLongAsSlackAsks() {
    slack.answers(r -> new FakeReceiver.Answer(429, Map.of("Retry-After", "30"), "rate_limited"));
    Delivery hook = deliver(webhook(), Messages.firing(), new MapMemory());
    assertThat(hook.retryAfter()).contains(Duration.ofSeconds(30));
    slack.answers(r ->
        new FakeReceiver.Answer(
            429, Map.of("Retry-After", "12"), "{\"ok\":false,\"error\":\"ratelimited\"}"));
    Delivery api = deliver(bot(TOKEN), Messages.firing(), new MapMemory());
    assertThat(api.outcome()).isEqualTo(Outcome.RETRY);
    assertThat(api.retryAfter()).contains(Duration.ofSeconds(12));
  }

  @Test
  void aBotEditsTheFirstMessageAndAnswersInItsThread() {
    AlertChannel bot = bot(TOKEN);
    MapMemory memory = new MapMemory();
    deliver(bot, Messages.firing(), memory);
    assertThat(slack.last().path()).isEqualTo("/api/chat.postMessage");
    assertThat(slack.last().json().path("channel").asText()).isEqualTo("#ops");
    slack.forget();

    deliver(bot, Messages.resolved(), memory);
    assertThat(slack.requests()).hasSize(2);
    JsonNode edit = slack.requests().get(0).json();
    assertThat(slack.requests().get(0).path()).isEqualTo("/api/chat.update");
    assertThat(edit.path("channel").asText()).isEqualTo("C042");
    assertThat(edit.path("ts").asText()).isEqualTo("1700.1");
    assertThat(edit.at("/blocks/0/text/text").asText()).startsWith("[RESOLVED]");
    JsonNode reply = slack.requests().get(1).json();
    assertThat(reply.path("thread_ts").asText()).isEqualTo("1700.1");
    assertThat(reply.path("text").asText()).contains("RESOLVED");
    slack.forget();

    deliver(bot, Messages.withKey(Messages.firing(), "reopened"), memory);
    assertThat(slack.requests()).as("the same episode opened again").hasSize(2);
    deliver(bot, Messages.withKey(Messages.resolved(), "over-again"), memory);
    slack.forget();
    AlertMessage next =
        Messages.message(
            Kind.FIRING, Status.FIRING, List.of(Messages.episode("e9", Status.FIRING)));
    deliver(bot, Messages.withKey(next, "next-episode"), memory);
    assertThat(slack.requests()).hasSize(1);
    assertThat(slack.last().json().has("thread_ts")).as("a new episode, a new message").isFalse();
  }

  @Test
  void whatAnAttemptDidIsNotDoneAgain() {
    AlertChannel bot = bot(TOKEN);
    MapMemory memory = new MapMemory();
    deliver(bot, Messages.firing(), memory);
    deliver(bot, Messages.firing(), memory);
    assertThat(slack.requests()).hasSize(1);
  }

  @Test
  void aDeletedFirstMessageIsPostedAnew() {
    AlertChannel bot = bot(TOKEN);
    MapMemory memory = new MapMemory();
    deliver(bot, Messages.firing(), memory);
    slack.answers(request ->
        request.path().endsWith("chat.update")
            ? FakeReceiver.Answer.of(200, "{\"ok\":false,\"error\":\"message_not_found\"}")
            : webApi(request));
    slack.forget();
    assertThat(deliver(bot, Messages.resolved(), memory).outcome()).isEqualTo(Outcome.SENT);
    assertThat(slack.last().path()).endsWith("chat.postMessage");
    assertThat(slack.last().json().has("thread_ts")).isFalse();
  }

  /** Somebody archived the channel and configured another one while an alert was open. */
  @ParameterizedTest
  @CsvSource({"is_archived", "channel_not_found", "not_in_channel", "is_inactive"})
  void aConversationInAChannelThatIsGoneGoesOnInTheOneThatIsConfigured(String word) {
    MapMemory memory = new MapMemory();
    deliver(bot(TOKEN), Messages.firing(), memory);
    AlertChannel moved =
        Channels.create(
            "slack", Map.of("botToken", TOKEN, "channel", "C099", "baseUrl", slack.url() + "/api"));
    slack.answers(request ->
        request.json().path("channel").asText().equals("C042")
            ? FakeReceiver.Answer.of(200, "{\"ok\":false,\"error\":\"" + word + "\"}")
            : webApi(request));
    assertThat(deliver(moved, Messages.resolved(), memory).outcome()).isEqualTo(Outcome.SENT);
    assertThat(slack.last().json().path("channel").asText()).isEqualTo("C099");
    assertThat(slack.last().json().has("thread_ts")).isFalse();
  }

  @Test
  void aChannelThatIsGoneAndStillConfiguredIsSaidToBe() {
    MapMemory memory = new MapMemory();
    deliver(bot(TOKEN), Messages.firing(), memory);
    slack.answers(200, "{\"ok\":false,\"error\":\"is_archived\"}");
    Delivery delivery = deliver(bot(TOKEN), Messages.resolved(), memory);
    assertThat(delivery.outcome()).isEqualTo(Outcome.MISCONFIGURED);
    assertThat(delivery.code()).isEqualTo("is_archived");
  }

  @ParameterizedTest
  @CsvSource({
    "invalid_auth,MISCONFIGURED", "not_in_channel,MISCONFIGURED", "missing_scope,MISCONFIGURED",
    "is_archived,MISCONFIGURED", "internal_error,RETRY", "msg_blocks_too_long,REJECTED",
    "invalid_blocks,REJECTED"
  })
  void okFalseIsNoSuccess(String word, Outcome outcome) {
    slack.answers(200, "{\"ok\":false,\"error\":\"" + word + "\"}");
    Delivery delivery = deliver(bot(TOKEN), Messages.firing(), new MapMemory());
    assertThat(delivery.outcome()).isEqualTo(outcome);
    assertThat(delivery.code()).isEqualTo(word);
  }

  @Test
  void aWrongTokenIsNeverShown() {
    Delivery delivery = deliver(bot("xoxb-wrong-token-0815"), Messages.firing(), new MapMemory());
    assertThat(delivery.outcome()).isEqualTo(Outcome.MISCONFIGURED);
    assertThat(delivery.toString()).doesNotContain("0815");
  }

  @Test
  void aPageThatIsNotSlackIsNoSuccess() {
    slack.answers(200, "<html>log in to the network</html>");
    assertThat(deliver(bot(TOKEN), Messages.firing(), new MapMemory()).outcome())
        .isEqualTo(Outcome.MISCONFIGURED);
  }

  @Test
  void optionsMustFitTogether() {
    assertThatThrownBy(() -> Channels.create("slack", Map.of()))
        .hasMessage("channel oncall: give either webhookUrl, or botToken and channel");
    assertThatThrownBy(() -> Channels.create("slack", Map.of("botToken", TOKEN)))
        .hasMessageContaining("the option channel is required");
  }
}
