package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one rule says of one cluster now. Pure. */
public final class Evaluator {
  private Evaluator() {}

  /**
   * A condition that is met.
   *
   * @param severity highest that is met
   * @param reading why
   */
  public record Met(Severity severity, Reading reading) {}

  /**
   * What a rule says.
   *
   * @param time of the data
   * @param interval at which such data comes; zero for rules that watch the clock
   * @param met by subject
   * @param outcome to ask for subjects that are not met
   * @param members those that are listed, for rules about members; empty when that is not known
   */
  public record Evaluation(
      Instant time,
      Duration interval,
      Map<String, Met> met,
      Outcome outcome,
      Optional<Set<String>> members) {

    public Evaluation {
      met = Map.copyOf(met);
    }

    /** Whether the subject is a member that has left. */
    public boolean gone(String subject) {
      return !subject.isEmpty() && members.isPresent() && !members.get().contains(subject);
    }
  }

  /** Empty when no feature that the rule reads has told anything yet. */
  public static Optional<Evaluation> evaluate(Rule rule, ClusterFacts facts) {
    Set<String> features = rule.features();
    Optional<Instant> time = time(features, facts);
    if (time.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Met> met = new HashMap<>();
    Outcome all = null;
    for (Rule.Level level : rule.levels()) {
      Outcome outcome = level.condition().of(facts);
      Outcome scoped = rule.scope() == Scope.CLUSTER ? outcome.collapsed() : outcome;
      scoped
          .hits()
          .forEach(
              (subject, reading) -> met.putIfAbsent(subject, new Met(level.severity(), reading)));
      all = all == null ? scoped : all.or(scoped);
    }
    Set<String> members = facts.members();
    Duration interval =
        features.stream()
            .flatMap(f -> facts.interval(f).stream())
            .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
    return Optional.of(
        new Evaluation(
            time.get(),
            interval,
            met,
            all,
            rule.scope() == Scope.MEMBER && !members.isEmpty()
                ? Optional.of(members)
                : Optional.empty()));
  }

  /** What an open alert about a cluster has turned into, where that is no end of it. */
  public static Optional<Reading> outlasting(Rule rule, ClusterFacts facts) {
    return BuiltInRules.outlastedBy(rule.id())
        .flatMap(condition -> Optional.ofNullable(condition.of(facts).collapsed().hits().get("")));
  }

  private static Optional<Instant> time(Set<String> features, ClusterFacts facts) {
    if (features.isEmpty()) {
      return facts.features().isEmpty() ? Optional.empty() : Optional.of(facts.now());
    }
    return features.stream()
        .flatMap(f -> facts.latest(f).stream())
        .map(r -> r.time())
        .max(Instant::compareTo);
  }
}
