package io.etcdmonitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The case the product exists for: the Kubernetes API is gone, and the monitored etcd breaks
 * meanwhile.
 */
@NeedsKubeApi
class ApiOutageIT {
  private static final Duration SOON = Duration.ofSeconds(45);
  private static final Duration LEASE = Duration.ofSeconds(9);

  @Test
  void probingGoesOnWithoutTheApiAndTheStatusCatchesUp() throws Exception {
    try (KubeEnvironment kube = KubeEnvironment.start();
        EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start()) {
      OperatorProcess operator = kube.startWithShortLease("operator-0").awaitReady();
      kube.createNamespace("outage");
      kube.apply("outage", Yaml.cluster("main", etcd.endpoints(), ""));
      Observed seen = new Observed(kube, operator, "outage", "main");
      seen.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);

      kube.api().stopServer();
      // Longer than the lease lasts: leadership must not end because nobody can renew.
      java.util.concurrent.locks.LockSupport.parkNanos(LEASE.toNanos());
      assertThat(operator.process().alive()).isTrue();
      assertThat(operator.metrics().value("etcd_monitor_leader")).hasValue(1);
      assertThat(operator.status("/healthz")).isEqualTo(200);

      etcd.members().forEach(EtcdTestMember::kill);
      seen.awaitMetric("etcd_cluster_healthy", 0, SOON);
      seen.awaitMetric("etcd_monitor_cluster_health", 1, SOON, "state", "Critical");
      assertThat(operator.log()).contains("QuorumLost");

      kube.api().startServer();
      seen.awaitHealth("Critical", "Available", "False", "QuorumLost", Duration.ofSeconds(60));
      seen.awaitEvent("QuorumLost", SOON);

      etcd.members().forEach(EtcdTestMember::launchAgain);
      etcd.awaitLeader();
      seen.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);
      assertThat(operator.process().alive()).isTrue();
      assertThat(operator.log()).as("one line for each thing that matters").doesNotContain("\tat ");
    }
  }
}
