package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.engine.alert.ClusterAlerts;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.ObjectCaches;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the owners of clusters want of their alerts, as their objects say now. A spec is read anew
 * only when it has changed. Thread-safe.
 */
public final class AlertWishes {
  private final ObjectCaches caches;
  private Map<ClusterKey, Read> read = Map.of();

  public AlertWishes(ObjectCaches caches) {
    this.caches = caches;
  }

  /** What was read of one generation of an object. */
  private record Read(String uid, Long generation, ClusterAlerts wishes) {
    static Read of(EtcdCluster cluster) {
      return new Read(
          cluster.getMetadata().getUid(),
          cluster.getMetadata().getGeneration(),
          AlertSettings.of(cluster));
    }

    boolean isOf(EtcdCluster cluster) {
      return uid.equals(cluster.getMetadata().getUid())
          && Objects.equals(generation, cluster.getMetadata().getGeneration());
    }
  }

  /** What the owner of a cluster wants; empty while its object is not known. */
  public Optional<ClusterAlerts> of(ClusterKey key) {
    return caches.cluster(key).map(AlertSettings::of);
  }

  /** What the owners of these want, without those whose objects are not known. */
  public synchronized Map<ClusterKey, ClusterAlerts> of(Collection<ClusterKey> keys) {
    Map<ClusterKey, Read> next = new HashMap<>();
    Map<ClusterKey, ClusterAlerts> wishes = new HashMap<>();
    for (ClusterKey key : keys) {
      caches
          .cluster(key)
          .ifPresent(cluster -> {
            Read before = read.get(key);
            Read now = before != null && before.isOf(cluster) ? before : Read.of(cluster);
            next.put(key, now);
            wishes.put(key, now.wishes());
          });
    }
    read = next;
    return wishes;
  }
}
