package io.etcdmonitor.kube.inspection;

import io.etcdmonitor.api.v1alpha1.Durations;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionSpec;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.kube.InspectionTimes;
import io.etcdmonitor.kube.ReconcilerKit;
import io.etcdmonitor.kube.status.InspectionView.Kind;
import io.etcdmonitor.kube.status.InspectionView.Standing;
import io.etcdmonitor.kube.status.Recollections;
import java.time.Duration;
import java.util.Optional;

/** Has the engine run people's inspections, or no longer. Thread-safe. */
final class PersonalRuns {
  private final ReconcilerKit kit;

  PersonalRuns(ReconcilerKit kit) {
    this.kit = kit;
  }

  /**
   * Has it run if it stands so.
   *
   * @return how it stands now that the engine was asked
   */
  Standing run(EtcdInspection inspection, Standing standing) {
    if (standing.kind() != Kind.RUNS) {
      stop(inspection);
      return standing;
    }
    try {
      kit.engine().inspect(spec(inspection), () -> before(inspection));
      return standing;
    } catch (IllegalArgumentException e) {
      stop(inspection);
      return new Standing(
          Kind.REFUSED,
          Reasons.SETTING_INVALID,
          "It cannot be run as it is written: %s.".formatted(e.getMessage()));
    }
  }

  void stop(EtcdInspection inspection) {
    kit.engine().cancel(InspectionKeys.of(inspection));
  }

  private Recollection before(EtcdInspection inspection) {
    return Recollections.ofPersonal(
        inspection,
        kit.caches().cluster(InspectionKeys.of(inspection).cluster()),
        kit.clock().instant());
  }

  private static InspectionSpec spec(EtcdInspection inspection) {
    EtcdInspectionSpec spec = inspection.getSpec();
    Optional<Duration> interval = Optional.ofNullable(spec.interval()).map(Durations::parse);
    Duration timeout =
        spec.timeout() == null
            ? InspectionTimes.defaultTimeout(interval)
            : Durations.parse(spec.timeout());
    return new InspectionSpec(
        InspectionKeys.of(inspection), spec.feature(), interval, timeout, spec.settings(), false);
  }
}
