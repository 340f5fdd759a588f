package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.engine.model.ClusterKey;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Names of clusters. */
public final class ClusterKeys {
  private ClusterKeys() {}

  /** The key of an EtcdCluster. */
  public static ClusterKey of(HasMetadata cluster) {
    return new ClusterKey(cluster.getMetadata().getNamespace(), cluster.getMetadata().getName());
  }
}
