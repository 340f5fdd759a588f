package io.etcdmonitor.kube.inspection;

import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.engine.alert.OpenAlert;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.kube.status.InspectionPast;
import io.etcdmonitor.kube.status.InspectionStatusComposer;
import io.etcdmonitor.kube.status.InspectionView;
import io.etcdmonitor.kube.status.StatusGate;
import io.etcdmonitor.kube.status.StatusWriter;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Composes and writes the status of inspections. Thread-safe; one inspection is reported by one
 * thread at a time.
 */
final class InspectionReporter {
  private final InspectionStatusComposer composer = new InspectionStatusComposer();
  private final StatusGate<EtcdInspectionStatus, InspectionPast> gate;
  private final StatusWriter writer;
  private final Clock clock;

  InspectionReporter(
      StatusGate<EtcdInspectionStatus, InspectionPast> gate, StatusWriter writer, Clock clock) {
    this.gate = gate;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Takes over a status that was there before this process; true when there is one that it has not
   * replaced yet.
   */
  boolean adopt(EtcdInspection inspection) {
    String uid = inspection.getMetadata().getUid();
    if (last(inspection).isPresent() || inspection.getStatus() == null) {
      return false;
    }
    gate.adopt(object(inspection), uid, inspection.getStatus(), clock.instant());
    return true;
  }

  /** What is taken over of the status that was written last. */
  Optional<InspectionPast> last(EtcdInspection inspection) {
    return gate.last(object(inspection), inspection.getMetadata().getUid());
  }

  /** How long there is no use in reporting, whatever is to be said; empty: now. */
  Optional<Duration> waits(EtcdInspection inspection) {
    return writer.waits(gate, object(inspection));
  }

  /** Writes what is to be said, if it is worth it; returns when to look again. */
  Duration report(
      EtcdInspection inspection,
      InspectionView.Standing standing,
      Optional<InspectionState> state,
      List<OpenAlert> alerts) {
    EtcdInspection fresh = new EtcdInspection();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(inspection.getMetadata().getNamespace())
            .withName(inspection.getMetadata().getName())
            .build());
    fresh.setStatus(
        composer.compose(
            new InspectionView(
                inspection.getMetadata().getGeneration(),
                inspection.getSpec().historyLimit(),
                standing,
                state,
                alerts,
                last(inspection),
                clock.instant())));
    return writer.write(gate, fresh, inspection.getMetadata().getUid()).again();
  }

  void forget(EtcdInspection inspection) {
    forget(object(inspection));
  }

  void forget(String object) {
    writer.forget(gate, object);
  }

  private static String object(EtcdInspection inspection) {
    return inspection.getMetadata().getNamespace() + "/" + inspection.getMetadata().getName();
  }
}
