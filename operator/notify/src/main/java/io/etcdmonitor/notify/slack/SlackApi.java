package io.etcdmonitor.notify.slack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.notify.http.HttpCall;
import io.etcdmonitor.notify.http.HttpResult;
import io.etcdmonitor.notify.http.HttpSender;
import io.etcdmonitor.notify.http.Outcomes;
import io.etcdmonitor.notify.http.Urls;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** Slack's Web API: it answers 200 to most errors and says {@code "ok": false}. */
final class SlackApi implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern WORD = Pattern.compile("[a-z0-9_]{1,80}");

  /**
   * An answer.
   *
   * @param channel the channel's ID and {@code ts} the message's, when it was taken
   */
  record Answer(Delivery delivery, String channel, String ts) {
    boolean sent() {
      return delivery.outcome() == Delivery.Outcome.SENT;
    }
  }

  private final URI base;
  private final String token;
  private final HttpSender sender;

  SlackApi(URI base, String token, HttpSender sender) {
    this.base = base;
    this.token = token;
    this.sender = sender;
  }

  Answer call(String method, ObjectNode body, Duration deadline) {
    HttpCall call =
        HttpCall.postJson(
            Urls.resolve(base, "/" + method),
            Map.of("Authorization", "Bearer " + token),
            body.toString());
    return switch (sender.send(call, deadline)) {
      case HttpResult.Failure failure -> new Answer(failure.delivery(), "", "");
      case HttpResult.Reply reply -> answer(reply);
    };
  }

  /** Whether it says that it did not take the message, whatever its status. */
  static boolean refuses(HttpResult.Reply reply) {
    JsonNode json = json(reply.body());
    return json.has("ok") && !json.path("ok").asBoolean();
  }

  static Answer answer(HttpResult.Reply reply) {
    JsonNode json = json(reply.body());
    if (!json.has("ok")) {
      Delivery delivery = reply.success() ? notSlack() : reply.delivery("Slack");
      return new Answer(delivery, "", "");
    }
    if (json.path("ok").asBoolean()) {
      return new Answer(
          Delivery.sent(String.valueOf(reply.status())),
          json.path("channel").asText(),
          json.path("ts").asText());
    }
    String word = json.path("error").asText();
    Delivery delivery =
        WORD.matcher(word).matches() ? SlackErrors.of(word, reply) : reply.delivery("Slack");
    return new Answer(delivery.outcome() == Delivery.Outcome.SENT ? notSlack() : delivery, "", "");
  }

  private static Delivery notSlack() {
    return Outcomes.misconfigured(
        "200", "the answer is not one of Slack's Web API: check baseUrl or webhookUrl");
  }

  private static JsonNode json(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      return node.isObject() ? node : MAPPER.createObjectNode();
    } catch (JsonProcessingException e) {
      return MAPPER.createObjectNode();
    }
  }

  /** Of all calls of an attempt together. */
  Duration deadline() {
    return sender.deadline();
  }

  @Override
  public void close() {
    sender.close();
  }
}
