package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.KeyRange;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The one key that we write, and that nothing of it stays. */
class WriteProbeIT {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final String KEY = "/etcd-monitor/probe";

  private static long keys(MemberClient client) {
    return client.count(KeyRange.prefix(KEY), 0, DEADLINE).join().value().orElseThrow();
  }

  private static long leases(MemberClient client) {
    return client.leases(DEADLINE).join().value().orElseThrow();
  }

  @Test
  void theKeyIsOursAloneAndGoesWithItsLease() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).start();
        NettyEtcdConnector connector = new NettyEtcdConnector();
        ClusterConnection watching = connector.open(etcd.spec())) {
      MemberClient reader = watching.member(List.of(etcd.member(0).endpoint()));
      ClusterConnection writing = connector.open(etcd.spec());
      MemberClient writer = writing.member(List.of(etcd.member(0).endpoint()));

      Reply<Long> first = writer.writeProbe(KEY, LEASE, DEADLINE).join();
      Reply<Long> second = writer.writeProbe(KEY, LEASE, DEADLINE).join();
      assertThat(first.ok()).as(first.toString()).isTrue();
      assertThat(second.value().orElseThrow()).isEqualTo(first.value().orElseThrow() + 1);
      assertThat(keys(reader)).isOne();
      assertThat(leases(reader)).isOne();

      writer.writeProbe(KEY, LEASE.plusSeconds(1), DEADLINE).join();
      assertThat(keys(reader)).as("on another lease").isOne();
      assertThat(leases(reader)).as("the first one is revoked").isOne();

      assertThat(writer.endWriteProbe(DEADLINE).join().ok()).isTrue();
      assertThat(keys(reader)).isZero();
      assertThat(leases(reader)).isZero();

      writer.writeProbe(KEY, LEASE, DEADLINE).join();
      assertThat(keys(reader)).isOne();
      writing.close();
      Await.until("the key is gone", Duration.ofSeconds(20), () -> keys(reader) == 0);
      assertThat(leases(reader)).isZero();
    }
  }

  @Test
  void whoMayNotWriteIsToldSo() throws Exception {
    try (EtcdTestCluster etcd =
            EtcdTestCluster.builder()
                .members(1)
                .auth("secret")
                .user("reader", "pw", "/other/")
                .start();
        NettyEtcdConnector connector = new NettyEtcdConnector();
        ClusterConnection connection = connector.open(etcd.specAs("reader", "pw"))) {
      MemberClient writer = connection.member(List.of(etcd.member(0).endpoint()));
      assertThat(writer.writeProbe(KEY, LEASE, DEADLINE).join().failure().orElseThrow().cause())
          .isEqualTo(FailureCause.PERMISSION_DENIED);
    }
  }
}
