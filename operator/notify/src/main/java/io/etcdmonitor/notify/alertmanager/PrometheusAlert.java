package io.etcdmonitor.notify.alertmanager;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Episode;
import io.etcdmonitor.engine.model.Severity;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An episode in the words of Prometheus: labels that identify it and annotations that describe it.
 *
 * @param labels without empty values, which Prometheus treats as absent
 */
public record PrometheusAlert(
    Map<String, String> labels, Map<String, String> annotations, String generatorUrl) {

  /** An episode as it is now. */
  public static PrometheusAlert of(AlertMessage message, Episode episode) {
    return of(message, episode, episode.severity());
  }

  /** An episode as it was under another severity, which is one of its labels. */
  static PrometheusAlert of(AlertMessage message, Episode episode, Severity severity) {
    Map<String, String> labels = new TreeMap<>();
    message.labels().forEach((name, value) -> put(labels, labelName(name), value));
    episode.labels().forEach((name, value) -> put(labels, labelName(name), value));
    put(labels, "alertname", episode.rule());
    put(labels, "cluster", message.cluster(episode).name());
    put(labels, "namespace", message.cluster(episode).namespace());
    put(labels, "member", episode.member());
    put(labels, "severity", severity.word().toLowerCase(Locale.ROOT));
    return new PrometheusAlert(labels, annotations(message, episode), generatorUrl(message));
  }

  private static Map<String, String> annotations(AlertMessage message, Episode episode) {
    Map<String, String> annotations = new TreeMap<>();
    put(annotations, "summary", episode.summary());
    put(annotations, "description", episode.description());
    put(annotations, "value", episode.value());
    put(annotations, "threshold", episode.threshold());
    put(annotations, "remedy", episode.remedy());
    put(annotations, "runbook_url", episode.runbook());
    put(annotations, "cluster_description", message.clusterDescription());
    put(annotations, "stale", episode.stale() ? "true" : "");
    put(annotations, "acknowledged_by", episode.acknowledgedBy().orElse(""));
    return annotations;
  }

  /** The first link of the message, empty when there is none. */
  public static String generatorUrl(AlertMessage message) {
    return message.links().isEmpty() ? "" : message.links().get(0).url();
  }

  /** A name as Prometheus before UTF-8 names allows it. */
  static String labelName(String name) {
    String clean = name.replaceAll("[^A-Za-z0-9_]", "_");
    return clean.isEmpty() || Character.isDigit(clean.charAt(0)) ? "_" + clean : clean;
  }

  private static void put(Map<String, String> map, String name, String value) {
    if (!value.isEmpty()) {
      map.put(name, value);
    }
  }
}
