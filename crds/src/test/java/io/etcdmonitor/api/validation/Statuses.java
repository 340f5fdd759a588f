package io.etcdmonitor.api.validation;

import io.etcdmonitor.api.v1alpha1.AlertStatus;
import io.etcdmonitor.api.v1alpha1.DatabaseStatus;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.Health;
import io.etcdmonitor.api.v1alpha1.LeaderStatus;
import io.etcdmonitor.api.v1alpha1.MemberStatus;
import io.etcdmonitor.api.v1alpha1.QuorumStatus;
import io.etcdmonitor.api.v1alpha1.Severity;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;

/** Statuses for tests. */
final class Statuses {
  static final String NOW = "2026-11-21T08:00:00Z";

  private Statuses() {}

  /** A status in which every column has something to show. */
  static EtcdClusterStatus full() {
    return EtcdClusterStatus.builder()
        .observedGeneration(1L)
        .health(Health.WARNING)
        .reason("QuorumWithoutSpare")
        .message("etcd-2 does not answer")
        .clusterID("cdf818194e3a8c32")
        .version("3.5.21")
        .leader(new LeaderStatus("a1", "etcd-0", NOW, 7L))
        .members(List.of(MemberStatus.builder().id("a1").name("etcd-0").dbSize("24Mi").build()))
        .membersReady("2/3")
        .quorum(new QuorumStatus(3, 2, 2, 0))
        .database(new DatabaseStatus("24Mi", "12Mi", "2Gi", 12, null))
        .certNotAfter("2027-01-01T00:00:00Z")
        .openAlerts(1)
        .alerts(List.of(new AlertStatus("MemberDown", Severity.WARNING, "etcd-2", "down", NOW)))
        .conditions(List.of(condition("Reachable")))
        .build();
  }

  /** One member and one condition. */
  static EtcdClusterStatus of(String member, String name, Condition condition) {
    return EtcdClusterStatus.builder()
        .members(List.of(MemberStatus.builder().id(member).name(name).build()))
        .conditions(List.of(condition))
        .build();
  }

  /** A complete condition that is True. */
  static Condition condition(String type) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus("True")
        .withReason("AsExpected")
        .withMessage("")
        .withLastTransitionTime(NOW)
        .withObservedGeneration(1L)
        .build();
  }
}
