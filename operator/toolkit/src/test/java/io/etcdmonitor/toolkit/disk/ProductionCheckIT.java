package io.etcdmonitor.toolkit.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.TestPki;
import io.etcdmonitor.toolkit.disk.Readiness.Grade;
import io.etcdmonitor.toolkit.disk.Readiness.Item;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is seen of real clusters. */
class ProductionCheckIT {

  private static Map<String, Item> look(EtcdTestCluster etcd, Clock clock) throws Exception {
    try (EtcdOperations operations = EtcdOperations.open(etcd.spec())) {
      return new ProductionCheck(operations, clock)
          .look(Optional.empty()).items().stream()
              .collect(Collectors.toMap(Item::area, item -> item));
    }
  }

  @Test
  void threeMembersWithTlsAndOneMissing() throws Exception {
    try (EtcdTestCluster etcd =
        EtcdTestCluster.builder().members(3).mutualTls(new TestPki()).start()) {
      etcd.awaitLeader();
      Map<String, Item> items = look(etcd, Clock.offset(Clock.systemUTC(), Duration.ofSeconds(90)));
      assertThat(items.get("cluster size").grade()).isEqualTo(Grade.GOOD);
      assertThat(items.get("health").grade()).as(items + "").isEqualTo(Grade.GOOD);
      assertThat(items.get("access").grade()).isEqualTo(Grade.GOOD);
      assertThat(items.get("quota").found()).contains("quota 2048 MiB");
      assertThat(items.get("WAL fsync").grade()).isNotEqualTo(Grade.UNKNOWN);
      assertThat(items.get("open files").grade()).isNotEqualTo(Grade.UNKNOWN);
      assertThat(items.get("auto-compaction").grade()).isEqualTo(Grade.GOOD);
      // They agree with each other; it is our clock that is 90 s ahead.
      assertThat(items.get("clocks").grade()).isEqualTo(Grade.GOOD);
      assertThat(items.get("clocks").found())
          .containsPattern("one is (89|90|91)\\.\\d s from this");

      etcd.follower().kill();
      Map<String, Item> less = look(etcd, Clock.systemUTC());
      assertThat(less.get("health").grade()).isEqualTo(Grade.BAD);
      assertThat(less.get("cluster size").grade()).isEqualTo(Grade.GOOD);
    }
  }

  @Test
  void oneMemberThatEverybodyMayRead() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).start()) {
      etcd.awaitLeader();
      Map<String, Item> items = look(etcd, Clock.systemUTC());
      assertThat(items.get("cluster size").grade()).isEqualTo(Grade.BAD);
      assertThat(items.get("TLS").grade()).isEqualTo(Grade.BAD);
      assertThat(items.get("access").grade()).isEqualTo(Grade.BAD);
      assertThat(items).doesNotContainKey("round trip between members");
    }
  }
}
