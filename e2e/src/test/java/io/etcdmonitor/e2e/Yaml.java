package io.etcdmonitor.e2e;

import io.etcdmonitor.etcd.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The objects that tests apply, as a person would write them. */
final class Yaml {
  /** Short intervals, so that tests need not wait for the defaults. */
  static final String FAST_FEATURES =
      """
        features:
        - {name: healthy, interval: 5s, timeout: 4s}
        - {name: alarm, interval: 5s, timeout: 4s}
        - {name: consistency, interval: 10s, timeout: 9s}
        - {name: request, interval: 5s, timeout: 4s}
      """;

  private Yaml() {}

  /** A cluster with fast features and further lines of its spec (indented by two). */
  static String cluster(String name, List<Endpoint> endpoints, String more) {
    return clusterWith(name, endpoints, FAST_FEATURES + more);
  }

  /** A cluster with these lines of its spec (indented by two) after the endpoints. */
  static String clusterWith(String name, List<Endpoint> endpoints, String more) {
    return """
    apiVersion: etcdmonitor.io/v1alpha1
    kind: EtcdCluster
    metadata:
      name: %s
    spec:
      endpoints: [%s]
    %s
    """
        .formatted(
            name,
            endpoints.stream().map(e -> '"' + e.toString() + '"').collect(Collectors.joining(", ")),
            more);
  }

  /** An Opaque Secret. */
  static String secret(String name, Map<String, String> data) {
    String entries =
        data.entrySet().stream()
            .map(e ->
                "  %s: %s"
                    .formatted(
                        e.getKey(),
                        Base64.getEncoder()
                            .encodeToString(e.getValue().getBytes(StandardCharsets.UTF_8))))
            .collect(Collectors.joining("\n"));
    return """
    apiVersion: v1
    kind: Secret
    metadata:
      name: %s
    data:
    %s
    """
        .formatted(name, entries);
  }
}
