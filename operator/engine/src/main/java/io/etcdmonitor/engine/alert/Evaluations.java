package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.result.ResultChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which rules hold for which cluster, and what they say. Guarded by the core's lock. */
final class Evaluations {
  private final RuleRunner runner;
  private final Absentees absentees;
  private final Blocked blocked;
  private Function<ClusterKey, ClusterAlerts> settings = key -> ClusterAlerts.DEFAULTS;
  private AlertConfig config;
  private RulesInForce common;

  Evaluations(RuleRunner runner, Surroundings surroundings, AlertConfig config) {
    this.runner = runner;
    this.absentees = new Absentees(runner, surroundings);
    this.blocked = new Blocked(surroundings);
    config(config);
  }

  void config(AlertConfig newConfig) {
    config = newConfig;
    common = new RulesInForce(newConfig.rules(), runner);
  }

  AlertConfig config() {
    return config;
  }

  void settings(Function<ClusterKey, ClusterAlerts> source) {
    settings = source;
  }

  /** Asks what the owner of a cluster wants. */
  void refresh(Book book) {
    book.settings(settings.apply(book.key()));
  }

  /** Those of the configuration, or a cluster's own, looked up once. */
  private RulesInForce rules(Book book) {
    List<Rule> rules = book.rules(config);
    if (rules.equals(common.rules())) {
      return common;
    }
    if (book.own.filter(own -> own.rules().equals(rules)).isEmpty()) {
      book.own = Optional.of(new RulesInForce(rules, runner));
    }
    return book.own.get();
  }

  void result(Book book, ResultChange change, Instant now) {
    refresh(book);
    absentees.seen(book, change.spec());
    RulesInForce rules = rules(book);
    book.facts.add(
        change.current(), change.spec().interval().orElse(Duration.ZERO), rules.watched());
    book.facts.at(now, book.settings().thresholds());
    rules.run(book, change.spec().feature(), now);
  }

  void removed(Book book, InspectionKey inspection, Instant now) {
    absentees.removed(book, inspection, now);
  }

  /** What time alone does. */
  void tick(Book book, Instant now) {
    refresh(book);
    book.facts.at(now, book.settings().thresholds());
    RulesInForce rules = rules(book);
    rules.runClock(book, now);
    if (book.dirty) {
      rules.endOthers(book, now);
    }
    absentees.tick(book, rules.rules(), now);
    runner.tick(book, now);
  }

  /** Clusters that cannot be watched give no results, and so no rule would speak. */
  void blocked(Shelf shelf, Instant now) {
    blocked
        .tooLong(now)
        .forEach((key, why) -> {
          if (shelf.isOurs(key)) {
            Book book = shelf.at(key);
            refresh(book);
            rules(book)
                .inForce(RuleIds.DATA_MISSING, book)
                .ifPresent(rule -> runner.own(rule, book, "", Optional.of(why), now));
          }
        });
  }

  void restored(Book book, Instant now) {
    book.notAfter(now);
    // Nobody looked until now: what a status tells of the last look is minutes old.
    book.facts.resumed(now);
    runner.restored(book, now);
  }
}
