package io.etcdmonitor.engine.hub;

import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.HistoryEntry;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.transition.TransitionDetector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything kept of one inspection; immutable.
 *
 * @param spec what is run
 * @param latest last result
 * @param published last result whose change people should see; small steps add up against it; its
 *     measurements, of which there may be a hundred, are not compared and not kept
 * @param runs number of results
 * @param failures number of Unknown ones
 * @param lastChange of verdict or reason
 * @param history newest first
 * @param firstSeen by finding; kept over runs that could not look at all, or not at its member
 * @param before what a former process knew; until a run has looked
 * @param baseline what transitions are measured from
 */
record InspectionRecord(
    InspectionSpec spec,
    Optional<InspectionResult> latest,
    Optional<InspectionResult> published,
    long runs,
    long failures,
    Optional<Instant> lastChange,
    List<HistoryEntry> history,
    Map<String, Sighting> firstSeen,
    Recollection before,
    TransitionDetector.Baseline baseline) {

  static final int HISTORY_LIMIT = 50;

  /** When a finding was first seen, and of which member. */
  record Sighting(String member, Instant first) {}

  /** A result taken in. */
  record Step(InspectionRecord record, ResultChange change) {}

  static InspectionRecord of(InspectionSpec spec, Recollection before) {
    return new InspectionRecord(
        spec,
        Optional.empty(),
        Optional.empty(),
        0,
        0,
        Optional.empty(),
        List.of(),
        Map.of(),
        before,
        TransitionDetector.Baseline.of(spec, before));
  }

  /** The result of a one-shot is that of its spec: with another one it has not run yet. */
  InspectionRecord withSpec(InspectionSpec newSpec) {
    boolean runsAnew = newSpec.interval().isEmpty() && !newSpec.equals(spec);
    return new InspectionRecord(
        newSpec,
        runsAnew ? Optional.empty() : latest,
        published,
        runs,
        failures,
        lastChange,
        history,
        firstSeen,
        before,
        baseline);
  }

  /** Whether a run with this spec counts: a one-shot's that began before it was edited does not. */
  boolean counts(InspectionSpec ran) {
    return spec.interval().isPresent() || spec.equals(ran);
  }

  InspectionState state() {
    return new InspectionState(
        spec, latest, false, runs, failures, lastChange, Optional.empty(), history);
  }

  Step next(InspectionSpec ran, InspectionResult raw) {
    Recollection known = before.of(raw.observation().flatMap(ClusterObservation::clusterId));
    Set<String> unseen = unseen(raw);
    Map<String, Sighting> seen = seenAfter(raw, known, unseen);
    InspectionResult result = withFirstSeen(raw, seen);
    boolean changed =
        history.isEmpty()
            || history.get(0).verdict() != result.verdict()
            || !history.get(0).reason().equals(result.reason());
    boolean significant =
        published.isEmpty() || ChangeDetector.significant(published.get(), result);
    TransitionDetector.Detection detection = TransitionDetector.detect(ran, baseline, result);
    InspectionRecord record =
        new InspectionRecord(
            spec,
            Optional.of(result),
            significant ? Optional.of(withoutMeasurements(result)) : published,
            runs + 1,
            failures + (result.verdict() == Verdict.UNKNOWN ? 1 : 0),
            changed ? Optional.of(result.time()) : lastChange,
            changed ? historyWith(result) : history,
            seen,
            raw.verdict() == Verdict.UNKNOWN ? known : known.ofMembers(unseen),
            detection.next());
    return new Step(
        record, new ResultChange(ran, result, latest, significant, detection.transitions()));
  }

  /** Labels of the members that it could not look at. */
  private static Set<String> unseen(InspectionResult raw) {
    return raw.observation().stream()
        .flatMap(observation -> observation.members().stream())
        .filter(member -> member.state() == MemberState.UNKNOWN)
        .map(MemberObservation::label)
        .collect(Collectors.toSet());
  }

  private Map<String, Sighting> seenAfter(
      InspectionResult raw, Recollection known, Set<String> unseen) {
    // Who could not look has not seen anything go away.
    Map<String, Sighting> seen = new HashMap<>(firstSeen);
    if (raw.verdict() != Verdict.UNKNOWN) {
      seen.values().removeIf(sighting -> !unseen.contains(sighting.member()));
    }
    for (Finding finding : raw.findings()) {
      Sighting first = firstSeen.get(finding.id());
      seen.put(
          finding.id(),
          first == null
              ? new Sighting(finding.member(), known.firstSeen(finding).orElse(finding.firstSeen()))
              : first);
    }
    return Map.copyOf(seen);
  }

  private static InspectionResult withFirstSeen(InspectionResult raw, Map<String, Sighting> seen) {
    List<Finding> findings =
        raw.findings().stream().map(f -> f.withFirstSeen(seen.get(f.id()).first())).toList();
    return new InspectionResult(
        raw.key(),
        raw.feature(),
        raw.verdict(),
        raw.reason(),
        raw.message(),
        findings,
        raw.measurements(),
        raw.observation(),
        raw.time(),
        raw.duration());
  }

  private static InspectionResult withoutMeasurements(InspectionResult full) {
    return new InspectionResult(
        full.key(),
        full.feature(),
        full.verdict(),
        full.reason(),
        full.message(),
        full.findings(),
        List.of(),
        full.observation(),
        full.time(),
        full.duration());
  }

  private List<HistoryEntry> historyWith(InspectionResult result) {
    List<HistoryEntry> entries = new ArrayList<>();
    entries.add(
        new HistoryEntry(result.time(), result.verdict(), result.reason(), result.message()));
    history.stream().limit(HISTORY_LIMIT - 1L).forEach(entries::add);
    return List.copyOf(entries);
  }
}
