package io.etcdmonitor.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.etcdmonitor.api.v1alpha1.Durations;
import io.etcdmonitor.api.v1alpha1.EtcdMonitorApi;
import io.etcdmonitor.api.v1alpha1.Patterns;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the schemas of both kinds have in common. */
final class CommonSchema {
  /** Fields of a status that hold a time, wherever they stand. */
  private static final Set<String> TIMES =
      Set.of(
          "at",
          "certNotAfter",
          "ended",
          "firstSeen",
          "fullAt",
          "last",
          "lastChange",
          "lastRun",
          "lastSeen",
          "nextAt",
          "nextRun",
          "since",
          "time",
          "until");

  private static final long MAX_TOLD = 64;
  private static final long DURATION_TEXT = 32;
  private static final long QUANTITY_TEXT = 24;

  private CommonSchema() {}

  /** Bounds what follows from the kind of value, in spec and status alike. */
  static void bounds(SchemaNode root) {
    root.walk((name, field) -> boundByPattern(field));
    root.at("status").walk(CommonSchema::boundStatus);
  }

  private static void boundByPattern(JSONSchemaProps field) {
    if (Durations.PATTERN.equals(field.getPattern())) {
      new SchemaNode(field).length(2, DURATION_TEXT);
    } else if (Patterns.HEX_ID.equals(field.getPattern())) {
      new SchemaNode(field).length(1, 16);
    } else if (field.getPattern() != null && field.getMaxLength() == null) {
      new SchemaNode(field).length(1, QUANTITY_TEXT);
    }
  }

  private static void boundStatus(String name, JSONSchemaProps field) {
    if (!"string".equals(field.getType())
        || (field.getEnum() != null && !field.getEnum().isEmpty())) {
      return;
    }
    if (TIMES.contains(name)) {
      field.setFormat("date-time");
      field.setMaxLength(40L);
    } else if (field.getMaxLength() == null) {
      // Generous on purpose: a status that the API server refuses is a status that nobody sees.
      field.setMaxLength((long) EtcdMonitorApi.MAX_TEXT);
    }
  }

  /** A duration within a range, with a message that people understand. */
  static void durationRange(SchemaNode field, String from, String to) {
    field.rule(
        "%s && duration(self) >= duration('%s') && duration(self) <= duration('%s')"
            .formatted(isDuration("self"), from, to),
        "must be from %s to %s, written like 500ms, 30s, 5m or 1h30m".formatted(from, to));
  }

  /** CEL: whether an expression can be read as a duration; reading another breaks the rule down. */
  static String isDuration(String expression) {
    return "size(%s) > 1 && %s.matches('%s')".formatted(expression, expression, Durations.PATTERN);
  }

  /** One run has to be over before the next one is due. */
  static void timeoutWithinInterval(SchemaNode object) {
    object.rule(
        "!has(self.timeout) || !has(self.interval) || !(%s) || !(%s)"
                .formatted(isDuration("self.timeout"), isDuration("self.interval"))
            + " || duration(self.timeout) <= duration(self.interval)",
        "timeout must not be longer than interval, or runs would overlap",
        ".timeout");
  }

  /** The settings of a feature: a bounded map of texts. */
  static void settings(SchemaNode object) {
    object
        .at("settings")
        .maxProperties(32)
        .rule(
            "self.all(k, size(k) <= 63 && k.matches('%s'))".formatted(Patterns.SETTING_NAME),
            "names of settings start with a letter, hold only letters, digits, '.', '_' and '-',"
                + " and have at most 63 characters");
    object.at("settings{}").length(0, 1024);
  }

  /** Conditions shaped like metav1.Condition, merged by type. */
  static void conditions(SchemaNode status) {
    status.at("conditions").mapList("type").maxItems(32);
    SchemaNode condition =
        status.at("conditions[]").require("type", "status", "lastTransitionTime", "reason");
    condition.at("type").describe("Type of the condition, unique in the list.").length(1, 316);
    condition
        .at("status")
        .describe("True, False, or Unknown when it could not be looked at.")
        .oneOf(words("True", "False", "Unknown"));
    condition
        .at("reason")
        .describe("One CamelCase word for the cause.")
        .pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")
        .length(1, 1024);
    condition
        .at("message")
        .describe("Counts, names, the threshold, since when, and what to do.")
        .length(0, 32768);
    condition
        .at("lastTransitionTime")
        .describe("When the status of the condition changed last (RFC 3339).")
        .format("date-time")
        .length(1, 40);
    condition
        .at("observedGeneration")
        .describe("The generation of the spec that the condition is about.")
        .minimum(0);
  }

  /** Alerts: shown, not merged, because one writer replaces them. */
  static void alerts(SchemaNode status, String field, long max) {
    status.at(field).atomic().maxItems(max);
    status.at(field + "[].told").atomic().maxItems(MAX_TOLD);
  }

  private static List<JsonNode> words(String... words) {
    return Stream.of(words).<JsonNode>map(TextNode::valueOf).toList();
  }
}
