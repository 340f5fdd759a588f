package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.rule.Condition;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.result.ResultChange;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which rules hold for which cluster, and what they say. Guarded by the core's lock. */
final class Evaluations {
  private final RuleRunner runner;
  private final Absentees absentees;
  private Function<ClusterKey, ClusterAlerts> settings = key -> ClusterAlerts.DEFAULTS;
  private AlertConfig config;

  Evaluations(RuleRunner runner, Surroundings surroundings, AlertConfig config) {
    this.runner = runner;
    this.absentees = new Absentees(runner, surroundings);
    this.config = config;
  }

  void config(AlertConfig newConfig) {
    config = newConfig;
  }

  void settings(Function<ClusterKey, ClusterAlerts> source) {
    settings = source;
  }

  /** Asks what the owner of a cluster wants. */
  void refresh(Book book) {
    book.settings(settings.apply(book.key()));
  }

  void result(Book book, ResultChange change, Instant now) {
    refresh(book);
    absentees.seen(book, change.spec());
    List<Rule> rules = book.rules(config);
    Set<Condition.Change> windows =
        rules.stream().flatMap(Rule::changes).collect(Collectors.toSet());
    book.facts.add(change.current(), change.spec().interval().orElse(Duration.ZERO), windows);
    book.facts.at(now, book.settings().thresholds());
    for (Rule rule : rules) {
      if (inForce(rule, book) && rule.features().contains(change.spec().feature())) {
        runner.run(rule, book, now);
      }
    }
  }

  void removed(Book book, InspectionKey inspection, Instant now) {
    absentees.removed(book, inspection, now);
  }

  /** What time alone does. */
  void tick(Book book, Instant now) {
    refresh(book);
    book.facts.at(now, book.settings().thresholds());
    List<Rule> rules = book.rules(config);
    for (Rule rule : rules) {
      if (inForce(rule, book) && rule.features().isEmpty()) {
        runner.run(rule, book, now);
      }
    }
    if (book.dirty) {
      endRemoved(book, rules, now);
    }
    absentees.tick(book, rules, now);
    runner.tick(book, now);
  }

  void restored(Book book, Instant now) {
    runner.restored(book, now);
  }

  private void endRemoved(Book book, List<Rule> rules, Instant now) {
    if (book.key().equals(OwnAlerts.ITSELF)) {
      return;
    }
    Set<String> holding = new HashSet<>();
    rules.stream().filter(rule -> inForce(rule, book)).forEach(rule -> holding.add(rule.id()));
    for (Alert alert : book.alerts()) {
      if (!holding.contains(alert.identity().rule())) {
        runner.end(book, alert, RuleRunner.RULE_REMOVED, now);
      }
    }
  }

  private static boolean inForce(Rule rule, Book book) {
    return rule.enabled()
        && book.settings().enabled()
        && !book.settings().disabledRules().contains(rule.id());
  }
}
