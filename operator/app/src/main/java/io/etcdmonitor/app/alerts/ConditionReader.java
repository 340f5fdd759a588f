package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.alert.rule.Absent;
import io.etcdmonitor.engine.alert.rule.Comparison;
import io.etcdmonitor.engine.alert.rule.Condition;
import io.etcdmonitor.engine.alert.rule.Limit;
import io.etcdmonitor.engine.alert.rule.Missing;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads conditions; {@link RuleWriter} writes them. */
final class ConditionReader {
  /** Keys of comparisons, in the order of the documentation. */
  static final Map<String, Comparison> COMPARISONS = new LinkedHashMap<>();

  static {
    COMPARISONS.put("above", Comparison.ABOVE);
    COMPARISONS.put("atLeast", Comparison.AT_LEAST);
    COMPARISONS.put("below", Comparison.BELOW);
    COMPARISONS.put("atMost", Comparison.AT_MOST);
    COMPARISONS.put("equals", Comparison.EQUALS);
    COMPARISONS.put("notEquals", Comparison.NOT_EQUALS);
  }

  private ConditionReader() {}

  static Condition read(Node node) {
    if (node.get("all").isPresent()) {
      node.only("all");
      return new Condition.All(conditions(node.need("all")));
    }
    if (node.get("any").isPresent()) {
      node.only("any");
      return new Condition.Any(conditions(node.need("any")));
    }
    if (node.get("not").isPresent()) {
      node.only("not");
      return new Condition.Not(read(node.need("not")));
    }
    if (node.get("absentFor").isPresent()) {
      return absent(node);
    }
    return node.get("measurement").isPresent() ? measured(node) : judged(node);
  }

  private static List<Condition> conditions(Node node) {
    List<Condition> parts = node.list().stream().map(ConditionReader::read).toList();
    if (parts.isEmpty()) {
      throw node.must("hold at least one condition");
    }
    return parts;
  }

  private static Condition absent(Node node) {
    if (node.get("measurement").isPresent()) {
      node.only("absentFor", "feature", "measurement", "label");
      String feature = Vocabulary.feature(node.need("feature"));
      return new Missing(
          feature,
          Vocabulary.measurement(node.need("measurement"), feature),
          node.get("label").map(Node::text).orElse(""),
          node.need("absentFor").duration());
    }
    node.only("absentFor", "features", "exceptFeatures");
    return new Absent(
        features(node, "features"),
        features(node, "exceptFeatures"),
        node.need("absentFor").duration());
  }

  private static Set<String> features(Node node, String key) {
    return node.get(key).map(Node::list).orElse(List.of()).stream()
        .map(Vocabulary::feature)
        .collect(Collectors.toSet());
  }

  private static Condition judged(Node node) {
    node.only("feature", "findings", "exceptFindings", "reasons", "verdicts", "minSeverity");
    Set<String> reasons = texts(node, "reasons");
    if (node.get("verdicts").isPresent()) {
      node.only("feature", "verdicts", "reasons");
      Set<Verdict> verdicts =
          node.need("verdicts").list().stream()
              .map(ConditionReader::verdict)
              .collect(Collectors.toSet());
      return new Condition.Judged(Vocabulary.feature(node.need("feature")), verdicts, reasons);
    }
    if (List.of("findings", "exceptFindings", "reasons", "minSeverity").stream()
        .noneMatch(key -> node.get(key).isPresent())) {
      throw node.error(
          "a condition is one of all, any, not, absentFor, measurement, or findings, exceptFindings,"
              + " reasons, minSeverity or verdicts of a feature");
    }
    return new Condition.Found(
        Vocabulary.feature(node.need("feature")),
        texts(node, "findings"),
        texts(node, "exceptFindings"),
        reasons,
        node.get("minSeverity").map(RouteReader::severity).orElse(Severity.INFO));
  }

  private static Set<String> texts(Node node, String key) {
    return Set.copyOf(node.get(key).map(Node::texts).orElse(List.of()));
  }

  private static Condition measured(Node node) {
    node.only(
        "feature",
        "measurement",
        "label",
        "changeWithin",
        "above",
        "atLeast",
        "below",
        "atMost",
        "equals",
        "notEquals");
    List<String> signs = node.map().keySet().stream().filter(COMPARISONS::containsKey).toList();
    if (signs.size() != 1) {
      throw node.error("a measurement needs one of " + String.join(", ", COMPARISONS.keySet()));
    }
    Comparison comparison = COMPARISONS.get(signs.get(0));
    Limit limit = limit(node.need(signs.get(0)));
    String feature = Vocabulary.feature(node.need("feature"));
    String measurement = Vocabulary.measurement(node.need("measurement"), feature);
    String label = node.get("label").map(Node::text).orElse("");
    return node.get("changeWithin")
        .<Condition>map(window ->
            new Condition.Change(feature, measurement, label, window.duration(), comparison, limit))
        .orElseGet(() -> new Condition.Compare(feature, measurement, label, comparison, limit));
  }

  private static Limit limit(Node node) {
    String text = node.text();
    return text.matches("-?[0-9.]+([eE][-+]?[0-9]+)?")
        ? node.within(() -> Limit.of(Double.parseDouble(text)))
        : node.within(() -> Limit.named(text));
  }

  /** A verdict by its word. */
  static Verdict verdict(Node node) {
    for (Verdict verdict : Verdict.values()) {
      if (verdict.word().equalsIgnoreCase(node.text())) {
        return verdict;
      }
    }
    throw node.must("be passed, warning, critical or unknown, not \"" + node.text() + "\"");
  }
}
