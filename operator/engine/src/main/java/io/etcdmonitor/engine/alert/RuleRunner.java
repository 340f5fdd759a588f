package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.rule.Evaluator;
import io.etcdmonitor.engine.alert.rule.Evaluator.Evaluation;
import io.etcdmonitor.engine.alert.rule.Reading;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.Scope;
import io.etcdmonitor.engine.alert.state.Ageing;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Change;
import io.etcdmonitor.engine.alert.state.LifeCycle;
import io.etcdmonitor.engine.alert.state.LifeCycle.Step;
import io.etcdmonitor.engine.alert.state.Phase;
import io.etcdmonitor.engine.model.ClusterKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Takes what rules say of a cluster through the life cycle into its book. */
final class RuleRunner {
  static final String RULE_REMOVED = "rule removed or disabled";
  static final String SCOPE_CHANGED = "rule changed: its scope is another one";
  static final String TARGET_REMOVED = "target removed";

  /** How long an ended alert is remembered, for reopening and flapping. */
  private static final Duration MEMORY = Duration.ofMinutes(30);

  /** Hears of every change. */
  interface Recorder {
    void changed(Book book, Alert alert, Change change, String detail);
  }

  private final Recorder recorder;

  RuleRunner(Recorder recorder) {
    this.recorder = recorder;
  }

  /** Evaluates one rule. */
  void run(Rule rule, Book book, Instant now) {
    Optional<Evaluation> maybe = Evaluator.evaluate(rule, book.facts);
    if (maybe.isEmpty()) {
      return;
    }
    Evaluation evaluation = maybe.get();
    Set<String> open = new HashSet<>();
    for (Alert alert : book.alerts()) {
      if (alert.identity().rule().equals(rule.id())) {
        open.add(alert.identity().subject());
      }
    }
    evaluation
        .met()
        .forEach((subject, met) -> {
          sample(rule, book, subject, evaluation.time(), evaluation.interval(), Optional.of(met));
        });
    for (String subject : open) {
      if (evaluation.met().containsKey(subject)) {
        continue;
      }
      if (evaluation.gone(subject)) {
        book.alert(fingerprint(rule, book.key(), subject))
            .ifPresent(alert -> end(book, alert, TARGET_REMOVED, now));
      } else if (evaluation.outcome().isFalse(subject) && heard(rule, book, subject)) {
        sample(
            rule,
            book,
            subject,
            evaluation.time(),
            evaluation.interval(),
            outlasting(rule, book, subject));
      }
    }
  }

  /** What an open alert has turned into, if that is no end of it. */
  private static Optional<Evaluator.Met> outlasting(Rule rule, Book book, String subject) {
    return book.alert(fingerprint(rule, book.key(), subject))
        .filter(Alert::open)
        .flatMap(alert ->
            Evaluator.outlasting(rule, book.facts)
                .map(reading -> new Evaluator.Met(alert.severity(), reading)));
  }

  /** After a start a feature that was not heard yet is not well because of that. */
  private static boolean heard(Rule rule, Book book, String feature) {
    return rule.scope() != Scope.FEATURE
        || book.facts.features().contains(feature)
        || book.facts.underWay();
  }

  /** Feeds one look at one subject. */
  void sample(
      Rule rule,
      Book book,
      String subject,
      Instant time,
      Duration interval,
      Optional<Evaluator.Met> met) {
    String fingerprint = fingerprint(rule, book.key(), subject);
    Optional<Alert> before = book.alert(fingerprint);
    Alert.Identity identity =
        before
            .map(Alert::identity)
            .orElseGet(() ->
                new Alert.Identity(
                    fingerprint, rule.id(), book.key(), subject, rule.scope().label()));
    Instant since =
        before
            .filter(a -> a.phase() != Phase.RESOLVED)
            .map(a -> a.span().activeSince())
            .orElse(time);
    Optional<LifeCycle.Met> facts =
        met.map(m ->
            new LifeCycle.Met(
                m.severity(),
                Texts.facts(
                    rule, book.key(), subject, m.reading(), since, book.settings().labels())));
    Step step =
        LifeCycle.step(
            identity,
            before,
            new LifeCycle.Times(rule.forDuration(), rule.keepFiringFor()),
            new LifeCycle.Sample(time, interval, facts),
            () -> "%013x-%s".formatted(time.toEpochMilli(), fingerprint.substring(0, 12)));
    keep(book, before, step);
  }

