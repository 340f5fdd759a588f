package io.etcdmonitor.kube.provider;

/**
 * Finds the client URLs of a cluster. Found by {@link java.util.ServiceLoader}: a jar on the class
 * path adds a provider that {@code spec.provider} can name. Instances are shared and called from
 * many threads.
 */
public interface ClusterProvider {
  /** Lower-case DNS label, unique: what {@code spec.provider} says. */
  String name();

  /** One sentence for people. */
  String description();

  /**
   * Finds the endpoints. Does no etcd I/O. What it reads through {@link ProviderContext#lookup} is
   * watched: a change has it called again.
   *
   * @return client URLs, at least one, in a stable order
   * @throws ProviderException for what the owner has to put right
   * @throws RuntimeException when the Kubernetes API is away; it is called again later
   */
  java.util.List<io.etcdmonitor.etcd.Endpoint> endpoints(ProviderContext context);
}
