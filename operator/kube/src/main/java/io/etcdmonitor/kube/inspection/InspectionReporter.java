package io.etcdmonitor.kube.inspection;

import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.engine.alert.OpenAlert;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.kube.Times;
import io.etcdmonitor.kube.lean.SharedStrings;
import io.etcdmonitor.kube.status.Calm;
import io.etcdmonitor.kube.status.InspectionPast;
import io.etcdmonitor.kube.status.InspectionStatusComposer;
import io.etcdmonitor.kube.status.InspectionView;
import io.etcdmonitor.kube.status.StatusGate;
import io.etcdmonitor.kube.status.StatusWriter;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Composes and writes the status of inspections. Thread-safe; one inspection is reported by one
 * thread at a time.
 */
final class InspectionReporter {
  /** Looked at so often at least: a result that stays away pokes nobody. */
  static final Duration AT_LEAST = Duration.ofMinutes(2);

  private static final int SHARED_WORDS = 1 << 10;

  private final InspectionStatusComposer composer = new InspectionStatusComposer();
  private final StatusGate<EtcdInspectionStatus, InspectionPast> gate;
  private final StatusWriter writer;
  private final Clock clock;
  private final SharedStrings words = new SharedStrings(SHARED_WORDS);

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

  /** Whether somebody else wrote over the status that was written last. */
  boolean overwritten(EtcdInspection inspection) {
    return gate.told(
            object(inspection),
            inspection.getMetadata().getUid(),
            inspection.getStatus(),
            inspection.getMetadata().getResourceVersion())
        .overwritten();
  }

  /** What is taken over of the status that was written last. */
  Optional<InspectionPast> last(EtcdInspection inspection) {
    return gate.last(object(inspection), inspection.getMetadata().getUid());
  }

  /** How long there is no use in reporting, whatever is to be said; empty: now. */
  Optional<Duration> waits(EtcdInspection inspection) {
    return writer.waits(gate, object(inspection));
  }

  /**
   * What came of it.
   *
   * @param again when to look again
   * @param calm for the next time
   */
  record Report(Duration again, Calm calm) {}

  /**
   * Writes what is to be said, if it is worth it.
   *
   * @param calm of the time before
   */
  Report report(
      EtcdInspection inspection,
      InspectionView.Standing standing,
      Optional<InspectionState> state,
      List<OpenAlert> alerts,
      Calm calm) {
    Instant now = clock.instant();
    InspectionView view =
        new InspectionView(
            inspection.getMetadata().getGeneration(),
            inspection.getSpec().historyLimit(),
            standing,
            state,
            alerts,
            last(inspection),
            now);
    String uid = inspection.getMetadata().getUid();
    Optional<Duration> nothing = calm.holds(uid, view, AT_LEAST);
    if (nothing.isPresent()) {
      return new Report(nothing.get(), calm);
    }
    EtcdInspection fresh = new EtcdInspection();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(inspection.getMetadata().getNamespace())
            .withName(inspection.getMetadata().getName())
            .build());
    fresh.setStatus(composer.compose(view));
    StatusWriter.Result written = writer.write(gate, fresh, uid);
    Duration again = Times.shorter(written.again(), AT_LEAST);
    return new Report(again, Calm.after(uid, view, written, words::share));
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