  /** A condition of our own, for a rule without data. */
  void own(Rule rule, Book book, String subject, Optional<String> trouble, Instant now) {
    if (trouble.isEmpty() && book.alert(fingerprint(rule, book.key(), subject)).isEmpty()) {
      return;
    }
    sample(
        rule,
        book,
        subject,
        now,
        Duration.ZERO,
        trouble.map(text ->
            new Evaluator.Met(
                rule.levels().get(0).severity(), new Reading("", "", text, "", Double.NaN))));
  }

  void end(Book book, Alert alert, String reason, Instant now) {
    keep(book, Optional.of(alert), LifeCycle.end(alert, reason, now));
  }

  /** What time alone does to a book. */
  void tick(Book book, Instant now) {
    for (Alert alert : book.alerts()) {
      keep(book, Optional.of(alert), Ageing.tick(alert, now, book.facts::jumped));
      boolean over = alert.phase() == Phase.RESOLVED;
      Instant last =
          alert.tally().changes().isEmpty()
              ? alert.span().lastTrue()
              : alert.tally().changes().get(alert.tally().changes().size() - 1);
      if (over
          && alert.tally().flappingSince().isEmpty()
          && !now.isBefore(last.plus(MEMORY))
          && !book.mentioned(alert.episode())) {
        book.remove(alert);
      }
    }
  }

  void restored(Book book, Instant now) {
    for (Alert alert : book.alerts()) {
      keep(book, Optional.of(alert), Ageing.restored(alert, now));
    }
  }

  private void keep(Book book, Optional<Alert> before, Step step) {
    Optional<Alert> after = step.alert();
    if (after.equals(before)) {
      return;
    }
    if (after.isEmpty()) {
      before.ifPresent(old -> {
        recorder.changed(book, old, Change.BLIP, "");
        book.remove(old);
      });
      return;
    }
    Alert alert = after.get();
    if (step.changes().contains(Change.FIRED)) {
      before
          .filter(old -> !old.episode().isEmpty() && book.mentioned(old.episode()))
          .ifPresent(old -> book.putPast(ended(old)));
    }
    if (step.changes().contains(Change.SEVERITY_RAISED)) {
      book.raised.add(alert.episode());
    }
    book.put(alert, !step.changes().isEmpty());
    for (Change change : step.changes()) {
      recorder.changed(book, alert, change, detail(alert, change));
    }
  }

  /** The episode before, which ended although its alert was pending since. */
  private static Alert ended(Alert old) {
    return LifeCycle.end(old, "", old.span().lastTrue()).alert().orElseThrow();
  }

  private static String detail(Alert alert, Change change) {
    return switch (change) {
      case FIRED, REOPENED, SEVERITY_RAISED, SEVERITY_LOWERED, PENDING ->
          alert.severity().word() + ": " + alert.facts().description();
      case RESOLVED -> alert.endReason();
      default -> "";
    };
  }

  private static String fingerprint(Rule rule, ClusterKey cluster, String subject) {
    return fingerprint(rule.id(), cluster, subject, rule.scope().label());
  }

  static String fingerprint(String rule, ClusterKey cluster, String subject, String label) {
    Map<String, String> identity =
        new TreeMap<>(Map.of("namespace", cluster.namespace(), "cluster", cluster.name()));
    if (!subject.isEmpty()) {
      identity.put(label, subject);
    }
    return Keys.hash(rule + identity);
  }
}
