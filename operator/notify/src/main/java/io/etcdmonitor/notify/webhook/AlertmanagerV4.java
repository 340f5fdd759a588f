package io.etcdmonitor.notify.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.notify.alertmanager.PrometheusAlert;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The body that Alertmanager sends to webhooks, version 4, as its documentation of {@code
 * webhook_config} describes it: many tools take it.
 */
final class AlertmanagerV4 {
  // What Alertmanager writes for "not ended yet".
  private static final String NOT_ENDED = "0001-01-01T00:00:00Z";

  private AlertmanagerV4() {}

  static ObjectNode body(String receiver, AlertMessage message) {
    List<PrometheusAlert> alerts =
        message.episodes().stream().map(episode -> PrometheusAlert.of(message, episode)).toList();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("version", "4");
    body.put("groupKey", message.groupKey());
    body.put("truncatedAlerts", message.truncatedEpisodes());
    body.put("status", message.status().name().toLowerCase(Locale.ROOT));
    body.put("receiver", receiver);
    Map<String, String> group = new TreeMap<>();
    group.put("cluster", message.cluster().name());
    group.put("namespace", message.cluster().namespace());
    put(body.putObject("groupLabels"), group);
    put(
        body.putObject("commonLabels"),
        common(alerts.stream().map(PrometheusAlert::labels).toList()));
    put(
        body.putObject("commonAnnotations"),
        common(alerts.stream().map(PrometheusAlert::annotations).toList()));
    body.put("externalURL", PrometheusAlert.generatorUrl(message));
    ArrayNode list = body.putArray("alerts");
    for (int i = 0; i < alerts.size(); i++) {
      list.add(alert(alerts.get(i), message.episodes().get(i)));
    }
    return body;
  }

  private static ObjectNode alert(PrometheusAlert alert, Episode episode) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("status", episode.status().name().toLowerCase(Locale.ROOT));
    put(node.putObject("labels"), alert.labels());
    put(node.putObject("annotations"), alert.annotations());
    node.put("startsAt", episode.startedAt().toString());
    node.put("endsAt", episode.endedAt().map(Object::toString).orElse(NOT_ENDED));
    node.put("generatorURL", alert.generatorUrl());
    // Alertmanager's are 16 hex digits; ours may be longer.
    node.put("fingerprint", episode.fingerprint());
    return node;
  }

  private static Map<String, String> common(List<Map<String, String>> all) {
    Map<String, String> common = new HashMap<>(all.get(0));
    all.forEach(labels -> common.entrySet().retainAll(labels.entrySet()));
    return new TreeMap<>(common);
  }

  private static void put(ObjectNode node, Map<String, String> values) {
    values.forEach(node::put);
  }
}
