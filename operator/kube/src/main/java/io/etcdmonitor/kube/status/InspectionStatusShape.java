package io.etcdmonitor.kube.status;

import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.api.v1alpha1.Finding;
import java.util.Map;

/**
 * What matters in the status of an EtcdInspection. Its measurements are for the metrics; here they
 * go with the rest.
 */
public final class InspectionStatusShape implements StatusShape<EtcdInspectionStatus> {
  @Override
  public EtcdInspectionStatus essence(EtcdInspectionStatus status) {
    return status.toBuilder()
        .message(Rounding.withoutDigits(status.message()))
        .measurements(Map.of())
        .findings(status.findings().stream().map(InspectionStatusShape::calm).toList())
        .alerts(AlertShape.essence(status.alerts()))
        .lastRun(null)
        .nextRun(null)
        .duration(null)
        .runs(null)
        .failures(null)
        .conditions(status.conditions().stream().map(Conditions::essence).toList())
        .build();
  }

  @Override
  public EtcdInspectionStatus numbers(EtcdInspectionStatus status) {
    return essence(status);
  }

  /** Measurements are neither compared nor taken over, and are most of a status. */
  @Override
  public EtcdInspectionStatus kept(EtcdInspectionStatus status) {
    return status.toBuilder().measurements(Map.of()).build();
  }

  private static Finding calm(Finding finding) {
    return finding.toBuilder()
        .value(null)
        .message(Rounding.withoutDigits(finding.message()))
        .lastSeen(null)
        .build();
  }
}
