package io.etcdmonitor.kube.status;

import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.api.v1alpha1.Finding;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What matters in the status of an EtcdInspection. Its measurements are for the metrics; here they
 * go with the rest.
 */
public final class InspectionStatusShape
    implements StatusShape<EtcdInspectionStatus, InspectionPast> {
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

  @Override
  public InspectionPast past(EtcdInspectionStatus status, UnaryOperator<String> shared) {
    return InspectionPast.of(status, shared);
  }

  private static Finding calm(Finding finding) {
    return finding.toBuilder()
        .value(null)
        .message(Rounding.withoutDigits(finding.message()))
        .lastSeen(null)
        .build();
  }
}
