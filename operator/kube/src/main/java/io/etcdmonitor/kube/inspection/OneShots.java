package io.etcdmonitor.kube.inspection;

import io.etcdmonitor.api.v1alpha1.Durations;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.Phase;
import io.etcdmonitor.api.v1alpha1.Timestamps;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.kube.ReconcilerKit;
import io.etcdmonitor.kube.Times;
import io.etcdmonitor.kube.cluster.InspectionApi;
import io.etcdmonitor.kube.status.InspectionPast;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Inspections that run once: which of them are over, and when they are deleted. Thread-safe. */
final class OneShots {
  /** One that stays is looked at so often. */
  static final Duration LONGEST = Duration.ofHours(1);

  private final ReconcilerKit kit;
  private final InspectionApi api;

  OneShots(ReconcilerKit kit, InspectionApi api) {
    this.kit = kit;
    this.api = api;
  }

  /**
   * Whether it has run: it is left as it is then, whatever becomes of its cluster or of this
   * process.
   *
   * @param last its status
   */
  static boolean finished(EtcdInspection inspection, Optional<InspectionPast> last) {
    return inspection.getSpec().interval() == null
        && last.filter(s -> s.phase() == Phase.COMPLETED)
            .filter(s ->
                Objects.equals(s.observedGeneration(), inspection.getMetadata().getGeneration()))
            .isPresent();
  }

  /**
   * Deletes it when its owner's time for that has come.
   *
   * @param status of one that has run
   * @return when to look again
   */
  Duration untilDeleted(EtcdInspection inspection, InspectionPast status) {
    if (inspection.getSpec().ttlAfterFinished() == null || status.lastRun() == null) {
      return LONGEST;
    }
    Instant end =
        ended(inspection, status).plus(Durations.parse(inspection.getSpec().ttlAfterFinished()));
    Duration left = Duration.between(kit.clock().instant(), end);
    if (!left.isPositive()) {
      api.delete(inspection);
      return LONGEST;
    }
    return Times.shorter(left, LONGEST);
  }

  /** When its one run ended; when it began, where a process before this one has run it. */
  private Instant ended(EtcdInspection inspection, InspectionPast status) {
    return kit.engine()
        .inspection(InspectionKeys.of(inspection))
        .filter(state -> !state.spec().primary())
        .flatMap(InspectionState::latest)
        .map(result -> result.time().plus(result.duration()))
        .orElseGet(() -> Timestamps.parse(status.lastRun()));
  }
}
