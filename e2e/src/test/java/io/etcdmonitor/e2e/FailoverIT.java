package io.etcdmonitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two replicas: one probes, the other takes over. */
@NeedsKubeApi
class FailoverIT {
  private static final Duration SOON = Duration.ofSeconds(45);

  @Test
  void theOtherReplicaTakesOverWithinThirtySeconds() throws Exception {
    try (KubeEnvironment kube = KubeEnvironment.start();
        EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).start()) {
      OperatorProcess first = kube.startOperator("replica-a").awaitReady();
      Await.until("the first one leads", SOON, () -> leads(first));
      OperatorProcess second = kube.startOperator("replica-b").awaitReady();
      kube.createNamespace("failover");
      kube.apply("failover", Yaml.cluster("main", etcd.endpoints(), ""));
      Await.until("the first one probes", SOON, () -> rounds(first) > 0);

      assertThat(leads(second)).isFalse();
      assertThat(rounds(second)).as("a standby does not probe").isZero();

      Instant killed = Instant.now();
      first.process().kill();
      Await.until(
          "the second one probes",
          Duration.ofSeconds(40),
          () -> Optional.of(rounds(second)).filter(r -> r > 0),
          () -> second.process().tail(40));
      assertThat(Duration.between(killed, Instant.now()))
          .as("the gap without probing")
          .isLessThan(Duration.ofSeconds(30));
      assertThat(leads(second)).isTrue();
    }
  }

  private static boolean leads(OperatorProcess operator) throws Exception {
    return operator.metrics().value("etcd_monitor_leader").orElse(0) == 1;
  }

  private static double rounds(OperatorProcess operator) throws Exception {
    return operator.metrics().find("etcd_monitor_inspection_runs_total").stream()
        .mapToDouble(s -> s.value())
        .sum();
  }
}
