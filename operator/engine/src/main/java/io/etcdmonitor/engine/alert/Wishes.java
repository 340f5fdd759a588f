package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.rule.Condition;
import io.etcdmonitor.engine.alert.rule.Measurable;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.RuleChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether what the owner of a cluster wants can be done. Pure. */
final class Wishes {
  private Wishes() {}

  static List<String> problems(
      ClusterAlerts wishes, List<Rule> rules, Set<String> channels, Set<String> features) {
    List<String> problems = new ArrayList<>();
    List<Rule> all = RuleChange.over(rules, wishes.rules(), problems::add);
    Set<String> names = all.stream().map(Rule::id).collect(Collectors.toCollection(TreeSet::new));
    new TreeSet<>(wishes.disabledRules())
        .stream()
            .filter(name -> !names.contains(name))
            .forEach(name -> problems.add("there is no rule %s to disable".formatted(name)));
    for (String channel : wishes.channels()) {
      if (!channels.contains(channel)) {
        problems.add(
            "there is no channel %s; there are %s"
                .formatted(channel, String.join(", ", new TreeSet<>(channels))));
      }
    }
    for (RuleChange change : wishes.rules()) {
      change.levels().stream()
          .flatMap(level -> level.condition().features().stream())
          .distinct()
          .filter(feature -> !features.contains(feature))
          .forEach(feature ->
              problems.add(
                  "rule %s looks at feature %s, which nobody provides"
                      .formatted(change.name(), feature)));
      change.levels().stream()
          .flatMap(level -> level.condition().leaves())
          .flatMap(Wishes::unmeasured)
          .distinct()
          .forEach(measurement ->
              problems.add(
                  "rule %s looks at measurement %s, which no feature has; there are %s"
                      .formatted(change.name(), measurement, String.join(", ", Measurable.NAMES))));
    }
    return problems;
  }

  private static Stream<String> unmeasured(Condition leaf) {
    if (leaf instanceof Condition.Compare c && !Measurable.may(c.feature(), c.measurement())) {
      return Stream.of(c.measurement());
    }
    if (leaf instanceof Condition.Change c && !Measurable.may(c.feature(), c.measurement())) {
      return Stream.of(c.measurement());
    }
    return Stream.empty();
  }
}
