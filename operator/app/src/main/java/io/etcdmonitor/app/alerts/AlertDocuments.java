package io.etcdmonitor.app.alerts;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.engine.alert.HistoryEntry;
import io.etcdmonitor.engine.alert.OpenAlert;
import io.etcdmonitor.engine.alert.state.Matcher;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.model.ClusterKey;
import java.time.Instant;
import java.util.Locale;
import java.util.TreeMap;

/** Alerts, their history and silences as JSON. What does not apply is absent. */
final class AlertDocuments {
  private AlertDocuments() {}

  static ObjectNode alert(ClusterKey cluster, OpenAlert alert) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("fingerprint", alert.fingerprint());
    node.put("cluster", cluster.toString());
    node.put("rule", alert.rule());
    node.put("severity", alert.severity().word().toLowerCase(Locale.ROOT));
    text(node, "subject", alert.subject());
    node.put("message", alert.message());
    node.put("since", alert.since().toString());
    if (alert.stale()) {
      node.put("stale", true);
    }
    alert.acknowledgedBy().ifPresent(by -> node.put("acknowledgedBy", by));
    alert.suppressed().ifPresent(why -> node.put("suppressed", why));
    ObjectNode labels = node.putObject("labels");
    new TreeMap<>(alert.labels()).forEach(labels::put);
    return node;
  }

  static ObjectNode history(ClusterKey cluster, HistoryEntry entry) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("time", entry.time().toString());
    node.put("cluster", cluster.toString());
    text(node, "rule", entry.rule());
    text(node, "subject", entry.subject());
    text(node, "episode", entry.episode());
    node.put("what", entry.what().toLowerCase(Locale.ROOT));
    text(node, "channel", entry.channel());
    text(node, "detail", entry.detail());
    return node;
  }

  static ObjectNode silence(Silence silence, Instant now) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", silence.id());
    node.put("state", state(silence, now));
    ArrayNode matchers = node.putArray("matchers");
    silence.matchers().stream().map(Matcher::toString).forEach(matchers::add);
    node.put("start", silence.start().toString());
    node.put("end", silence.end().toString());
    node.put("author", silence.author());
    node.put("reason", silence.reason());
    return node;
  }

  private static String state(Silence silence, Instant now) {
    if (silence.active(now)) {
      return "active";
    }
    return now.isBefore(silence.start()) ? "pending" : "ended";
  }

  private static void text(ObjectNode node, String name, String value) {
    if (!value.isEmpty()) {
      node.put(name, value);
    }
  }
}
