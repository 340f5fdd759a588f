package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.model.Measurement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a condition says of every subject: true for those with a reading, unknown for those in
 * {@code unseen} and, unless all is known, for all others; else false. The subject {@code ""} is
 * the cluster.
 *
 * @param hits subjects for which it is true
 * @param known whether the subjects without a reading were looked at
 * @param unseen subjects that were not looked at, though the others were
 */
public record Outcome(Map<String, Reading> hits, boolean known, Set<String> unseen) {
  static final Outcome NO_DATA = new Outcome(Map.of(), false, Set.of());
  static final Outcome FALSE = new Outcome(Map.of(), true, Set.of());

  public Outcome {
    hits = Map.copyOf(hits);
    unseen = Set.copyOf(unseen);
  }

  static Outcome of(Reading reading) {
    return new Outcome(Map.of("", reading), true, Set.of());
  }

  /** A number that is not there says nothing about its subject. */
  static Outcome measured(
      Map<String, Reading> hits, List<Measurement> measured, ClusterFacts facts) {
    if (measured.isEmpty()) {
      return NO_DATA;
    }
    Set<String> unseen = new HashSet<>(facts.members());
    measured.forEach(m -> unseen.remove(m.member()));
    return new Outcome(hits, true, unseen);
  }

  /** About the cluster as a whole: met when it is met for anything. */
  Outcome collapsed() {
    if (hits.isEmpty()) {
      return known && !unseen.contains("") ? FALSE : NO_DATA;
    }
    Reading first = hits.get(hits.keySet().stream().sorted().findFirst().orElseThrow());
    String more = hits.size() > 1 ? " (and %d more)".formatted(hits.size() - 1) : "";
    return of(
        new Reading(
            first.value(),
            first.threshold(),
            first.message() + more,
            first.remedy(),
            first.number()));
  }

  /** Whether it is known to be false. */
  public boolean isFalse(String subject) {
    return known && !hits.containsKey(subject) && !unseen.contains(subject);
  }

  Outcome and(Outcome other) {
    Map<String, Reading> both = new HashMap<>();
    hits.forEach((subject, reading) -> {
      if (other.holds(subject)) {
        both.put(subject, reading);
      }
    });
    other.hits.forEach((subject, reading) -> {
      if (!subject.isEmpty() && hits.containsKey("")) {
        both.put(subject, reading);
      }
    });
    boolean surelyFalse = (known && nothing()) || (other.known && other.nothing());
    Set<String> unsure = new HashSet<>(unseen);
    unsure.addAll(other.unseen);
    return surelyFalse ? FALSE : new Outcome(both, known && other.known, unsure);
  }

  Outcome or(Outcome other) {
    Map<String, Reading> either = new HashMap<>(other.hits);
    either.putAll(hits);
    Set<String> unsure = new HashSet<>(unseen);
    unsure.addAll(other.unseen);
    unsure.removeAll(either.keySet());
    return new Outcome(either, known && other.known, unsure);
  }

  /** Of the cluster as a whole: true when it is true of nothing. */
  Outcome not() {
    if (!hits.isEmpty()) {
      return FALSE;
    }
    return known ? of(Reading.of("", "", "")) : NO_DATA;
  }

  private boolean nothing() {
    return hits.isEmpty() && unseen.isEmpty();
  }

  private boolean holds(String subject) {
    return hits.containsKey(subject) || hits.containsKey("");
  }
}
