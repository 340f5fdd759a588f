package io.etcdmonitor.kube.status;

import io.etcdmonitor.api.v1alpha1.ConditionTypes;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.api.v1alpha1.Finding;
import io.etcdmonitor.api.v1alpha1.Phase;
import io.etcdmonitor.api.v1alpha1.Timestamps;
import io.etcdmonitor.api.v1alpha1.Verdict;
import io.etcdmonitor.api.v1alpha1.VerdictChange;
import io.etcdmonitor.engine.assess.ConditionStatus;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.result.HistoryEntry;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.kube.alert.AlertStatuses;
import io.etcdmonitor.kube.status.InspectionView.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Composes the status of an EtcdInspection. Pure. A result that is not current is never shown as if
 * it were.
 */
public final class InspectionStatusComposer {
  private static final String NOT_YET = "It has not run yet.";
  private static final String OUT_OF_DATE =
      "The last result is out of date: see the operator's log for why it does not run.";

  /** Composes. */
  public EtcdInspectionStatus compose(InspectionView view) {
    var moment =
        new Conditions.Moment(
            view.generation(),
            view.previous().map(InspectionPast::transitions).orElse(Transitions.NONE),
            view.now());
    Optional<InspectionResult> current =
        view.standing().kind() == Kind.RUNS
            ? view.state().flatMap(s -> Currency.current(s, view.now()))
            : Optional.empty();
    Said said = said(view, current);
    List<VerdictChange> changes = changes(view);
    EtcdInspectionStatus.Builder status =
        EtcdInspectionStatus.builder()
            .observedGeneration(view.generation())
            .phase(phase(view))
            .verdict(said.verdict())
            .reason(said.reason())
            .message(Accepted.text(said.message()))
            .alerts(AlertStatuses.of(view.alerts(), EtcdInspectionStatus.MAX_ALERTS))
            .history(changes.stream().limit(view.historyLimit()).toList())
            .conditions(
                List.of(
                    Conditions.of(
                        ConditionTypes.READY,
                        ready(view).word(),
                        view.standing().asWritten()
                            ? Reasons.AS_EXPECTED
                            : view.standing().reason(),
                        view.standing().asWritten()
                            ? "It can run as it is written."
                            : view.standing().message(),
                        moment),
                    Conditions.of(
                        ConditionTypes.PASSED,
                        passed(said.verdict()).word(),
                        said.reason(),
                        said.message(),
                        moment)));
    current.ifPresent(result -> result(status, result));
    times(status, view, changes);
    return status.build();
  }

  /** What the status says in its three words. */
  private record Said(Verdict verdict, String reason, String message) {}

  private static Said said(InspectionView view, Optional<InspectionResult> current) {
    if (view.standing().kind() != Kind.RUNS) {
      return new Said(Verdict.UNKNOWN, view.standing().reason(), view.standing().message());
    }
    if (current.isPresent()) {
      InspectionResult r = current.get();
      return new Said(Words.of(r.verdict()), r.reason(), r.message());
    }
    boolean ran = view.state().flatMap(InspectionState::latest).isPresent();
    return new Said(Verdict.UNKNOWN, Reasons.NOT_OBSERVED, ran ? OUT_OF_DATE : NOT_YET);
  }

  private static Phase phase(InspectionView view) {
    return switch (view.standing().kind()) {
      case SUSPENDED -> Phase.SUSPENDED;
      case REFUSED -> Phase.FAILED;
      case WAITS -> Phase.PENDING;
      case RUNS -> running(view.state());
    };
  }

  private static Phase running(Optional<InspectionState> state) {
    if (state.isEmpty() || state.get().latest().isEmpty()) {
      return state.map(InspectionState::running).orElse(false) ? Phase.RUNNING : Phase.PENDING;
    }
    return state.get().spec().interval().isPresent() ? Phase.ACTIVE : Phase.COMPLETED;
  }

