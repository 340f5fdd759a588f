package io.etcdmonitor.kube.lookup;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads objects of one namespace on behalf of one cluster. What was read is watched from then on: a
 * change has the cluster reconciled again. Not thread-safe.
 */
public interface KubeLookup {
  /**
   * One object by name.
   *
   * @throws LookupForbiddenException when the API refuses
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API is away
   */
  <T extends HasMetadata> Optional<T> get(Class<T> type, String name);

  /**
   * The objects with all these labels, by name.
   *
   * @throws LookupForbiddenException when the API refuses
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API is away
   */
  <T extends HasMetadata> List<T> list(Class<T> type, Map<String, String> labels);
}
