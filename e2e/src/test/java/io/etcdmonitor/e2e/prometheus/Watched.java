package io.etcdmonitor.e2e.prometheus;

import io.etcdmonitor.e2e.demo.Checkout;
import io.etcdmonitor.e2e.mockapi.MockKubernetesApi;
import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.etcd.testing.EtcdAdmin;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestClusterBuilder;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A cluster of each minor version of etcd here, in namespace {@code infra} of a small Kubernetes
 * API, an operator that looks every five seconds, and a Prometheus that scrapes them all. Every
 * other cluster measures its requests itself; on the rest the write probe is on.
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
  private final Set<String> measuringThemselves = new HashSet<>();
  private final ScheduledExecutorService load = Executors.newScheduledThreadPool(2);
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

  /** Whether the members of this cluster run with {@code --metrics=extensive}. */
  boolean extensive(String name) {
    return measuringThemselves.contains(name);
  }

  OperatorProcess operator() {
    return operator;
  }

  PrometheusProcess prometheus() {
    return prometheus;
  }

  private void open() {
    for (EtcdInstallation etcd : EtcdInstallation.available()) {
      EtcdTestClusterBuilder builder = EtcdTestCluster.builder().members(3).versions(etcd);
      boolean extensive = clusters.size() % 2 == 0;
      EtcdTestCluster cluster = (extensive ? builder.extensiveMetrics() : builder).start();
      String name = "etcd-" + etcd.minor().replace('.', '-');
      clusters.put(name, cluster);
      if (extensive) {
        measuringThemselves.add(name);
      }
      cluster.fill("some", 60, 100);
      cluster.leader().admin().compact(50);
      write(cluster);
    }
    apply();
    operator =
        OperatorProcess.start(
            api.kubeconfig(), "operator-0", Map.of(), List.of("--lease-namespace", NAMESPACE));
    operator.awaitReady();
    prometheus = PrometheusProcess.start(scrapes());
  }

  /** Writes all the time: there must be latencies of disks and requests to tell. */
  private void write(EtcdTestCluster cluster) {
    EtcdAdmin admin = cluster.member(0).admin();
    var unused =
        load.scheduleWithFixedDelay(
            () -> {
              try {
                admin.put("load", "value");
              } catch (RuntimeException e) {
                // A member is down; the next writes go on when it is back.
              }
            },
            0,
            50,
            TimeUnit.MILLISECONDS);
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

  private String object(String name, EtcdTestCluster cluster) {
    return """
    apiVersion: etcdmonitor.io/v1alpha1
    kind: EtcdCluster
    metadata: {name: %s, namespace: %s}
    spec:
      endpoints: [%s]
      metrics: {interval: 5s}
      writeProbe: {enabled: %s}
      features:
    %s\
    """
        .formatted(
            name,
            NAMESPACE,
            cluster.endpoints().stream().map(e -> "\"" + e + "\"").collect(Collectors.joining(",")),
            !extensive(name),
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
    load.shutdownNow();
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