  private static ConditionStatus ready(InspectionView view) {
    return view.standing().asWritten() ? ConditionStatus.TRUE : ConditionStatus.FALSE;
  }

  private static ConditionStatus passed(Verdict verdict) {
    return switch (verdict) {
      case PASSED -> ConditionStatus.TRUE;
      case WARNING, CRITICAL -> ConditionStatus.FALSE;
      case UNKNOWN -> ConditionStatus.UNKNOWN;
    };
  }

  private static void result(EtcdInspectionStatus.Builder status, InspectionResult result) {
    Map<String, Finding> findings = new LinkedHashMap<>();
    result.findings().stream()
        .map(InspectionStatusComposer::finding)
        .forEach(f -> findings.putIfAbsent(f.id(), f));
    status
        .findings(findings.values().stream().limit(EtcdInspectionStatus.MAX_FINDINGS).toList())
        .findingCount(findings.size())
        .measurements(Measurements.text(result.measurements()))
        .duration(Rounding.duration(result.duration()));
  }

  private static void times(
      EtcdInspectionStatus.Builder status, InspectionView view, List<VerdictChange> changes) {
    Optional<InspectionState> state = view.state();
    Optional<InspectionPast> before = view.previous();
    status
        .lastRun(
            state
                .flatMap(InspectionState::latest)
                .map(r -> Timestamps.format(r.time()))
                .or(() -> before.map(InspectionPast::lastRun))
                .orElse(null))
        .lastChange(
            changes.stream()
                .findFirst()
                .map(VerdictChange::time)
                .or(() -> before.map(InspectionPast::lastChange))
                .orElse(null))
        .nextRun(
            view.standing().kind() == Kind.RUNS
                ? state.flatMap(InspectionState::nextRun).map(Timestamps::format).orElse(null)
                : null)
        .runs(state.map(InspectionState::runs).orElse(null))
        .failures(state.map(InspectionState::failures).orElse(null));
  }

  /**
   * Of verdict or reason, newest first. The engine's history begins with the process; what was
   * written before it follows.
   */
  private static List<VerdictChange> changes(InspectionView view) {
    List<VerdictChange> mine =
        new ArrayList<>(
            view.state().map(InspectionState::history).orElse(List.of()).stream()
                .map(InspectionStatusComposer::change)
                .toList());
    String first = mine.isEmpty() ? null : mine.get(mine.size() - 1).time();
    List<VerdictChange> before =
        view.previous().map(InspectionPast::history).orElse(List.of()).stream()
            .filter(c -> first == null || (c.time() != null && c.time().compareTo(first) < 0))
            .toList();
    if (!mine.isEmpty() && !before.isEmpty() && same(mine.get(mine.size() - 1), before.get(0))) {
      // Our first verdict only repeats what was known before we started: no change.
      mine.remove(mine.size() - 1);
    }
    return Stream.concat(mine.stream(), before.stream()).toList();
  }

  private static boolean same(VerdictChange one, VerdictChange other) {
    return one.verdict() == other.verdict() && Objects.equals(one.reason(), other.reason());
  }

  private static VerdictChange change(HistoryEntry entry) {
    return new VerdictChange(
        Timestamps.format(entry.time()),
        Words.of(entry.verdict()),
        entry.reason(),
        Accepted.text(entry.message()));
  }

  private static Finding finding(io.etcdmonitor.engine.model.Finding f) {
    return Finding.builder()
        .id(Accepted.text(f.id()))
        .severity(Words.of(f.severity()))
        .member(Accepted.text(f.member()))
        .reason(Accepted.text(f.reason()))
        .message(Accepted.text(f.message()))
        .value(Accepted.text(f.value()))
        .threshold(Accepted.text(f.threshold()))
        .remedy(Accepted.text(f.remedy()))
        .firstSeen(Timestamps.format(f.firstSeen()))
        .lastSeen(Timestamps.format(f.lastSeen()))
        .build();
  }
}
