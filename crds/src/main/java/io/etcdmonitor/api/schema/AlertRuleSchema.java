package io.etcdmonitor.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.etcdmonitor.api.v1alpha1.Patterns;
import java.util.List;
import java.util.stream.Stream;

/** The schema of one entry of {@code spec.alerts.rules}. */
final class AlertRuleSchema {
  private static final String COMPARISONS =
      "[has(self.above), has(self.atLeast), has(self.below), has(self.atMost)]"
          + ".filter(given, given).size()";

  private AlertRuleSchema() {}

  static void apply(SchemaNode rule) {
    CommonSchema.durationRange(rule.at("for"), "0s", "24h");
    CommonSchema.durationRange(rule.at("keepFiringFor"), "0s", "24h");
    List<JsonNode> scopes =
        Stream.of("cluster", "member").<JsonNode>map(TextNode::valueOf).toList();
    rule.at("scope").oneOf(scopes);
    rule.at("labels")
        .maxProperties(32)
        .rule(
            "self.all(k, size(k) <= 63 && k.matches('%s'))".formatted(Patterns.LABEL_NAME),
            "names of alert labels start with a letter or '_', hold only letters, digits and '_',"
                + " and have at most 63 characters");
    rule.at("labels{}").length(0, 256);
    for (String level : new String[] {"info", "warning", "critical"}) {
      condition(rule.at(level));
    }
  }

  private static void condition(SchemaNode condition) {
    for (String list : new String[] {"findings", "reasons"}) {
      condition.at(list).set().maxItems(32);
      condition.at(list + "[]").length(1, 63).pattern(Patterns.RULE_NAME);
    }
    condition.at("verdicts").set().maxItems(4);
    condition.at("measurement").length(1, 63).pattern(Patterns.SETTING_NAME);
    condition.at("label").length(0, 256);
    CommonSchema.durationRange(condition.at("changeWithin"), "10s", "24h");
    condition.rule(
        "has(self.measurement) != (has(self.findings) || has(self.reasons) || has(self.verdicts))",
        "a condition is about a measurement, or about findings, reasons or verdicts");
    condition.rule(
        "!has(self.findings) || !has(self.verdicts)",
        "a condition is about findings or about verdicts: remove one of them");
    condition.rule(
        "%s == (has(self.measurement) ? 1 : 0)".formatted(COMPARISONS),
        "a measurement is compared with one of above, atLeast, below and atMost");
    condition.rule(
        "has(self.measurement) || !has(self.label) && !has(self.changeWithin)",
        "label and changeWithin are about a measurement");
    condition.rule(
        "!has(self.label) || !has(self.changeWithin)",
        "a change is looked at for the whole measurement: remove label, or changeWithin");
  }
}
