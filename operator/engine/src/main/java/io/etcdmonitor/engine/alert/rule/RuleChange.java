package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is different about a rule for one cluster, or a rule that only it has.
 *
 * @param name of the rule
 * @param severity of its alerts, whichever of its conditions is met
 * @param forDuration how long it must be met before people hear of it
 * @param keepFiringFor how long it must not be met before it counts as over
 * @param scope what one alert of a new rule is about
 * @param summary one line
 * @param remedy the next step
 * @param labels added to its alerts
 * @param levels conditions, in place of those that there are; empty to keep them
 */
public record RuleChange(
    String name,
    Optional<Severity> severity,
    Optional<Duration> forDuration,
    Optional<Duration> keepFiringFor,
    Optional<Scope> scope,
    Optional<String> summary,
    Optional<String> remedy,
    Map<String, String> labels,
    List<Rule.Level> levels) {

  public RuleChange {
    labels = Map.copyOf(labels);
    levels = List.copyOf(levels);
  }

  /**
   * The rules with changes made and new ones added. A change that cannot be made is left out.
   *
   * @param problems told of each that is left out, in one sentence
   */
  public static List<Rule> over(
      List<Rule> rules, List<RuleChange> changes, Consumer<String> problems) {
    Map<String, Rule> all = new LinkedHashMap<>();
    rules.forEach(rule -> all.put(rule.id(), rule));
    for (RuleChange change : changes) {
      try {
        all.put(change.name(), change.on(Optional.ofNullable(all.get(change.name()))));
      } catch (IllegalArgumentException e) {
        problems.accept(e.getMessage());
      }
    }
    return List.copyOf(all.values());
  }

  private Rule on(Optional<Rule> before) {
    if (before.isEmpty() && levels.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no rule %s to change, and without info, warning or critical it is no new one"
              .formatted(name));
    }
    if (before.isPresent() && scope.filter(s -> s != before.get().scope()).isPresent()) {
      throw new IllegalArgumentException(
          "rule %s is about each %s; what a rule is about cannot be changed"
              .formatted(name, before.get().scope().name().toLowerCase(java.util.Locale.ROOT)));
    }
    List<Rule.Level> conditions = new ArrayList<>();
    for (Rule.Level level : levels.isEmpty() ? before.orElseThrow().levels() : levels) {
      conditions.add(new Rule.Level(severity.orElse(level.severity()), level.condition()));
    }
    Map<String, String> allLabels = new LinkedHashMap<>();
    before.ifPresent(rule -> allLabels.putAll(rule.labels()));
    allLabels.putAll(labels);
    return new Rule(
        name,
        before.map(Rule::scope).or(() -> scope).orElse(Scope.CLUSTER),
        conditions,
        forDuration.or(() -> before.map(Rule::forDuration)).orElse(Duration.ZERO),
        keepFiringFor.or(() -> before.map(Rule::keepFiringFor)).orElse(Duration.ZERO),
        summary.or(() -> before.map(Rule::summary)).orElse("{cluster}: " + name),
        before.map(Rule::description).orElse("{message}"),
        remedy.or(() -> before.map(Rule::remedy)).orElse(""),
        allLabels,
        before.map(Rule::enabled).orElse(true));
  }
}
