package io.etcdmonitor.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.channel.Delivery.Outcome;
import io.etcdmonitor.notify.render.MessageFields;
import io.etcdmonitor.notify.template.SchemaJson;
import io.etcdmonitor.notify.testing.Channels;
import io.etcdmonitor.notify.testing.FakeReceiver;
import io.etcdmonitor.notify.testing.MapMemory;
import io.etcdmonitor.notify.testing.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookIT {
  private FakeReceiver receiver;

  @BeforeEach
  void start() throws IOException {
    receiver = new FakeReceiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private AlertChannel channel(Map<String, Object> more) {
    Map<String, Object> options = new HashMap<>(more);
    options.put("url", receiver.url() + "/in?token=abc123def456");
    return Channels.create("webhook", options);
  }

  private Delivery deliver(Map<String, Object> options, AlertMessage message) {
    AlertChannel channel = channel(options);
    try {
      return channel.deliver(message, new MapMemory(), Channels.SOON);
    } finally {
      channel.close();
    }
  }

  private static String hmac(String key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void sendsTheDefaultBodyWithHeaders() {
    Delivery delivery =
        deliver(
            Map.of(
                "method", "PUT",
                "headers", Map.of("X-Team", "db"),
                "secretHeaders", "Authorization: Bearer t0ken\nX-Other: a:b\n"),
            Messages.several());
    assertThat(delivery).isEqualTo(Delivery.sent("200"));
    FakeReceiver.Request request = receiver.last();
    assertThat(request.method()).isEqualTo("PUT");
    assertThat(request.path()).isEqualTo("/in?token=abc123def456");
    assertThat(request.header("X-Team")).isEqualTo("db");
    assertThat(request.header("Authorization")).isEqualTo("Bearer t0ken");
    assertThat(request.header("X-Other")).isEqualTo("a:b");
    assertThat(request.header("Content-Type")).startsWith("application/json");
    assertThat(request.header("Idempotency-Key")).isEqualTo(Messages.several().idempotencyKey());
    assertThat(request.json().at("/episodes/1/acknowledgedBy").asText()).isEqualTo("maria");
  }

  @Test
  void theDefaultBodyIsAsItsJsonSchemaSays() {
    deliver(Map.of(), Messages.hostile());
    conforms(receiver.last().json(), SchemaJson.jsonSchema(MessageFields.SCHEMA), "body");
  }

  private static void conforms(JsonNode value, JsonNode schema, String where) {
    switch (schema.path("type").asText()) {
      case "object" -> {
        assertThat(value.isObject()).as(where).isTrue();
        schema
            .path("required")
            .forEach(name -> assertThat(value.has(name.asText())).as(where).isTrue());
        schema
            .path("properties")
            .properties()
            .forEach(e -> conforms(value.path(e.getKey()), e.getValue(), where + "." + e.getKey()));
      }
      case "array" -> {
        assertThat(value.isArray()).as(where).isTrue();
        value.forEach(element -> conforms(element, schema.path("items"), where + "[]"));
      }
      case "integer" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
      case "boolean" -> assertThat(value.isBoolean()).as(where).isTrue();
      case "string" -> assertThat(value.isTextual()).as(where).isTrue();
      default -> throw new AssertionError(where + ": the schema has no type");
    }
  }

  @Test
  void signsTheBodyItSends() throws GeneralSecurityException {
    deliver(Map.of("signingKey", "k3y-of-nobody"), Messages.hostile());
    FakeReceiver.Request plain = receiver.last();
    assertThat(plain.header("X-Etcd-Monitor-Signature"))
        .isEqualTo(hmac("k3y-of-nobody", plain.body()));

    deliver(
        Map.of(
            "signingKey", "k3y-of-nobody",
            "signatureHeader", "X-Sign",
            "timestampHeader", "X-Time"),
        Messages.firing());
    FakeReceiver.Request timed = receiver.last();
    String time = timed.header("X-Time");
    assertThat(timed.header("X-Sign")).isEqualTo(hmac("k3y-of-nobody", time + ":" + timed.body()));
    assertThat(Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), Instant.now()).abs())
        .isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void sendsAnOwnBody() {
    deliver(
        Map.of(
            "body",
            Map.of(
                "text", "{{ state }}: {{ title }}",
                "n", "{{ firing }}",
                "list", Map.of("$for", "e in episodes", "$each", "{{ e.summary }}"))),
        Messages.hostile());
    JsonNode json = receiver.last().json();
    assertThat(json.path("n").isInt()).isTrue();
    assertThat(json.at("/list/0").asText()).contains("\"bold\"").contains("{{ title }}");
  }

  @Test
  void theAlertmanagerPresetHasTheFieldsThatReceiversRead() {
    deliver(Map.of("preset", "alertmanager-v4"), Messages.several());
    JsonNode json = receiver.last().json();
    assertThat(json.path("version").asText()).isEqualTo("4");
    for (String field :
        List.of(
            "groupKey",
            "truncatedAlerts",
            "status",
            "receiver",
            "groupLabels",
            "commonLabels",
            "commonAnnotations",
            "externalURL",
            "alerts")) {
      assertThat(json.has(field)).as(field).isTrue();
    }
    JsonNode resolved = json.at("/alerts/2");
    assertThat(resolved.path("status").asText()).isEqualTo("resolved");
    assertThat(resolved.path("endsAt").asText()).isEqualTo("2026-11-21T03:04:35Z");
    assertThat(resolved.at("/labels/alertname").asText()).isEqualTo("MemberDown");
  }

  @Test
  void honoursRetryAfter() {
    receiver.answers(r -> new FakeReceiver.Answer(429, Map.of("Retry-After", "17"), "slow down"));
    Delivery delivery = deliver(Map.of(), Messages.firing());
    assertThat(delivery.outcome()).isEqualTo(Outcome.RETRY);
    assertThat(delivery.retryAfter()).contains(Duration.ofSeconds(17));
    assertThat(delivery.detail()).contains("429").contains("slow down");
  }

  @Test
  void theSameMessageKeepsItsKeyOverAttempts() {
    receiver.answers(503, "down");
    deliver(Map.of(), Messages.firing());
    receiver.answers(200, "");
    deliver(Map.of(), Messages.firing());
    assertThat(receiver.requests())
        .extracting(request -> request.header("Idempotency-Key"))
        .containsExactly("key-FIRING", "key-FIRING");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host", "content-length", "Transfer-Encoding", "Idempotency-Key", "a b"})
  void headersThatAreNotTheirsAreRefused(String header) {
    assertThatThrownBy(() -> channel(Map.of("headers", Map.of(header, "x"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("channel oncall: ");
  }

  @Test
  void problemsOfOptionsAreSentencesWithoutSecrets() {
    assertThatThrownBy(() -> channel(Map.of("secretHeaders", "Authorization Bearer-t0ken")))
        .hasMessage("channel oncall: the option secretHeaders has one \"Name: value\" per line");
    assertThatThrownBy(() -> channel(Map.of("headers", Map.of("X-A", "a\r\nX-B: b"))))
        .hasMessageContaining("control character");
    assertThatThrownBy(() -> channel(Map.of("headers", Map.of("X-A", "Дежурные"))))
        .hasMessage(
            "channel oncall: the header X-A in headers holds a character that HTTP does not allow");
    assertThatThrownBy(() -> channel(Map.of("body", Map.of("a", "{{ nope }}"))))
        .hasMessageStartingWith("channel oncall: the template body.a: there is no field \"nope\"");
    assertThatThrownBy(() -> channel(Map.of("bodyy", "x")))
        .hasMessageContaining("there is no option bodyy; known: ");
    assertThatThrownBy(() -> Channels.create("webhook", Map.of("url", "ftp://user:pw@host/x")))
        .hasMessageContaining("the option url is a URL")
        .hasMessageNotContaining("user:pw");
    assertThatThrownBy(() -> Channels.create("webhook", Map.of()))
        .hasMessageContaining("url (or urlFile, or urlEnv) is required");
  }
}
