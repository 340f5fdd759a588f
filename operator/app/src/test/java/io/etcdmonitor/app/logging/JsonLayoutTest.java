package io.etcdmonitor.app.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonLayoutTest {
  @Test
  void aLineIsOneObjectWhateverTheMessageHolds() throws Exception {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            "caller",
            context.getLogger("io.etcdmonitor.test"),
            Level.WARN,
            "first \"quoted\"\nsecond {}",
            new IllegalStateException("cause"),
            new Object[] {"argument"});
    event.setMDCPropertyMap(Map.of(LogSetup.CLUSTER, "orders", LogSetup.FEATURE, "healthy"));

    String line = new JsonLayout().doLayout(event);

    assertThat(line.strip()).doesNotContain("\n");
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.get("level").asText()).isEqualTo("warn");
    assertThat(json.get("logger").asText()).isEqualTo("io.etcdmonitor.test");
    assertThat(json.get("message").asText()).isEqualTo("first \"quoted\"\nsecond argument");
    assertThat(json.get("cluster").asText()).isEqualTo("orders");
    assertThat(json.get("feature").asText()).isEqualTo("healthy");
    assertThat(json.get("error").asText()).contains("IllegalStateException: cause");
    assertThat(json.has("time")).isTrue();
  }
}
