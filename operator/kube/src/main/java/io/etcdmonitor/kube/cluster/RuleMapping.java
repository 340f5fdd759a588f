package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.AlertConditionSpec;
import io.etcdmonitor.api.v1alpha1.AlertRuleSpec;
import io.etcdmonitor.api.v1alpha1.Durations;
import io.etcdmonitor.engine.alert.rule.Comparison;
import io.etcdmonitor.engine.alert.rule.Condition;
import io.etcdmonitor.engine.alert.rule.Limit;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.RuleChange;
import io.etcdmonitor.engine.alert.rule.Scope;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The API's alert rules as the engine's. Pure functions. */
final class RuleMapping {
  private RuleMapping() {}

  /**
   * One rule.
   *
   * @throws IllegalArgumentException with one sentence when it cannot be read
   */
  static RuleChange change(AlertRuleSpec rule) {
    List<Rule.Level> levels = new ArrayList<>();
    add(levels, Severity.CRITICAL, rule, rule.critical());
    add(levels, Severity.WARNING, rule, rule.warning());
    add(levels, Severity.INFO, rule, rule.info());
    return new RuleChange(
        rule.name(),
        Optional.ofNullable(rule.severity()).map(s -> Severity.valueOf(s.name())),
        Optional.ofNullable(rule.forDuration()).map(Durations::parse),
        Optional.ofNullable(rule.keepFiringFor()).map(Durations::parse),
        Optional.ofNullable(rule.scope()).map(s -> Scope.valueOf(s.toUpperCase(Locale.ROOT))),
        Optional.ofNullable(rule.summary()),
        Optional.ofNullable(rule.remedy()),
        rule.labels(),
        levels);
  }

  private static void add(
      List<Rule.Level> levels, Severity severity, AlertRuleSpec rule, AlertConditionSpec spec) {
    if (spec != null) {
      levels.add(new Rule.Level(severity, condition(rule.name(), spec)));
    }
  }

  private static Condition condition(String rule, AlertConditionSpec c) {
    if (c.measurement() != null) {
      return measured(rule, c);
    }
    Set<String> reasons = Set.copyOf(c.reasons());
    if (!c.verdicts().isEmpty() && !c.findings().isEmpty()) {
      throw new IllegalArgumentException(
          "rule %s: a condition is about findings or about verdicts, not about both"
              .formatted(rule));
    }
    if (!c.verdicts().isEmpty()) {
      return new Condition.Judged(
          c.feature(),
          c.verdicts().stream().map(v -> Verdict.valueOf(v.name())).collect(Collectors.toSet()),
          reasons);
    }
    if (c.findings().isEmpty() && reasons.isEmpty()) {
      throw new IllegalArgumentException(
          "rule %s: a condition needs measurement, findings, reasons or verdicts".formatted(rule));
    }
    return new Condition.Found(
        c.feature(), Set.copyOf(c.findings()), Set.of(), reasons, Severity.INFO);
  }

  private static Condition measured(String rule, AlertConditionSpec c) {
    Comparison comparison;
    Double limit;
    if (c.above() != null) {
      comparison = Comparison.ABOVE;
      limit = c.above();
    } else if (c.atLeast() != null) {
      comparison = Comparison.AT_LEAST;
      limit = c.atLeast();
    } else if (c.below() != null) {
      comparison = Comparison.BELOW;
      limit = c.below();
    } else {
      comparison = Comparison.AT_MOST;
      limit = c.atMost();
    }
    if (limit == null) {
      throw new IllegalArgumentException(
          "rule %s: measurement %s needs one of above, atLeast, below and atMost"
              .formatted(rule, c.measurement()));
    }
    String label = c.label() == null ? "" : c.label();
    return c.changeWithin() == null
        ? new Condition.Compare(c.feature(), c.measurement(), label, comparison, Limit.of(limit))
        : new Condition.Change(
            c.feature(),
            c.measurement(),
            label,
            Durations.parse(c.changeWithin()),
            comparison,
            Limit.of(limit));
  }
}
