package io.etcdmonitor.engine.model;

/**
 * Names one inspection: a feature applied to a cluster. Two inspections of one cluster may run the
 * same feature with other settings.
 *
 * @param cluster the cluster
 * @param name the inspection's own name, unique within the cluster's namespace
 */
public record InspectionKey(ClusterKey cluster, String name) {
  /** {@code namespace/name} of the inspection. */
  @Override
  public String toString() {
    return cluster.namespace().isEmpty() ? name : cluster.namespace() + "/" + name;
  }
}
