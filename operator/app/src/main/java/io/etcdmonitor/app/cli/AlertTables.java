package io.etcdmonitor.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.app.watch.TextTable;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** What the API answers, as tables. */
final class AlertTables {
  private static final int FINGERPRINT = 12;

  private AlertTables() {}

  static String alerts(JsonNode answer) {
    TextTable table =
        new TextTable(
            "FINGERPRINT", "CLUSTER", "RULE", "SUBJECT", "SEVERITY", "SINCE", "STATE", "MESSAGE");
    for (JsonNode alert : answer.path("alerts")) {
      String fingerprint = text(alert, "fingerprint");
      table.row(
          fingerprint.substring(0, Math.min(FINGERPRINT, fingerprint.length())),
          text(alert, "cluster"),
          text(alert, "rule"),
          text(alert, "subject"),
          text(alert, "severity"),
          time(alert, "since"),
          state(alert),
          text(alert, "message"));
    }
    return text(table);
  }

  private static String state(JsonNode alert) {
    if (alert.has("acknowledgedBy")) {
      return "taken by " + text(alert, "acknowledgedBy");
    }
    if (alert.has("suppressed")) {
      return text(alert, "suppressed");
    }
    return alert.path("stale").asBoolean() ? "stale" : "firing";
  }

  static String history(JsonNode answer) {
    TextTable table =
        new TextTable("TIME", "CLUSTER", "RULE", "SUBJECT", "WHAT", "CHANNEL", "DETAIL");
    for (JsonNode entry : answer.path("entries")) {
      table.row(
          time(entry, "time"),
          text(entry, "cluster"),
          text(entry, "rule"),
          text(entry, "subject"),
          text(entry, "what"),
          text(entry, "channel"),
          text(entry, "detail"));
    }
    return text(table);
  }

  static String silences(JsonNode answer) {
    TextTable table = new TextTable("ID", "STATE", "MATCHERS", "START", "END", "AUTHOR", "REASON");
    for (JsonNode silence : answer.path("silences")) {
      StringBuilder matchers = new StringBuilder();
      silence.path("matchers").forEach(m -> matchers.append(m.asText()).append(' '));
      table.row(
          text(silence, "id"),
          text(silence, "state"),
          matchers.toString().strip(),
          time(silence, "start"),
          time(silence, "end"),
          text(silence, "author"),
          text(silence, "reason"));
    }
    return text(table);
  }

  /** To the second; -o json has the rest. */
  private static String time(JsonNode node, String field) {
    try {
      return Instant.parse(text(node, field)).truncatedTo(ChronoUnit.SECONDS).toString();
    } catch (DateTimeParseException e) {
      return text(node, field);
    }
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }

  private static String text(TextTable table) {
    StringBuilder out = new StringBuilder();
    table.print(out);
    return out.toString();
  }
}
