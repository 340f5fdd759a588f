package io.etcdmonitor.engine.model;

/**
 * Names one watched cluster.
 *
 * @param namespace Kubernetes namespace; empty for clusters watched without Kubernetes
 * @param name unique within the namespace
 */
public record ClusterKey(String namespace, String name) implements Comparable<ClusterKey> {

  /** {@code namespace/name}, or the name alone without a namespace. */
  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  @Override
  public int compareTo(ClusterKey other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }
}
