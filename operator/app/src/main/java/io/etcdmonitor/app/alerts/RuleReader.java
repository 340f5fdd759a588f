package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.alert.rule.Absent;
import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import io.etcdmonitor.engine.alert.rule.Comparison;
import io.etcdmonitor.engine.alert.rule.Condition;
import io.etcdmonitor.engine.alert.rule.Limit;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.Scope;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads rules: changes to built-in ones, and new ones. */
final class RuleReader {
  private static final Map<String, Comparison> COMPARISONS =
      Map.of(
          "above", Comparison.ABOVE,
          "atLeast", Comparison.AT_LEAST,
          "below", Comparison.BELOW,
          "atMost", Comparison.AT_MOST);

  private RuleReader() {}

  /** The built-in rules with what the file changes and adds. */
  static List<Rule> read(List<Node> nodes) {
    Map<String, Rule> rules = new LinkedHashMap<>();
    BuiltInRules.all().forEach(rule -> rules.put(rule.id(), rule));
    Set<String> seen = new HashSet<>();
    for (Node node : nodes) {
      String name = node.need("name").text();
      if (!seen.add(name)) {
        throw node.error("rule " + name + " is given twice");
      }
      rules.put(name, node.within(() -> rule(node, name, Optional.ofNullable(rules.get(name)))));
    }
    return List.copyOf(rules.values());
  }

  private static Rule rule(Node node, String name, Optional<Rule> builtIn) {
    node.only(
        "name",
        "enabled",
        "scope",
        "for",
        "keepFiringFor",
        "summary",
        "description",
        "remedy",
        "labels",
        "warning",
        "critical",
        "info");
    List<Rule.Level> levels = new ArrayList<>();
    for (Severity severity : List.of(Severity.CRITICAL, Severity.WARNING, Severity.INFO)) {
      node.get(severity.name().toLowerCase(Locale.ROOT))
          .ifPresent(n -> levels.add(new Rule.Level(severity, condition(n))));
    }
    Map<String, String> labels = new LinkedHashMap<>();
    builtIn.ifPresent(rule -> labels.putAll(rule.labels()));
    node.get("labels").ifPresent(n -> labels.putAll(n.textMap()));
    return new Rule(
        name,
        node.get("scope")
            .map(RuleReader::scope)
            .or(() -> builtIn.map(Rule::scope))
            .orElse(Scope.CLUSTER),
        levels.isEmpty() ? builtIn.map(Rule::levels).orElse(List.of()) : levels,
        duration(node, "for", builtIn.map(Rule::forDuration)),
        duration(node, "keepFiringFor", builtIn.map(Rule::keepFiringFor)),
        text(node, "summary", builtIn.map(Rule::summary), "{cluster}: " + name),
        text(node, "description", builtIn.map(Rule::description), "{message}"),
        text(node, "remedy", builtIn.map(Rule::remedy), ""),
        labels,
        node.get("enabled").map(Node::flag).orElse(builtIn.map(Rule::enabled).orElse(true)));
  }

  private static Scope scope(Node node) {
    try {
      return Scope.valueOf(node.text().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          node.error("scope must be cluster, member or feature").getMessage(), e);
    }
  }

  private static Duration duration(Node node, String key, Optional<Duration> before) {
    return node.get(key).map(Node::duration).or(() -> before).orElse(Duration.ZERO);
  }

  private static String text(Node node, String key, Optional<String> before, String otherwise) {
    return node.get(key).map(Node::text).or(() -> before).orElse(otherwise);
  }

  private static Condition condition(Node node) {
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
      return new Condition.Not(condition(node.need("not")));
    }
    if (node.get("absentFor").isPresent()) {
      node.only("absentFor", "features");
      return new Absent(
          Set.copyOf(node.get("features").map(Node::texts).orElse(List.of())),
          Set.of(),
          node.need("absentFor").duration());
    }
    if (node.get("measurement").isPresent()) {
      return measured(node);
    }
    node.only("feature", "findings", "reasons", "verdicts");
    Set<String> reasons = Set.copyOf(node.get("reasons").map(Node::texts).orElse(List.of()));
    if (node.get("verdicts").isPresent()) {
      Set<Verdict> verdicts =
          node.need("verdicts").list().stream()
              .map(RuleReader::verdict)
              .collect(Collectors.toSet());
      return new Condition.Judged(node.need("feature").text(), verdicts, reasons);
    }
    Set<String> kinds = Set.copyOf(node.get("findings").map(Node::texts).orElse(List.of()));
    if (kinds.isEmpty() && reasons.isEmpty()) {
      throw node.error(
          "a condition is one of all, any, not, absentFor, measurement, or findings, reasons or"
              + " verdicts of a feature");
    }
    return new Condition.Found(
        node.need("feature").text(), kinds, Set.of(), reasons, Severity.INFO);
  }

  private static List<Condition> conditions(Node node) {
    List<Condition> parts = node.list().stream().map(RuleReader::condition).toList();
    if (parts.isEmpty()) {
      throw node.error("needs at least one condition");
    }
    return parts;
  }

  private static Condition measured(Node node) {
    node.only(
        "feature", "measurement", "label", "changeWithin", "above", "atLeast", "below", "atMost");
    List<String> signs = node.map().keySet().stream().filter(COMPARISONS::containsKey).toList();
    if (signs.size() != 1) {
      throw node.error("needs one of above, atLeast, below, atMost");
    }
    Comparison comparison = COMPARISONS.get(signs.get(0));
    Limit limit = limit(node.need(signs.get(0)));
    String feature = node.need("feature").text();
    String measurement = node.need("measurement").text();
    return node.get("changeWithin")
        .<Condition>map(window ->
            new Condition.Change(feature, measurement, window.duration(), comparison, limit))
        .orElseGet(() ->
            new Condition.Compare(
                feature,
                measurement,
                node.get("label").map(Node::text).orElse(""),
                comparison,
                limit));
  }

  private static Limit limit(Node node) {
    String text = node.text();
    return text.matches("-?[0-9.]+([eE][-+]?[0-9]+)?")
        ? Limit.of(Double.parseDouble(text))
        : node.within(() -> Limit.named(text));
  }

  private static Verdict verdict(Node node) {
    for (Verdict verdict : Verdict.values()) {
      if (verdict.word().equalsIgnoreCase(node.text())) {
        return verdict;
      }
    }
    throw node.error("a verdict is passed, warning, critical or unknown");
  }
}
