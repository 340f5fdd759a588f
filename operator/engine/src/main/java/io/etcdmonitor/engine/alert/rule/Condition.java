package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** When a rule is met. Pure: reads facts, says true, false or "not known" for every subject. */
public interface Condition {

  Outcome of(ClusterFacts facts);

  /** The features whose results it reads; empty for one that watches the clock. */
  Set<String> features();

  /** The features that it is about: without them it has no object. Empty for any. */
  default Set<String> about() {
    return features();
  }

  /** The conditions that it is put together of; itself when it is of one piece. */
  default Stream<Condition> leaves() {
    return Stream.of(this);
  }

  /**
   * A finding of a feature.
   *
   * @param feature which one
   * @param kinds the part of its ID before the slash (its reason, unless the feature says
   *     otherwise), any of them; empty for whatever kind
   * @param except not these kinds
   * @param reasons any of them; empty for whatever reason
   * @param atLeast how severe at least
   */
  record Found(
      String feature, Set<String> kinds, Set<String> except, Set<String> reasons, Severity atLeast)
      implements Condition {
    public Found {
      kinds = Set.copyOf(kinds);
      except = Set.copyOf(except);
      reasons = Set.copyOf(reasons);
    }

    @Override
    public Outcome of(ClusterFacts facts) {
      Optional<InspectionResult> latest = facts.latest(feature);
      if (latest.isEmpty()) {
        return Outcome.NO_DATA;
      }
      Map<String, Reading> hits = new HashMap<>();
      latest.get().findings().stream()
          .filter(this::matches)
          .forEach(f ->
              hits.putIfAbsent(
                  f.member(),
                  new Reading(f.value(), f.threshold(), f.message(), f.remedy(), Double.NaN)));
      Set<String> unseen = Gathered.unknown(this, facts);
      unseen.removeAll(hits.keySet());
      boolean known = looked(latest.get()) && Gathered.membersKnown(this, facts);
      return new Outcome(hits, known, unseen);
    }

    /** Who does not even know the members has found nothing, and can rule nothing out. */
    private static boolean looked(InspectionResult result) {
      return result.verdict() != Verdict.UNKNOWN
          && result.observation().filter(seen -> seen.members().isEmpty()).isEmpty();
    }

    private boolean matches(Finding finding) {
      String kind = finding.id().replaceFirst("/.*", "");
      return (kinds.isEmpty() || kinds.contains(kind))
          && !except.contains(kind)
          && (reasons.isEmpty() || reasons.contains(finding.reason()))
          && finding.severity().compareTo(atLeast) >= 0;
    }

    @Override
    public Set<String> features() {
      return Set.of(feature);
    }
  }

  /**
   * A verdict of a feature about the cluster.
   *
   * @param feature which one
   * @param verdicts any of them
   * @param reasons any of them; empty for whatever reason
   */
  record Judged(String feature, Set<Verdict> verdicts, Set<String> reasons) implements Condition {
    public Judged {
      verdicts = Set.copyOf(verdicts);
      reasons = Set.copyOf(reasons);
    }

    @Override
    public Outcome of(ClusterFacts facts) {
      Optional<InspectionResult> latest = facts.latest(feature);
      if (latest.isEmpty()) {
        return Outcome.NO_DATA;
      }
      InspectionResult result = latest.get();
      if (verdicts.contains(result.verdict())
          && (reasons.isEmpty() || reasons.contains(result.reason()))) {
        return Outcome.of(Reading.of(result.verdict().word(), result.message(), ""));
      }
      return result.verdict() == Verdict.UNKNOWN ? Outcome.NO_DATA : Outcome.FALSE;
    }

    @Override
    public Set<String> features() {
      return Set.of(feature);
    }
  }

  /**
   * A measurement against a limit.
   *
   * @param feature that measures
   * @param measurement its name
   * @param label its label, empty for any
   * @param comparison how
   * @param limit with what
   */
  record Compare(
      String feature, String measurement, String label, Comparison comparison, Limit limit)
      implements Condition {

    @Override
    public Outcome of(ClusterFacts facts) {
      List<Measurement> all = facts.measurements(feature, measurement, label);
      double bound = limit.in(facts.thresholds());
      Map<String, Reading> hits = new HashMap<>();
      all.stream()
          .filter(m -> comparison.holds(m.value(), bound))
          .forEach(m ->
              hits.putIfAbsent(
                  m.member(),
                  new Reading(
                      Numbers.of(measurement, m.value()),
                      comparison.sign() + " " + Numbers.of(measurement, bound),
                      "",
                      "",
                      m.value())));
      return Outcome.measured(hits, all, facts);
    }

    @Override
    public Set<String> features() {
      return Set.of(feature);
    }
  }

  /**
   * A measurement's change within a window, latest minus first. Not known before the window is
   * nearly full.
   *
   * @param feature that measures
   * @param measurement its name
   * @param label its label, empty for any
   * @param window how far back
   * @param comparison how
   * @param limit with what
   */
  record Change(
      String feature,
      String measurement,
      String label,
      Duration window,
      Comparison comparison,
      Limit limit)
      implements Condition {

    @Override
    public Outcome of(ClusterFacts facts) {
      double bound = limit.in(facts.thresholds());
      Map<String, Reading> hits = new HashMap<>();
      List<Measurement> known =
          facts.measurements(feature, measurement, label).stream()
              .filter(m -> facts.growth(this, m).isPresent())
              .toList();
      for (Measurement m : known) {
        double growth = facts.growth(this, m).orElseThrow();
        if (comparison.holds(growth, bound)) {
          hits.put(
              m.member(),
              new Reading(
                  Numbers.of(measurement, growth),
                  "%s %s within %s"
                      .formatted(
                          comparison.sign(),
                          Numbers.of(measurement, bound),
                          Words.duration(window)),
                  "",
                  "",
                  growth));
        }
      }
      return Outcome.measured(hits, known, facts);
    }

    @Override
    public Set<String> features() {
      return Set.of(feature);
    }
  }

  /** All of them; the reading is that of the first. */
  record All(List<Condition> parts) implements Condition {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public Outcome of(ClusterFacts facts) {
      return parts.stream().map(p -> p.of(facts)).reduce(Outcome::and).orElse(Outcome.NO_DATA);
    }

    @Override
    public Set<String> features() {
      return union(parts);
    }

    @Override
    public Stream<Condition> leaves() {
      return parts.stream().flatMap(Condition::leaves);
    }
  }

  /** Any of them; the reading is that of the first that is met. */
  record Any(List<Condition> parts) implements Condition {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public Outcome of(ClusterFacts facts) {
      return parts.stream().map(p -> p.of(facts)).reduce(Outcome::or).orElse(Outcome.NO_DATA);
    }

    @Override
    public Set<String> features() {
      return union(parts);
    }

    @Override
    public Stream<Condition> leaves() {
      return parts.stream().flatMap(Condition::leaves);
    }
  }

  /** Of the cluster: met when the part is known to be met for nothing. */
  record Not(Condition part) implements Condition {
    @Override
    public Outcome of(ClusterFacts facts) {
      return part.of(facts).not();
    }

    @Override
    public Set<String> features() {
      return part.features();
    }

    @Override
    public Stream<Condition> leaves() {
      return part.leaves();
    }
  }

  private static Set<String> union(List<Condition> parts) {
    return parts.stream()
        .flatMap(p -> p.features().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A finding of one of these kinds. */
  static Condition found(String feature, String... kinds) {
    return new Found(feature, Set.of(kinds), Set.of(), Set.of(), Severity.INFO);
  }
}
