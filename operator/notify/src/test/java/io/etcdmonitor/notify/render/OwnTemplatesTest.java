package io.etcdmonitor.notify.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.notify.testing.Channels;
import io.etcdmonitor.notify.testing.Messages;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each channel says what its owner's templates say. */
class OwnTemplatesTest {
  private static final Map<String, Map<String, Object>> REQUIRED =
      Map.of(
          "console", Map.of(),
          "email", Map.of("host", "mx.example", "from", "etcd@example.org", "to", "a@example.org"),
          "slack", Map.of("webhookUrl", "https://hooks.example/services/T/B/x"),
          "pagerduty", Map.of("routingKey", "0123456789abcdef0123456789abcdef"),
          "webhook", Map.of("url", "https://receiver.example/"),
          "alertmanager", Map.of("urls", "http://alertmanager.example:9093"));

  @ParameterizedTest
  @ValueSource(strings = {"console", "email", "slack", "pagerduty", "alertmanager"})
  void titleAndTextAreTheOwners(String type) {
    AlertChannel channel =
        create(
            type,
            Map.of(
                "title",
                "MY TITLE {{ cluster.name }}",
                "text",
                "MY TEXT {{ for e in episodes }}{{ e.member }}{{ end }}"));
    String rendered = channel.render(sample());
    channel.close();
    assertThat(rendered).contains("MY TITLE orders", "MY TEXT etcd-2");
  }

  /** Slack and PagerDuty take no message without one. */
  @ParameterizedTest
  @CsvSource({
    "console,[WARNING] sample/orders: member etcd-2 is down",
    "email,Subject: [WARNING] sample/orders: member etcd-2 is down",
    "slack,[WARNING] sample/orders: member etcd-2 is down",
    "pagerduty,\"summary\" : \"sample/orders: member etcd-2 is down\""
  })
  void aTitleThatComesOutEmptyIsTheBuiltInOne(String type, String expected) {
    AlertChannel channel = create(type, Map.of("title", "{{ labels.nobody_set_this }} "));
    String rendered = channel.render(sample());
    channel.close();
    assertThat(rendered).contains(expected);
  }

  @Test
  void theWebhooksBodyIsTheOwners() {
    AlertChannel channel =
        create("webhook", Map.of("body", Map.of("hello", "MY BODY {{ cluster.name }}")));
    String rendered = channel.render(sample());
    channel.close();
    assertThat(rendered).contains("\"hello\"", "MY BODY orders");
  }

  @Test
  void alertmanagerIsGivenOwnAnnotationsOfEachAlertAlone() {
    AlertChannel channel =
        create(
            "alertmanager",
            Map.of(
                "annotations",
                Map.of(
                    "ticket", "{{ for e in episodes }}{{ e.id }};{{ end }}",
                    "remedy", "{{ if status == \"never\" }}x{{ end }}")));
    String rendered = channel.render(Messages.several());
    channel.close();
    assertThat(rendered)
        .contains("\"ticket\" : \"e1;\"", "\"ticket\" : \"e2;\"", "\"ticket\" : \"e3;\"")
        .doesNotContain("\"remedy\"");
    assertThatThrownBy(
            () -> create("alertmanager", Map.of("annotations", Map.of("a", "{{ nonsense }}"))))
        .hasMessageContaining("annotations.a")
        .hasMessageContaining("nonsense");
    assertThatThrownBy(() -> create("alertmanager", Map.of("annotations", Map.of("a b", "x"))))
        .hasMessageContaining("letters, digits and _");
  }

  private static AlertChannel create(String type, Map<String, Object> more) {
    Map<String, Object> options = new HashMap<>(REQUIRED.get(type));
    options.putAll(more);
    return Channels.create(type, options);
  }

  private static AlertMessage sample() {
    return Samples.firing(Kind.FIRING, "e1", Instant.parse("2026-11-21T03:00:00Z"));
  }
}
