package io.etcdmonitor.kube.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.model.ClusterKey;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SliceTest {
  private static final int CLUSTERS = 10_000;

  private final List<ClusterKey> clusters =
      IntStream.range(0, CLUSTERS)
          .mapToObj(i -> new ClusterKey("team-" + i % 7, "etcd-%05d".formatted(i)))
          .toList();

  @Test
  void everyClusterIsInExactlyOne() {
    for (int shards = 1; shards <= 20; shards++) {
      int of = shards;
      assertThat(clusters)
          .allMatch(
              key -> IntStream.range(0, of).filter(s -> new Slice(s, of).has(key)).count() == 1);
    }
    assertThat(clusters).noneMatch(key -> new Slice(0, 0).has(key) || new Slice(3, 3).has(key));
  }

  @Test
  void shardsAreAboutEquallyLarge() {
    for (int shard = 0; shard < 10; shard++) {
      Slice slice = new Slice(shard, 10);
      assertThat(clusters.stream().filter(slice::has).count())
          .isBetween(CLUSTERS / 10L - 150, CLUSTERS / 10L + 150);
    }
  }

  @Test
  void oneMoreShardTakesItsShareFromEachAndMovesNothingElse() {
    List<ClusterKey> moved =
        clusters.stream().filter(key -> Slice.of(key, 10) != Slice.of(key, 11)).toList();
    assertThat(moved).allMatch(key -> Slice.of(key, 11) == 10);
    assertThat(moved.size()).isBetween(CLUSTERS / 11 - 150, CLUSTERS / 11 + 150);
  }

  @Test
  void replicasOfDifferentVersionsAgree() {
    // Written down: a changed hash would have two replicas own a cluster during an update.
    assertThat(
            List.of("a", "b", "c", "etcd-0", "etcd-1").stream()
                .map(name -> Slice.of(new ClusterKey("prod", name), 10)))
        .containsExactly(7, 5, 8, 6, 0);
  }
}
