package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.kube.calls.ApiErrors;
import io.etcdmonitor.kube.lookup.KubeLookup;
import io.etcdmonitor.kube.lookup.LookupForbiddenException;
import io.etcdmonitor.kube.provider.ClusterProviders;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How to connect to the etcd of an EtcdCluster: its endpoints and credentials, read once, for tools
 * that people run.
 */
public final class ConnectionLookup {
  private final KubernetesClient client;

  public ConnectionLookup(KubernetesClient client) {
    this.client = client;
  }

  /**
   * @throws IllegalArgumentException with one sentence when there is no such object, or it does not
   *     say enough
   */
  public ConnectionSpec connection(String namespace, String name) {
    String what = namespace + "/" + name;
    try {
      EtcdCluster cluster =
          client.resources(EtcdCluster.class).inNamespace(namespace).withName(name).get();
      if (cluster == null) {
        throw new IllegalArgumentException("there is no EtcdCluster " + what);
      }
      Map<String, String> annotations = cluster.getMetadata().getAnnotations();
      ClusterConfiguration found =
          new ClusterConfigurator(ClusterProviders.load())
              .resolve(
                  ClusterKeys.of(cluster),
                  EffectiveSpec.of(cluster),
                  annotations == null ? Map.of() : annotations,
                  new Once(namespace),
                  Optional.empty());
      return found
          .watched()
          .map(WatchedCluster::connection)
          .orElseThrow(() -> new IllegalArgumentException(what + ": " + sentences(found)));
    } catch (KubernetesClientException e) {
      throw new IllegalArgumentException(
          "EtcdCluster " + what + " cannot be read: " + ApiErrors.words(e), e);
    }
  }

  private static String sentences(ClusterConfiguration found) {
    return found.problems().stream()
        .map(ConfigurationProblem::message)
        .collect(Collectors.joining(" "));
  }

  /** Reads without watching. */
  private final class Once implements KubeLookup {
    private final String namespace;

    Once(String namespace) {
      this.namespace = namespace;
    }

    @Override
    public <T extends HasMetadata> Optional<T> get(Class<T> type, String name) {
      try {
        return Optional.ofNullable(
            client.resources(type).inNamespace(namespace).withName(name).get());
      } catch (KubernetesClientException e) {
        throw refused(e);
      }
    }

    @Override
    public <T extends HasMetadata> List<T> list(Class<T> type, Map<String, String> labels) {
      try {
        return client.resources(type).inNamespace(namespace).withLabels(labels).list().getItems();
      } catch (KubernetesClientException e) {
        throw refused(e);
      }
    }

    private RuntimeException refused(KubernetesClientException e) {
      return e.getCode() == 403 ? new LookupForbiddenException(e.getMessage(), e) : e;
    }
  }
}
