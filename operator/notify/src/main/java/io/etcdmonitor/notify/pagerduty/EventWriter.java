package io.etcdmonitor.notify.pagerduty;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Link;
import io.etcdmonitor.engine.alert.channel.ChangeNotice;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.notify.render.HtmlRenderer;
import io.etcdmonitor.notify.render.Overrides;
import io.etcdmonitor.notify.render.Words;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Writes events of PagerDuty's Events API v2 within its limits: summary 1,024 characters, dedup_key
 * 255, the whole event 512 KB.
 */
final class EventWriter {
  private static final int SUMMARY = 1024;
  private static final int SHORT = 255;
  private static final int LONG = 16 * 1024;
  private static final int LABELS = 100;
  private static final int LINKS = 20;
  private static final String CLIENT = "etcd-monitor";

  private final Overrides overrides;
  private final String clientUrl;

  EventWriter(Overrides overrides, String clientUrl) {
    this.overrides = overrides;
    this.clientUrl = clientUrl;
  }

  /** The same for every event about one episode; another episode of the alert has another. */
  static String dedupKey(Episode episode) {
    return dedupKey(episode.fingerprint(), episode.id());
  }

  private static String dedupKey(String fingerprint, String episode) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((fingerprint + "\n" + episode).getBytes(StandardCharsets.UTF_8));
      return "etcd-monitor-" + HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** Opens an incident, or joins the one that is open. */
  ObjectNode trigger(String routingKey, AlertMessage message, Episode episode) {
    ObjectNode event = event(routingKey, "trigger", dedupKey(episode));
    event.put("client", CLIENT);
    if (HtmlRenderer.linkable(clientUrl)) {
      event.put("client_url", clientUrl);
    }
    ClusterKey cluster = message.cluster(episode);
    ObjectNode payload = event.putObject("payload");
    payload.put("summary", Words.clip(summary(message, episode), SUMMARY));
    payload.put("source", Words.clip(cluster.toString(), SHORT));
    payload.put("severity", severity(episode.severity()));
    payload.put("timestamp", episode.startedAt().toString());
    payload.put(
        "component",
        Words.clip(episode.member().isEmpty() ? cluster.name() : episode.member(), SHORT));
    payload.put("group", Words.clip(cluster.toString(), SHORT));
    payload.put("class", Words.clip(episode.rule(), SHORT));
    payload.set("custom_details", details(message, episode));
    links(event, message.links(), episode.runbook());
    return event;
  }

  /** Acknowledges or resolves an incident. */
  static ObjectNode event(String routingKey, String action, String dedupKey) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("routing_key", routingKey);
    event.put("event_action", action);
    event.put("dedup_key", dedupKey);
    return event;
  }

  /** A change event. */
  static ObjectNode change(String routingKey, ChangeNotice notice) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("routing_key", routingKey);
    ObjectNode payload = event.putObject("payload");
    payload.put("summary", Words.clip(Words.oneLine(notice.summary()), SUMMARY));
    payload.put("timestamp", notice.time().toString());
    payload.put("source", Words.clip(notice.cluster().toString(), SHORT));
    ObjectNode details = payload.putObject("custom_details");
    new TreeMap<>(notice.details())
        .entrySet().stream()
            .limit(LABELS)
            .forEach(
                e -> details.put(Words.clip(e.getKey(), SHORT), Words.clip(e.getValue(), SUMMARY)));
    links(event, notice.links(), "");
    return event;
  }

  private String summary(AlertMessage message, Episode episode) {
    Optional<String> own = overrides.ownTitle(message);
    if (own.isPresent()) {
      return own.get();
    }
    String test = message.kind() == Kind.TEST ? "TEST: " : "";
    String summary = Words.oneLine(episode.summary());
    String cluster = message.cluster(episode) + ": ";
    // Those of the built-in rules name it.
    return test + (summary.startsWith(cluster) ? "" : cluster) + summary;
  }

  private static String severity(Severity severity) {
    return switch (severity) {
      case CRITICAL -> "critical";
      case WARNING, UNKNOWN -> "warning";
      case INFO -> "info";
    };
  }

  private ObjectNode details(AlertMessage message, Episode episode) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    overrides
        .textOf(message, UnaryOperator.identity())
        .ifPresent(text -> put(details, "text", text));
    put(details, "description", episode.description());
    put(details, "value", episode.value());
    put(details, "threshold", episode.threshold());
    put(details, "to do", episode.remedy());
    put(details, "cluster", message.cluster(episode).toString());
    put(details, "cluster description", message.clusterDescription());
    put(details, "member", episode.member());
    put(details, "data missing", episode.stale() ? "yes: it may or may not still be so" : "");
    put(details, "group", message.groupKey());
    ObjectNode labels = details.putObject("labels");
    new TreeMap<>(episode.labels())
        .entrySet().stream()
            .limit(LABELS)
            .forEach(
                e -> labels.put(Words.clip(e.getKey(), SHORT), Words.clip(e.getValue(), SUMMARY)));
    return details;
  }

  private static void put(ObjectNode details, String name, String value) {
    if (!value.isEmpty()) {
      details.put(name, Words.clip(value, LONG));
    }
  }

  private static void links(ObjectNode event, List<Link> links, String runbook) {
    ArrayNode array = event.putArray("links");
    if (HtmlRenderer.linkable(runbook)) {
      array.addObject().put("href", runbook).put("text", "Runbook");
    }
    links.stream()
        .filter(link -> HtmlRenderer.linkable(link.url()))
        .limit(LINKS)
        .forEach(link ->
            array.addObject().put("href", link.url()).put("text", Words.clip(link.text(), SHORT)));
  }
}
