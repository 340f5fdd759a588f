package io.etcdmonitor.app.watch;

import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.engine.transition.Transition;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * All that is to be shown of a cluster at one moment.
 *
 * @param time the moment
 * @param cluster its name
 * @param assessment what is to be said of it
 * @param results the latest results, by feature
 * @param transitions what happened, oldest first
 * @param skipped results of which nobody was told what happened, since the snapshot before
 */
public record Snapshot(
    Instant time,
    ClusterKey cluster,
    ClusterAssessment assessment,
    List<InspectionResult> results,
    List<Transition> transitions,
    long skipped) {

  public Snapshot {
    results = List.copyOf(results);
    transitions = List.copyOf(transitions);
  }

  /** Takes one from an engine. */
  public static Snapshot of(
      Engine engine, ClusterKey cluster, Instant now, List<Transition> transitions) {
    List<InspectionResult> results =
        engine.inspections(cluster).stream()
            .map(InspectionState::latest)
            .flatMap(java.util.Optional::stream)
            .sorted(Comparator.comparing(InspectionResult::feature))
            .toList();
    return new Snapshot(now, cluster, engine.assess(cluster, List.of()), results, transitions, 0);
  }

  /** The same after so many results that were skipped. */
  Snapshot after(long results) {
    return new Snapshot(time, cluster, assessment, this.results, transitions, results);
  }

  /** All findings, worst first. */
  public List<Finding> findings() {
    return results.stream()
        .flatMap(result -> result.findings().stream())
        .sorted(Comparator.comparing(Finding::severity).reversed().thenComparing(Finding::id))
        .toList();
  }

  /**
   * The worst verdict: Critical, else Warning, else Unknown, else Passed. Something known to be
   * wrong outweighs something that could not be looked at, as in the order of severities. Unknown
   * without any result.
   */
  public Verdict verdict() {
    List<Verdict> verdicts = results.stream().map(InspectionResult::verdict).toList();
    if (verdicts.isEmpty()) {
      return Verdict.UNKNOWN;
    }
    return List.of(Verdict.CRITICAL, Verdict.WARNING, Verdict.UNKNOWN).stream()
        .filter(verdicts::contains)
        .findFirst()
        .orElse(Verdict.PASSED);
  }
}
