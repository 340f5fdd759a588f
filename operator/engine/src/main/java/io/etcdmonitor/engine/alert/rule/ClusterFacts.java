package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What rules know of one cluster: the latest result of each feature, when each last told anything,
 * and the recent past of the numbers that some rule watches over a window. Not thread-safe.
 */
public final class ClusterFacts {
  /** Every feature that runs is heard within a fraction of this after a start. */
  private static final Duration FIRST_RUNS = Duration.ofMinutes(30);

  /** One feature's latest. */
  private static final class Feature {
    InspectionResult latest;
    List<Measurement> measurements = List.of();
    Duration interval = Duration.ZERO;

    /**
     * Made once for each result: Duration multiplies with BigDecimal, and clocks ask each second.
     */
    Duration threeRuns = Duration.ZERO;

    Instant certain;
    boolean everCertain;
    Instant first;
  }

  /**
   * What rules want to be remembered of the numbers.
   *
   * @param changes over windows
   * @param missing whose absence matters
   */
  public record Watched(Set<Condition.Change> changes, Set<Missing> missing) {
    public static final Watched NOTHING = new Watched(Set.of(), Set.of());

    public Watched {
      changes = Set.copyOf(changes);
      missing = Set.copyOf(missing);
    }

    /** What these rules want. */
    public static Watched of(List<Rule> rules) {
      Set<Condition.Change> changes = new HashSet<>();
      Set<Missing> missing = new HashSet<>();
      for (Condition leaf : rules.stream().flatMap(Rule::leaves).toList()) {
        if (leaf instanceof Condition.Change change) {
          changes.add(change);
        } else if (leaf instanceof Missing absence) {
          missing.add(absence);
        }
      }
      return new Watched(changes, missing);
    }
  }

  private final Map<String, Feature> features = new TreeMap<>();
  private final NumbersPast past = new NumbersPast();
  private final Map<Missing, Map<String, Instant>> seen = new HashMap<>();
  private final Compared compared = new Compared();
  private Thresholds thresholds = Thresholds.DEFAULTS;
  private Instant now = Instant.EPOCH;

  /** Made once for each result: every rule asks. */
  private Listed listed = Listed.NOBODY;

  private Instant began;
  private Instant resumed = Instant.EPOCH;

  /** Takes a result. */
  public void add(InspectionResult result, Duration interval, Watched watched) {
    began = began == null ? result.time() : began;
    Feature feature = features.computeIfAbsent(result.feature(), name -> new Feature());
    feature.latest = result;
    feature.measurements = Derived.of(result);
    feature.interval = interval;
    feature.threeRuns = interval.multipliedBy(3);
    feature.first = feature.first == null ? result.time() : feature.first;
    boolean certain = result.verdict() != Verdict.UNKNOWN;
    feature.everCertain |= certain;
    if (feature.certain == null || certain) {
      feature.certain = result.time();
    }
    listed = list();
    compared.add(result);
    past.add(watched.changes(), result, feature.measurements, feature.threeRuns);
    watched.missing().stream()
        .filter(w -> w.feature().equals(result.feature()))
        .forEach(w -> remember(w, feature));
  }

  private void remember(Missing missing, Feature feature) {
    Map<String, Instant> times = seen.computeIfAbsent(missing, key -> new HashMap<>());
    feature.measurements.stream()
        .filter(m -> m.name().equals(missing.measurement()))
        .filter(m -> missing.label().isEmpty() || missing.label().equals(m.label()))
        .forEach(m -> times.put(m.member(), feature.latest.time()));
  }

  /** Forgets a feature that is no longer run. */
  public void remove(String feature) {
    features.remove(feature);
    past.remove(feature);
    seen.keySet().removeIf(missing -> missing.feature().equals(feature));
    compared.forget(feature);
    listed = list();
  }

  /** Forgets everything. */
  public void clear() {
    features.clear();
    past.clear();
    seen.clear();
    compared.clear();
    began = null;
    listed = list();
  }

  /** Whether it began so long ago that a feature which was not heard does not run. */
  public boolean underWay() {
    return began != null && !now.isBefore(began.plus(FIRST_RUNS));
  }

  /** The moment of the evaluation, and the thresholds that hold then. */
  public void at(Instant moment, Thresholds inForce) {
    now = moment;
    thresholds = inForce;
  }

  /** Time has jumped to this moment: whatever is due since comes first. */
  public void resumed(Instant moment) {
    resumed = moment;
  }

  /** Whether a silence of this length may come from a jump of time alone. */
  public boolean jumped(Duration silence) {
    return now.isBefore(resumed.plus(silence));
  }

  Instant now() {
    return now;
  }

  Thresholds thresholds() {
    return thresholds;
  }

  /** Features that have told something. */
  public Set<String> features() {
    return features.keySet();
  }

  /** The latest result. */
  public Optional<InspectionResult> latest(String feature) {
    return Optional.ofNullable(features.get(feature)).map(f -> f.latest);
  }

  Optional<Duration> interval(String feature) {
    return Optional.ofNullable(features.get(feature)).map(f -> f.interval);
  }

  /** How long it may be silent: so long, or three of its intervals if that is longer. */
  Duration silence(String feature, Duration atLeast) {
    Feature known = features.get(feature);
    return known == null || atLeast.compareTo(known.threeRuns) > 0 ? atLeast : known.threeRuns;
  }

  /** When it was first heard of. */
  Optional<Instant> first(String feature) {
    return Optional.ofNullable(features.get(feature)).map(f -> f.first);
  }

  /** When a watched measurement was last seen, by member. */
  Map<String, Instant> lastSeen(Missing missing) {
    return Collections.unmodifiableMap(seen.getOrDefault(missing, Map.of()));
  }

  /** When it last decided anything but Unknown, or was first heard of. */
  Optional<Instant> certain(String feature) {
    return Optional.ofNullable(features.get(feature)).map(f -> f.certain);
  }

  /** Whether it has decided anything but Unknown yet. */
  boolean everCertain(String feature) {
    Feature known = features.get(feature);
    return known != null && known.everCertain;
  }

  List<Measurement> measurements(String feature, String name, String label) {
    Feature known = features.get(feature);
    return known == null
        ? List.of()
        : known.measurements.stream()
            .filter(m -> m.name().equals(name) && (label.isEmpty() || m.label().equals(label)))
            .toList();
  }

  /** By how much a number has grown within the window; empty until the window is nearly full. */
  Optional<Double> growth(Condition.Change change, Measurement latest) {
    return past.growth(change, latest);
  }

  /** Members of the last round that could see any. */
  public Set<String> members() {
    return listed.all();
  }

  /** Members that the last round could not look at: nothing is known of them now. */
  Set<String> unseen() {
    return listed.unseen();
  }

  /** Members whose data was compared and found equal since any last differed. */
  Set<String> compared() {
    return compared.members();
  }

  /** Members of the last round that vote. */
  Set<String> voters() {
    return listed.voters();
  }

  private Listed list() {
    return observation().map(Listed::of).orElse(Listed.NOBODY);
  }

  private Optional<ClusterObservation> observation() {
    return features.values().stream()
        .filter(f -> f.latest.verdict() != Verdict.UNKNOWN)
        .flatMap(f -> f.latest.observation().stream())
        .findFirst();
  }
}
