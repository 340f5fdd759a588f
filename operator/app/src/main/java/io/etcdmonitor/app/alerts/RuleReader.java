package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.Scope;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads rules: changes to built-in ones, and new ones. */
final class RuleReader {
  /** What a summary or a description may name. */
  private static final List<String> FIELDS =
      List.of("cluster", "subject", "member", "value", "threshold", "since", "remedy", "message");

  private static final Pattern FIELD = Pattern.compile("\\{([a-z]+)}");

  private RuleReader() {}

  /**
   * The built-in rules with what the file changes and adds.
   *
   * @param seen takes the names that the file gives, those of rules that are refused too
   */
  static List<Rule> read(Node root, Problems problems, Set<String> seen) {
    Map<String, Rule> rules = new LinkedHashMap<>();
    BuiltInRules.all().forEach(rule -> rules.put(rule.id(), rule));
    problems
        .readAll(
            root,
            "rules",
            node -> {
              String name = node.need("name").text();
              if (!seen.add(name)) {
                throw node.error("rule " + name + " is given twice");
              }
              return node.within(() -> rule(node, name, Optional.ofNullable(rules.get(name))));
            })
        .forEach(rule -> rules.put(rule.id(), rule));
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
          .ifPresent(n -> levels.add(new Rule.Level(severity, ConditionReader.read(n))));
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
        template(node, "summary", builtIn.map(Rule::summary), "{cluster}: " + name),
        template(node, "description", builtIn.map(Rule::description), "{message}"),
        text(node, "remedy", builtIn.map(Rule::remedy), ""),
        labels,
        node.get("enabled").map(Node::flag).orElse(builtIn.map(Rule::enabled).orElse(true)));
  }

  private static Scope scope(Node node) {
    try {
      return Scope.valueOf(node.text().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          node.must("be cluster, member or feature, not \"" + node.text() + "\"").getMessage(), e);
    }
  }

  private static Duration duration(Node node, String key, Optional<Duration> before) {
    return node.get(key).map(Node::duration).or(() -> before).orElse(Duration.ZERO);
  }

  private static String template(Node node, String key, Optional<String> before, String otherwise) {
    node.get(key)
        .ifPresent(given ->
            FIELD
                .matcher(given.text())
                .results()
                .map(found -> found.group(1))
                .filter(field -> !FIELDS.contains(field))
                .forEach(field -> {
                  throw given.must(
                      "name only %s in braces, not \"%s\""
                          .formatted(String.join(", ", FIELDS), field));
                }));
    return text(node, key, before, otherwise);
  }

  private static String text(Node node, String key, Optional<String> before, String otherwise) {
    return node.get(key).map(Node::text).or(() -> before).orElse(otherwise);
  }
}
