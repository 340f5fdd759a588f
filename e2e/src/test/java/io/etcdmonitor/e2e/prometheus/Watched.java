package io.etcdmonitor.e2e.prometheus;

import io.etcdmonitor.e2e.demo.Checkout;
import io.etcdmonitor.e2e.mockapi.MockKubernetesApi;
import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.process.Directories;
import io.etcdmonitor.etcd.TlsMaterial;
import io.etcdmonitor.etcd.testing.EtcdAdmin;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestClusterBuilder;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.etcd.testing.EtcdWatchers;
import io.etcdmonitor.etcd.testing.TestPki;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
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
 * other cluster measures its requests itself; on the rest the write probe is on. The newest speaks
 * TLS only, with those who show a certificate.
 */
final class Watched implements AutoCloseable {
  static final String NAMESPACE = "infra";

  private static final String FEATURES =
      List.of("healthy", "alarm", "request", "capacity", "disk", "version", "certificate").stream()
              .map(name -> "  - {name: %s, interval: 5s, timeout: 4s}\n".formatted(name))
              .collect(Collectors.joining())
          // Before 3.5 there is no cheaper way to compare data than hashing all of it.
          + "  - {name: consistency, interval: 5s, timeout: 4s, settings: {fullHashInterval: 5s}}\n";

  private final Map<String, EtcdTestCluster> clusters = new LinkedHashMap<>();
  private final Set<String> measuringThemselves = new HashSet<>();
  private final List<EtcdWatchers> watchers = new ArrayList<>();
  private final Path certificates = Directories.temporary("etcd-monitor-certificates");
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

  /** Whether this cluster speaks TLS. */
  boolean tls(String name) {
    return clusters.get(name).clientTls().isPresent();
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
      String name = "etcd-" + etcd.minor().replace('.', '-');
      if (clusters.size() % 2 == 0) {
        builder.extensiveMetrics();
        measuringThemselves.add(name);
      }
      if (clusters.size() + 1 == EtcdInstallation.available().size()) {
        builder.mutualTls(new TestPki());
      }
      EtcdTestCluster cluster = builder.start();
      clusters.put(name, cluster);
      cluster.fill("some", 60, 100);
      cluster.leader().admin().compact(50);
      cluster.leader().admin().grantLease(600);
      cluster.follower().admin().defragment();
      watch(cluster);
      write(cluster);
    }
    apply();
    operator =
        OperatorProcess.start(
            api.kubeconfig(), "operator-0", Map.of(), List.of("--lease-namespace", NAMESPACE));
    operator.awaitReady();
    prometheus = PrometheusProcess.start(configuration());
  }

  private void watch(EtcdTestCluster cluster) {
    try {
      watchers.add(EtcdWatchers.open(cluster.follower().admin(), "some", 2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
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
      clusters.forEach((name, cluster) -> {
        cluster.clientTls().ifPresent(tls -> apply(admin, secret(name, tls)));
        apply(admin, object(name, cluster));
      });
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
      %s
      metrics: {interval: 5s}
      writeProbe: {enabled: %s}
      features:
    %s\
    """
        .formatted(
            name,
            NAMESPACE,
            cluster.endpoints().stream().map(e -> "\"" + e + "\"").collect(Collectors.joining(",")),
            cluster.clientTls().isPresent() ? "tls: {secretName: %s}".formatted(name) : "",
            !extensive(name),
            FEATURES);
  }

  private static String secret(String name, TlsMaterial tls) {
    return """
    apiVersion: v1
    kind: Secret
    metadata: {name: %s, namespace: %s}
    data:
      ca.crt: %s
      tls.crt: %s
      tls.key: %s
    """
        .formatted(
            name,
            NAMESPACE,
            base64(tls.caPem().orElseThrow()),
            base64(tls.certificatePem().orElseThrow()),
            base64(tls.keyPem().orElseThrow()));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The file that people are told to use, with the addresses of all this. */
  private String configuration() {
    PrometheusConfig config = PrometheusConfig.of(operator.url().replace("http://", ""));
    clusters.forEach((name, cluster) -> {
      cluster.clientTls().ifPresent(tls -> config.withTls("etcd-tls", files(tls)));
      config.add(
          cluster.clientTls().isPresent() ? "etcd-tls" : "etcd",
          name,
          cluster.members().stream().map(Watched::target).toList());
    });
    return config.yaml();
  }

  /** Under the names that prometheus.yml has. */
  private Path files(TlsMaterial tls) {
    try {
      Files.writeString(certificates.resolve("ca.crt"), tls.caPem().orElseThrow());
      Files.writeString(certificates.resolve("client.crt"), tls.certificatePem().orElseThrow());
      Files.writeString(certificates.resolve("client.key"), tls.keyPem().orElseThrow());
      return certificates;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As Prometheus calls it in label {@code instance}. */
  static String target(EtcdTestMember member) {
    return member.endpoint().toString().replaceFirst("^https?://", "");
  }

  @Override
  public void close() {
    load.shutdownNow();
    watchers.forEach(EtcdWatchers::close);
    if (prometheus != null) {
      prometheus.close();
    }
    if (operator != null) {
      operator.close();
    }
    api.close();
    clusters.values().forEach(EtcdTestCluster::close);
    Directories.delete(certificates);
  }
}
