package io.etcdmonitor.kube;

import io.etcdmonitor.engine.model.ClusterKey;
import java.util.Set;

/**
 * Where the operator knows all EtcdClusters: only there one that it does not know was removed.
 *
 * @param synced whether all informers have their first list
 * @param leftOut namespaces that have no informer: they refuse the operator
 */
public record Sight(boolean synced, Set<String> leftOut) {
  /** Whether this cluster would be known if there were such an EtcdCluster. */
  public boolean covers(ClusterKey cluster) {
    return synced && !leftOut.contains(cluster.namespace());
  }
}
