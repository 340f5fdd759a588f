package io.etcdmonitor.notify.render;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.notify.testing.Channels;
import io.etcdmonitor.notify.testing.Golden;
import io.etcdmonitor.notify.testing.Messages;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each channel makes of typical messages; read the golden files as a person would. */
class RenderingGoldenTest {
  private static final Map<String, AlertMessage> MESSAGES =
      Map.of(
          "firing", Messages.firing(),
          "resolved", Messages.resolved(),
          "several", Messages.several(),
          "stale", Messages.stale(),
          "truncated", Messages.truncated(),
          "hostile", Messages.hostile());

  private static final Map<String, Map<String, Object>> OPTIONS =
      Map.of(
          "console", Map.of(),
          "email", Map.of("host", "mx.example", "from", "etcd@example.org", "to", "a@example.org"),
          "slack", Map.of("webhookUrl", "https://hooks.example/services/T/B/x"),
          "pagerduty", Map.of("routingKey", "0123456789abcdef0123456789abcdef"),
          "webhook", Map.of("url", "https://receiver.example/"),
          "alertmanager-v4",
              Map.of("url", "https://receiver.example/", "preset", "alertmanager-v4"));

  @ParameterizedTest
  @CsvSource({
    "console,firing",
    "console,resolved",
    "console,several",
    "console,stale",
    "console,truncated",
    "email,firing",
    "email,hostile",
    "slack,firing",
    "slack,resolved",
    "slack,several",
    "slack,stale",
    "slack,truncated",
    "slack,hostile",
    "pagerduty,firing",
    "pagerduty,several",
    "pagerduty,resolved",
    "pagerduty,hostile",
    "webhook,several",
    "webhook,hostile",
    "alertmanager-v4,several"
  })
  void looksAsAgreed(String type, String message) throws IOException {
    String provider = type.equals("alertmanager-v4") ? "webhook" : type;
    try (AlertChannel channel = Channels.create(provider, OPTIONS.get(type))) {
      Golden.check(type + "-" + message + ".txt", channel.render(MESSAGES.get(message)));
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
