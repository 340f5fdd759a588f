package io.etcdmonitor.kube.provider;

import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.lookup.KubeLookup;
import java.util.Map;

/**
 * What a provider may look at.
 *
 * @param key the cluster
 * @param spec its spec; what kstone's annotations say is filled in
 * @param annotations of the EtcdCluster
 * @param lookup reads objects of the cluster's own namespace
 */
public record ProviderContext(
    ClusterKey key, EtcdClusterSpec spec, Map<String, String> annotations, KubeLookup lookup) {}
