package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.rule.ClusterFacts.Watched;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.state.Alert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules of one configuration, by what they read. Immutable. */
final class RulesInForce {
  /** Stands for the feature that rules read which watch the clock. */
  private static final String CLOCK = "";

  private final List<Rule> rules;
  private final RuleRunner runner;
  private final Map<String, Rule> byId = new HashMap<>();
  private final Map<String, List<Rule>> byFeature = new HashMap<>();
  private final Watched watched;

  RulesInForce(List<Rule> rules, RuleRunner runner) {
    this.rules = List.copyOf(rules);
    this.runner = runner;
    this.watched = Watched.of(rules);
    for (Rule rule : rules) {
      byId.put(rule.id(), rule);
      Set<String> features = rule.features().isEmpty() ? Set.of(CLOCK) : rule.features();
      features.forEach(f -> byFeature.computeIfAbsent(f, key -> new ArrayList<>()).add(rule));
    }
  }

  /** All of them. */
  List<Rule> rules() {
    return rules;
  }

  /** One of them, where it holds for the cluster. */
  Optional<Rule> inForce(String id, Book book) {
    return Optional.ofNullable(byId.get(id)).filter(rule -> inForce(rule, book));
  }

  /** What they want to be remembered. */
  Watched watched() {
    return watched;
  }

  /** After a result of this feature. */
  void run(Book book, String feature, Instant now) {
    for (Rule rule : byFeature.getOrDefault(feature, List.of())) {
      if (inForce(rule, book)) {
        runner.run(rule, book, now);
      }
    }
  }

  /** As time passes. */
  void runClock(Book book, Instant now) {
    run(book, CLOCK, now);
  }

  /** Ends alerts whose rule does not hold for their cluster any more. */
  void endOthers(Book book, Instant now) {
    if (book.key().equals(OwnAlerts.ITSELF)) {
      return;
    }
    for (Alert alert : book.alerts()) {
      Rule rule = byId.get(alert.identity().rule());
      if (rule == null || !inForce(rule, book)) {
        runner.end(book, alert, RuleRunner.RULE_REMOVED, now);
      } else if (!mayBeAbout(rule, alert.identity())) {
        runner.end(book, alert, RuleRunner.SCOPE_CHANGED, now);
      }
    }
  }

  /** A rule that was about each member, and now is not, would never again look at one. */
  private static boolean mayBeAbout(Rule rule, Alert.Identity identity) {
    return identity.subject().isEmpty() || identity.subjectLabel().equals(rule.scope().label());
  }

  private static boolean inForce(Rule rule, Book book) {
    return rule.enabled()
        && book.settings().enabled()
        && !book.settings().disabledRules().contains(rule.id());
  }
}
