package io.etcdmonitor.notify.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.notify.testing.Channels;
import io.etcdmonitor.notify.testing.Messages;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One message about the same trouble of two clusters: each keeps its own name. */
class DigestTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static AlertMessage digest() {
    return new AlertMessage(
        "key",
        "digest/oncall",
        Kind.DIGEST,
        Status.FIRING,
        Severity.CRITICAL,
        new ClusterKey("", "several clusters"),
        "",
        "quorum is lost (and 1 more)",
        List.of(episode("orders"), episode("users")),
        0,
        Map.of("namespace", "prod", "rule", "EtcdQuorumLost", "severity", "critical"),
        List.of(),
        Messages.NOW);
  }

  private static Episode episode(String cluster) {
    return new Episode(
        "e-" + cluster,
        "fingerprint-" + cluster,
        "EtcdQuorumLost",
        Status.FIRING,
        Severity.CRITICAL,
        "",
        "quorum is lost",
        "1 of 3 members serves",
        "",
        "",
        "",
        "",
        Messages.STARTED,
        Optional.empty(),
        false,
        Optional.empty(),
        Map.of(
            "cluster",
            cluster,
            "namespace",
            "prod",
            "rule",
            "EtcdQuorumLost",
            "severity",
            "critical"));
  }

  private static String render(String type, Map<String, Object> options) throws Exception {
    try (AlertChannel channel = Channels.create(type, options)) {
      return channel.render(digest());
    }
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return JSON.readTree(text);
  }

  @Test
  void alertmanagerKnowsAnAlertByItsLabelsSoTheyAreThoseOfItsCluster() throws Exception {
    Map<String, Object> options =
        Map.of(
            "urls",
            "http://alertmanager.example:9093",
            "annotations",
            Map.of("where", "{{ cluster.namespace }}/{{ cluster.name }}"));
    JsonNode alerts = json(render("alertmanager", options));
    assertThat(alerts)
        .extracting(a -> a.at("/labels/cluster").asText())
        .containsExactly("orders", "users");
    assertThat(alerts).allMatch(a -> a.at("/labels/namespace").asText().equals("prod"));
    assertThat(alerts)
        .extracting(a -> a.at("/annotations/where").asText())
        .containsExactly("prod/orders", "prod/users");
  }

  @Test
  void anIncidentNamesItsCluster() throws Exception {
    JsonNode events =
        json(render("pagerduty", Map.of("routingKey", "0123456789abcdef0123456789abcdef")));
    assertThat(events)
        .extracting(e -> e.at("/payload/summary").asText())
        .containsExactly("prod/orders: quorum is lost", "prod/users: quorum is lost");
    assertThat(events)
        .extracting(e -> e.at("/payload/source").asText())
        .containsExactly("prod/orders", "prod/users");
    assertThat(events)
        .extracting(e -> e.at("/payload/custom_details/cluster").asText())
        .containsExactly("prod/orders", "prod/users");
  }

  @Test
  void peopleReadWhichClusterEachIsAbout() throws Exception {
    assertThat(render("console", Map.of()))
        .contains("Cluster: prod/orders\n", "Cluster: prod/users\n");
  }
}
