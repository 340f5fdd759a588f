package io.etcdmonitor.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.channel.AlertChannelProvider;
import io.etcdmonitor.engine.alert.channel.ChannelOption;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.notify.option.OptionValues;
import io.etcdmonitor.notify.testing.Channels;
import io.etcdmonitor.notify.testing.MapMemory;
import io.etcdmonitor.notify.testing.Messages;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelTypesTest {
  @Test
  void allSixAreFoundOnTheClassPath() {
    assertThat(ServiceLoader.load(AlertChannelProvider.class))
        .extracting(AlertChannelProvider::type)
        .containsExactlyInAnyOrder(
            "console", "email", "slack", "pagerduty", "webhook", "alertmanager");
  }

  @ParameterizedTest
  @ValueSource(strings = {"console", "email", "slack", "pagerduty", "webhook", "alertmanager"})
  void optionsAreNamedOnceAndDescribed(String type) {
    List<ChannelOption> options = Channels.provider(type).options();
    assertThat(options).extracting(ChannelOption::name).doesNotHaveDuplicates();
    assertThat(options).allMatch(option -> option.description().endsWith("."));
    assertThat(options).allMatch(option -> !option.secret() || option.defaultValue().isEmpty());
  }

  @Test
  void theConsoleWritesOneLineOfJson() {
    PrintStream real = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      Delivery delivery =
          Channels.create("console", Map.of("format", "json"))
              .deliver(Messages.hostile(), new MapMemory(), Duration.ofSeconds(1));
      assertThat(delivery.outcome()).isEqualTo(Delivery.Outcome.SENT);
    } finally {
      System.setOut(real);
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
  }

  @Test
  void optionsNeverPrintTheirValues() {
    OptionValues values =
        new OptionValues(
            "oncall",
            Channels.provider("pagerduty").options(),
            Map.of("routingKey", "0123456789abcdef0123456789abcdef"));
    assertThat(values.toString()).contains("routingKey").doesNotContain("0123456789");
  }
}
