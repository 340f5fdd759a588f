package io.etcdmonitor.app.alerts;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.api.v1alpha1.Durations;
import io.etcdmonitor.engine.alert.rule.Absent;
import io.etcdmonitor.engine.alert.rule.Comparison;
import io.etcdmonitor.engine.alert.rule.Condition;
import io.etcdmonitor.engine.alert.rule.Limit;
import io.etcdmonitor.engine.alert.rule.Missing;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.model.Severity;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes rules as an alerts file would hold them, so that what is printed can be copied there. */
final class RuleWriter {
  private RuleWriter() {}

  /** {@code rules:} with all of them. */
  static ObjectNode file(List<Rule> rules) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ArrayNode list = root.putArray("rules");
    rules.forEach(rule -> list.add(rule(rule)));
    return root;
  }

  private static ObjectNode rule(Rule rule) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", rule.id());
    node.put("enabled", rule.enabled());
    node.put("scope", rule.scope().name().toLowerCase(Locale.ROOT));
    node.put("for", Durations.format(rule.forDuration()));
    node.put("keepFiringFor", Durations.format(rule.keepFiringFor()));
    node.put("summary", rule.summary());
    node.put("description", rule.description());
    node.put("remedy", rule.remedy());
    if (!rule.labels().isEmpty()) {
      ObjectNode labels = node.putObject("labels");
      new TreeMap<>(rule.labels()).forEach(labels::put);
    }
    for (Rule.Level level : rule.levels()) {
      node.set(word(level.severity()), condition(level.condition()));
    }
    return node;
  }

  static ObjectNode condition(Condition condition) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    switch (condition) {
      case Condition.Found found -> {
        node.put("feature", found.feature());
        texts(node, "findings", found.kinds());
        texts(node, "exceptFindings", found.except());
        texts(node, "reasons", found.reasons());
        boolean alone = node.size() == 1;
        if (alone || found.atLeast() != Severity.INFO) {
          node.put("minSeverity", word(found.atLeast()));
        }
      }
      case Condition.Judged judged -> {
        node.put("feature", judged.feature());
        texts(
            node,
            "verdicts",
            judged.verdicts().stream().map(v -> v.word().toLowerCase(Locale.ROOT)).toList());
        texts(node, "reasons", judged.reasons());
      }
      case Condition.Compare compare -> {
        measurement(node, compare.feature(), compare.measurement(), compare.label());
        limit(node, compare.comparison(), compare.limit());
      }
      case Condition.Change change -> {
        measurement(node, change.feature(), change.measurement(), change.label());
        node.put("changeWithin", Durations.format(change.window()));
        limit(node, change.comparison(), change.limit());
      }
      case Absent absent -> {
        node.put("absentFor", Durations.format(absent.atLeast()));
        texts(node, "features", absent.only());
        texts(node, "exceptFeatures", absent.except());
      }
      case Missing missing -> {
        node.put("absentFor", Durations.format(missing.atLeast()));
        measurement(node, missing.feature(), missing.measurement(), missing.label());
      }
      case Condition.All all -> parts(node, "all", all.parts());
      case Condition.Any any -> parts(node, "any", any.parts());
      case Condition.Not not -> node.set("not", condition(not.part()));
      default ->
          throw new IllegalArgumentException(
              condition.getClass() + " is nothing that a file holds");
    }
    return node;
  }

  private static void parts(ObjectNode node, String key, List<Condition> parts) {
    ArrayNode list = node.putArray(key);
    parts.forEach(part -> list.add(condition(part)));
  }

  private static void measurement(ObjectNode node, String feature, String name, String label) {
    node.put("feature", feature).put("measurement", name);
    if (!label.isEmpty()) {
      node.put("label", label);
    }
  }

  private static void limit(ObjectNode node, Comparison comparison, Limit limit) {
    String key =
        ConditionReader.COMPARISONS.entrySet().stream()
            .filter(e -> e.getValue() == comparison)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    if (limit.threshold().isEmpty()) {
      node.put(key, limit.number());
    } else {
      node.put(key, limit.threshold());
    }
  }

  private static void texts(ObjectNode node, String key, Collection<String> texts) {
    if (!texts.isEmpty()) {
      ArrayNode list = node.putArray(key);
      texts.stream().sorted().forEach(list::add);
    }
  }

  private static String word(Severity severity) {
    return severity.word().toLowerCase(Locale.ROOT);
  }
}
