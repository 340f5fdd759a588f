package io.etcdmonitor.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.notify.testing.Channels;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a channel's owner takes for long enough is not cut off by those who call it. */
class TimeoutTest {

  private static Stream<Arguments> channels() {
    return Stream.of(
        Arguments.of(
            "email", Map.of("host", "mx.example", "from", "a@example.org", "to", "b@example.org")),
        Arguments.of("slack", Map.of("webhookUrl", "https://hooks.example/services/T/B/x")),
        Arguments.of("slack", Map.of("botToken", "xoxb-0123456789", "channel", "C0123456")),
        Arguments.of("pagerduty", Map.of("routingKey", "0123456789abcdef0123456789abcdef")),
        Arguments.of("webhook", Map.of("url", "https://receiver.example/")),
        Arguments.of("alertmanager", Map.of("urls", "http://alertmanager.example:9093")));
  }

  private static AlertChannel create(String type, Map<String, Object> options, String timeout) {
    Map<String, Object> all = new HashMap<>(options);
    all.put("timeout", timeout);
    return Channels.create(type, all);
  }

  @ParameterizedTest
  @MethodSource("channels")
  void anAttemptGetsIt(String type, Map<String, Object> options) {
    try (AlertChannel channel = create(type, options, "4m")) {
      assertThat(channel.deadline()).isEqualTo(Duration.ofMinutes(4));
    }
  }

  @ParameterizedTest
  @MethodSource("channels")
  void oneThatCannotBeMeantIsRefused(String type, Map<String, Object> options) {
    for (String timeout : new String[] {"0s", "6m"}) {
      assertThatThrownBy(() -> create(type, options, timeout))
          .hasMessageContaining("the option timeout is from 1ms to 5m");
    }
  }
}
