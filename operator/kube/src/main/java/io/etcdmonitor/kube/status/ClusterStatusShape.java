package io.etcdmonitor.kube.status;

import io.etcdmonitor.api.v1alpha1.DatabaseStatus;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.FeatureStatus;
import io.etcdmonitor.api.v1alpha1.LeaderChanges;
import io.etcdmonitor.api.v1alpha1.MemberStatus;
import java.util.function.UnaryOperator;

/** What matters in the status of an EtcdCluster. */
public final class ClusterStatusShape implements StatusShape<EtcdClusterStatus, Transitions> {
  @Override
  public EtcdClusterStatus essence(EtcdClusterStatus status) {
    return numbers(status).toBuilder()
        .database(null)
        .members(
            status.members().stream().map(m -> calm(m).toBuilder().dbSize(null).build()).toList())
        .build();
  }

  @Override
  public EtcdClusterStatus numbers(EtcdClusterStatus status) {
    LeaderChanges changes = status.leaderChanges();
    return status.toBuilder()
        .message(Rounding.withoutDigits(status.message()))
        .leaderChanges(
            changes == null ? null : new LeaderChanges(changes.total(), null, changes.last()))
        .members(status.members().stream().map(ClusterStatusShape::calm).toList())
        .alerts(AlertShape.essence(status.alerts()))
        .furtherAlerts(AlertShape.essence(status.furtherAlerts()))
        .endingAlerts(AlertShape.essence(status.endingAlerts()))
        .database(withoutForecast(status.database()))
        .watchedBy(null)
        .features(status.features().stream().map(ClusterStatusShape::untimed).toList())
        .conditions(status.conditions().stream().map(Conditions::essence).toList())
        .build();
  }

  @Override
  public Transitions past(EtcdClusterStatus status, UnaryOperator<String> shared) {
    return Transitions.of(status.conditions(), shared);
  }

  private static MemberStatus calm(MemberStatus member) {
    return member.toBuilder()
        .latency(null)
        .appliedLag(null)
        .message(Rounding.withoutDigits(member.message()))
        .build();
  }

  private static DatabaseStatus withoutForecast(DatabaseStatus db) {
    return db == null
        ? null
        : new DatabaseStatus(db.size(), db.inUse(), db.quota(), db.usedPercent(), null);
  }

  private static FeatureStatus untimed(FeatureStatus feature) {
    return new FeatureStatus(
        feature.name(), feature.inspection(), feature.verdict(), feature.reason(), null);
  }
}
