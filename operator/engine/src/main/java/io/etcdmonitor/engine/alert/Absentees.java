package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.Scope;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ends alerts whose cluster or feature is gone. Not at once: a cluster is taken off and put back
 * when its connection changes, and its alerts live on.
 */
final class Absentees {
  static final String PAUSED = "paused";
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final RuleRunner runner;
  private final Surroundings surroundings;

  Absentees(RuleRunner runner, Surroundings surroundings) {
    this.runner = runner;
    this.surroundings = surroundings;
  }

  void seen(Book book, InspectionSpec spec) {
    book.features.put(spec.key(), spec.feature());
    book.removed.remove(spec.feature());
  }

  void removed(Book book, InspectionKey inspection, Instant now) {
    String feature = book.features.remove(inspection);
    if (feature != null) {
      book.facts.remove(feature);
      book.removed.put(feature, now);
    }
  }

  void tick(Book book, List<Rule> rules, Instant now) {
    if (book.key().equals(OwnAlerts.ITSELF)) {
      return;
    }
    Surroundings.Fate fate = surroundings.fate(book.key());
    switch (fate) {
      case WATCHED -> {
        book.absentSince = Optional.empty();
        endRemoved(book, rules, now);
      }
      case UNKNOWN -> {
        book.absentSince = Optional.empty();
        // Nobody could look: what was removed has as long as ever once it can be watched again.
        book.removed.replaceAll((feature, time) -> now);
      }
      case PAUSED, REMOVED -> {
        if (book.absentSince.isEmpty()) {
          book.absentSince = Optional.of(now);
        }
        if (!now.isBefore(book.absentSince.get().plus(GRACE))) {
          String reason = fate == Surroundings.Fate.PAUSED ? PAUSED : RuleRunner.TARGET_REMOVED;
          book.alerts().forEach(alert -> runner.end(book, alert, reason, now));
          book.facts.clear();
          book.removed.clear();
        }
      }
    }
  }

  private void endRemoved(Book book, List<Rule> rules, Instant now) {
    Set<String> over =
        book.removed.entrySet().stream()
            .filter(e -> !now.isBefore(e.getValue().plus(GRACE)))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    if (over.isEmpty()) {
      return;
    }
    for (Rule rule : rules) {
      for (Alert alert : book.alerts()) {
        if (alert.identity().rule().equals(rule.id()) && isAbout(rule, alert, over)) {
          runner.end(book, alert, RuleRunner.TARGET_REMOVED, now);
        }
      }
    }
    book.removed.keySet().removeAll(over);
  }

  private static boolean isAbout(Rule rule, Alert alert, Set<String> over) {
    Set<String> about = rule.about();
    return about.isEmpty()
        ? rule.scope() == Scope.FEATURE && over.contains(alert.identity().subject())
        : over.containsAll(about);
  }
}
