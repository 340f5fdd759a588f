package io.etcdmonitor.e2e.prometheus;

import io.etcdmonitor.e2e.demo.Checkout;
import io.etcdmonitor.e2e.mockapi.MockKubernetesApi;
import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A cluster of each minor version of etcd here, in namespace {@code infra} of a small Kubernetes
 * API, an operator that looks every five seconds, and a Prometheus that scrapes them all.
 */
final class Watched implements AutoCloseable {
  static final String NAMESPACE = "infra";

  private static final String FEATURES =
      List.of("healthy", "alarm", "request", "capacity", "disk", "version").stream()
              .map(name -> "  - {name: %s, interval: 5s, timeout: 4s}\n".formatted(name))
              .collect(Collectors.joining())
          // Before 3.5 there is no cheaper way to compare data than hashing all of it.
          + "  - {name: consistency, interval: 5s, timeout: 4s, settings: {fullHashInterval: 5s}}\n";

  private final Map<String, EtcdTestCluster> clusters = new LinkedHashMap<>();
  private final MockKubernetesApi api = MockKubernetesApi.start();
  private OperatorProcess operator;
  private PrometheusProcess prometheus;

  private Watched() {}

  static Watched start() {
    Watched watched = new Watched();
    try {
      watched.open();
      return watched;
    } catch (RuntimeException | AssertionError e) {
      watched.close();
      throw e;
    }
  }

  /** The clusters by the name of their EtcdCluster. */
  Map<String, EtcdTestCluster> clusters() {
    return clusters;
  }

  OperatorProcess operator() {
    return operator;
  }

  PrometheusProcess prometheus() {
    return prometheus;
  }

  private void open() {
    for (EtcdInstallation etcd : EtcdInstallation.available()) {
      EtcdTestCluster cluster = EtcdTestCluster.builder().members(3).versions(etcd).start();
      clusters.put("etcd-" + etcd.minor().replace('.', '-'), cluster);
      // Enough for a percentile of the disk, and something to compact.
      cluster.fill("some", 120, 100);
      cluster.leader().admin().compact(50);
    }
    apply();
    operator =
        OperatorProcess.start(
            api.kubeconfig(), "operator-0", Map.of(), List.of("--lease-namespace", NAMESPACE));
    operator.awaitReady();
    prometheus = PrometheusProcess.start(scrapes());
  }

  private void apply() {
    try (KubernetesClient admin =
        new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(api.kubeconfig())).build()) {
      Checkout.crds().forEach(crd -> apply(admin, crd));
      apply(admin, "apiVersion: v1\nkind: Namespace\nmetadata: {name: %s}\n".formatted(NAMESPACE));
      clusters.forEach((name, cluster) -> apply(admin, object(name, cluster)));
    }
  }

  private static void apply(KubernetesClient admin, String yaml) {
    var stream = new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
    for (HasMetadata item : admin.load(stream).items()) {
      admin.resource(item).forceConflicts().serverSideApply();
    }
  }

  private static String object(String name, EtcdTestCluster cluster) {
    return """
    apiVersion: etcdmonitor.io/v1alpha1
    kind: EtcdCluster
    metadata: {name: %s, namespace: %s}
    spec:
      endpoints: [%s]
      metrics: {interval: 5s}
      features:
    %s\
    """
        .formatted(
            name,
            NAMESPACE,
            cluster.endpoints().stream().map(e -> "\"" + e + "\"").collect(Collectors.joining(",")),
            FEATURES);
  }

  /** As in deploy/prometheus/prometheus.yml. */
  private String scrapes() {
    StringBuilder yaml =
        new StringBuilder(
            """
            - job_name: etcd-monitor
              honor_labels: true
              static_configs: [{targets: ["%s"]}]
            """
                .formatted(operator.url().replace("http://", "")));
    yaml.append("- job_name: etcd\n  static_configs:\n");
    clusters.forEach((name, cluster) ->
        yaml.append(
            "  - {targets: [%s], labels: {cluster: %s}}\n"
                .formatted(
                    cluster.members().stream()
                        .map(Watched::target)
                        .map(t -> "\"" + t + "\"")
                        .collect(Collectors.joining(", ")),
                    name)));
    return yaml.toString();
  }

  static String target(EtcdTestMember member) {
    return member.endpoint().toString().replace("http://", "");
  }

  @Override
  public void close() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (operator != null) {
      operator.close();
    }
    api.close();
    clusters.values().forEach(EtcdTestCluster::close);
  }
}
