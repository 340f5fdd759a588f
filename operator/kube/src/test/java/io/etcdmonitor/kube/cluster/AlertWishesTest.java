package io.etcdmonitor.kube.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.AlertsSpec;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.engine.alert.ClusterAlerts;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.testing.FakeCaches;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertWishesTest {
  private static final ClusterKey KEY = new ClusterKey("team", "orders");

  private final FakeCaches caches = new FakeCaches();
  private final AlertWishes wishes = new AlertWishes(caches);

  @Test
  void aSpecIsReadOncePerGeneration() {
    caches.clusters.put(KEY, cluster("a", 1, "slack"));
    ClusterAlerts first = now();
    caches.clusters.put(KEY, cluster("a", 1, "slack"));
    assertThat(now()).isSameAs(first);
    caches.clusters.put(KEY, cluster("a", 2, "pager"));
    assertThat(now().channels()).containsExactly("pager");
    assertThat(wishes.of(KEY)).contains(now());
  }

  @Test
  void anObjectThatWasMadeAgainIsAnother() {
    caches.clusters.put(KEY, cluster("a", 1, "slack"));
    now();
    caches.clusters.put(KEY, cluster("b", 1, "pager"));
    assertThat(now().channels()).containsExactly("pager");
  }

  @Test
  void withoutItsObjectThereAreNone() {
    caches.clusters.put(KEY, cluster("a", 1, "slack"));
    now();
    caches.clusters.clear();
    assertThat(wishes.of(List.of(KEY))).isEmpty();
    assertThat(wishes.of(KEY)).isEmpty();
  }

  private ClusterAlerts now() {
    return wishes.of(List.of(KEY)).get(KEY);
  }

  private static EtcdCluster cluster(String uid, long generation, String channel) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(KEY.namespace())
            .withName(KEY.name())
            .withUid(uid)
            .withGeneration(generation)
            .build());
    cluster.setSpec(
        EtcdClusterSpec.builder()
            .alerts(new AlertsSpec(true, List.of(channel), Map.of(), List.of(), List.of()))
            .build());
    return cluster;
  }
}
