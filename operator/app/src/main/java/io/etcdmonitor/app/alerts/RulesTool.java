package io.etcdmonitor.app.alerts;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.api.v1alpha1.Durations;
import io.etcdmonitor.app.watch.TextTable;
import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import io.etcdmonitor.engine.alert.rule.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What {@code etcd-monitor rules} does: shows rules and tries them on samples. */
public final class RulesTool {
  private RulesTool() {}

  /**
   * What a run of tests came to.
   *
   * @param text for people
   * @param tree for programs
   * @param passed whether all did
   */
  public record Outcome(String text, ObjectNode tree, boolean passed) {}

  /** Rules as an alerts file holds them. */
  public static ObjectNode tree(List<Rule> rules) {
    return RuleWriter.file(rules);
  }

  /** Rules for people. */
  public static String table(List<Rule> rules) {
    Map<String, Rule> builtIn =
        BuiltInRules.all().stream().collect(Collectors.toMap(Rule::id, Function.identity()));
    TextTable table = new TextTable("RULE", "SEVERITY", "SCOPE", "FOR", "KEEPS", "FROM", "SUMMARY");
    for (Rule rule : rules) {
      table.row(
          rule.id(),
          rule.enabled()
              ? rule.levels().stream()
                  .map(level -> level.severity().word().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(","))
              : "off",
          rule.scope().name().toLowerCase(Locale.ROOT),
          Durations.format(rule.forDuration()),
          Durations.format(rule.keepFiringFor()),
          origin(rule, builtIn),
          rule.summary());
    }
    StringBuilder out = new StringBuilder();
    table.print(out);
    return out.toString();
  }

  private static String origin(Rule rule, Map<String, Rule> builtIn) {
    if (!builtIn.containsKey(rule.id())) {
      return "file";
    }
    return builtIn.get(rule.id()).equals(rule) ? "built-in" : "changed";
  }

  /**
   * Runs the cases of a file.
   *
   * @throws AlertsFileException when it cannot be understood
   * @throws IOException when it cannot be read
   */
  public static Outcome test(Path file) throws IOException {
    List<RulesTest.Result> results =
        RulesTestFile.read(file).stream().map(RulesTestRun::run).toList();
    boolean passed = results.stream().allMatch(RulesTest.Result::passed);
    return new Outcome(report(results), results(results), passed);
  }

  private static String report(List<RulesTest.Result> results) {
    StringBuilder out = new StringBuilder();
    for (RulesTest.Result result : results) {
      out.append(result.passed() ? "ok      " : "FAILED  ").append(result.name()).append('\n');
      result.transitions().forEach(t -> line(out, "", t.words()));
      result.messages().forEach(m -> line(out, "", m.words()));
      result.missing().forEach(words -> line(out, "missing:    ", words));
      result.unexpected().forEach(words -> line(out, "unexpected: ", words));
    }
    long failed = results.stream().filter(r -> !r.passed()).count();
    out.append(results.size()).append(" tests, ").append(failed).append(" failed\n");
    return out.toString();
  }

  private static void line(StringBuilder out, String mark, String words) {
    out.append("        ").append(mark).append(words).append('\n');
  }

  private static ObjectNode results(List<RulesTest.Result> results) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("passed", results.stream().allMatch(RulesTest.Result::passed));
    ArrayNode tests = root.putArray("tests");
    for (RulesTest.Result result : results) {
      ObjectNode node = tests.addObject().put("name", result.name()).put("passed", result.passed());
      ArrayNode transitions = node.putArray("transitions");
      for (RulesTest.Transition t : result.transitions()) {
        ObjectNode entry = transitions.addObject();
        entry.put("at", Durations.format(t.at())).put("rule", t.rule()).put("change", t.change());
        if (!t.subject().isEmpty()) {
          entry.put("subject", t.subject());
        }
        entry.put("severity", t.severity());
      }
      ArrayNode messages = node.putArray("messages");
      for (RulesTest.Message m : result.messages()) {
        messages
            .addObject()
            .put("at", Durations.format(m.at()))
            .put("channel", m.channel())
            .put("kind", m.kind())
            .put("rule", m.rule());
      }
      ArrayNode missing = node.putArray("missing");
      result.missing().forEach(missing::add);
      ArrayNode unexpected = node.putArray("unexpected");
      result.unexpected().forEach(unexpected::add);
    }
    return root;
  }
}
