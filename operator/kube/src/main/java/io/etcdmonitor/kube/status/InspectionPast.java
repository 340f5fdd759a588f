package io.etcdmonitor.kube.status;

import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.api.v1alpha1.Phase;
import io.etcdmonitor.api.v1alpha1.VerdictChange;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What of the status of an EtcdInspection that was written last goes into the next, or tells that a
 * one-shot is finished. One is kept of each inspection.
 *
 * @param observedGeneration of the spec; null where it is not known
 * @param phase null where it is not known
 * @param lastRun RFC 3339; null when it has not run
 * @param lastChange RFC 3339; null when there was none
 * @param history newest first
 * @param transitions of its conditions
 */
public record InspectionPast(
    Long observedGeneration,
    Phase phase,
    String lastRun,
    String lastChange,
    List<VerdictChange> history,
    Transitions transitions) {

  static InspectionPast of(EtcdInspectionStatus status, UnaryOperator<String> shared) {
    return new InspectionPast(
        status.observedGeneration(),
        status.phase(),
        shared.apply(status.lastRun()),
        shared.apply(status.lastChange()),
        status.history().isEmpty()
            ? List.of()
            : List.of(
                status.history().stream()
                    .map(c -> shared(c, shared))
                    .toArray(VerdictChange[]::new)),
        Transitions.of(status.conditions(), shared));
  }

  private static VerdictChange shared(VerdictChange change, UnaryOperator<String> shared) {
    return new VerdictChange(
        shared.apply(change.time()),
        change.verdict(),
        shared.apply(change.reason()),
        shared.apply(change.message()));
  }
}
