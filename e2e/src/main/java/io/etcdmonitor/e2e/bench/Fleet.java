package io.etcdmonitor.e2e.bench;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.Health;
import io.etcdmonitor.api.v1alpha1.MetricsSpec;
import io.etcdmonitor.api.v1alpha1.TlsSpec;
import io.etcdmonitor.e2e.bench.sim.Addresses;
import io.etcdmonitor.e2e.operator.Distribution;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.etcd.testing.TestPki;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The EtcdClusters of one bench, and what their statuses say as a watcher of the API sees it. */
final class Fleet implements AutoCloseable {
  static final String NAMESPACE = "fleet";
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final KubernetesClient client;
  private final int clusters;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private SharedIndexInformer<EtcdCluster> informer;

  /** What a status says. */
  record Said(Health health, boolean allMembersReady) {
    /** On a busy machine a member may be slow: that is a warning, and a cluster that is seen. */
    boolean serving() {
      return health == Health.HEALTHY || health == Health.WARNING;
    }

    /** Serving, and no member is missing. */
    boolean whole() {
      return serving() && allMembersReady;
    }
  }

  private record Seen(Said said, Instant since) {}

  Fleet(KubernetesClient client, int clusters) {
    this.client = client;
    this.clusters = clusters;
  }

  /** Applies the CRDs and creates everything. */
  void create(Optional<TestPki> pki, boolean pages) throws IOException {
    install();
    IntStream.range(0, clusters)
        .parallel()
        .forEach(i -> {
          pki.ifPresent(authority -> createSecret(i, authority));
          client.resource(cluster(i, pki.isPresent(), pages)).create();
        });
    informer = client.resources(EtcdCluster.class).inNamespace(NAMESPACE).inform(new Watcher());
  }

  /** Waits until so many statuses are as asked for; when the last of them became so. */
  Duration await(String what, Instant from, int wanted, Predicate<Said> says) {
    Await.until(what, PATIENCE, () -> count(says) >= wanted);
    Instant last =
        seen.values().stream()
            .filter(s -> says.test(s.said()))
            .map(Seen::since)
            .sorted()
            .skip(wanted - 1L)
            .findFirst()
            .orElseGet(Instant::now);
    return Duration.between(from, last);
  }

  private long count(Predicate<Said> says) {
    return seen.values().stream().filter(s -> says.test(s.said())).count();
  }

  @Override
  public void close() {
    if (informer != null) {
      informer.stop();
    }
  }

  private void createSecret(int index, TestPki pki) {
    TestPki.Issued issued = pki.client("etcd-monitor-" + index);
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("etcd-" + index)
                .endMetadata()
                .addToStringData("ca.crt", pki.caPem())
                .addToStringData("tls.crt", issued.certificatePem())
                .addToStringData("tls.key", issued.keyPem())
                .build())
        .create();
  }

  private static EtcdCluster cluster(int index, boolean tls, boolean pages) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(
        new ObjectMetaBuilder().withNamespace(NAMESPACE).withName("c" + index).build());
    EtcdClusterSpec.Builder spec =
        EtcdClusterSpec.builder()
            .endpoints(Addresses.endpoints(index, tls))
            .metrics(new MetricsSpec(pages, null, Addresses.METRICS_PORT, null, null));
    if (tls) {
      spec.tls(new TlsSpec("etcd-" + index, Addresses.SERVER_NAME, null));
    }
    cluster.setSpec(spec.build());
    return cluster;
  }

  private void install() throws IOException {
    try (Stream<Path> files = Files.list(Distribution.checkout().resolve("crds/manifests"))) {
      for (Path file : files.sorted().toList()) {
        byte[] yaml = Files.readString(file).getBytes(StandardCharsets.UTF_8);
        client.load(new ByteArrayInputStream(yaml)).serverSideApply();
      }
    }
    Await.until(
        "the kinds are served",
        PATIENCE,
        () -> {
          client.resources(EtcdCluster.class).inNamespace(NAMESPACE).list();
          return true;
        });
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
  }

  private final class Watcher implements ResourceEventHandler<EtcdCluster> {
    @Override
    public void onAdd(EtcdCluster cluster) {
      note(cluster);
    }

    @Override
    public void onUpdate(EtcdCluster before, EtcdCluster after) {
      note(after);
    }

    @Override
    public void onDelete(EtcdCluster cluster, boolean finalStateUnknown) {
      seen.remove(cluster.getMetadata().getName());
    }

    private void note(EtcdCluster cluster) {
      EtcdClusterStatus status = cluster.getStatus();
      if (status != null && status.health() != null) {
        Said said = new Said(status.health(), allReady(status.membersReady()));
        seen.compute(
            cluster.getMetadata().getName(),
            (name, before) ->
                before != null && before.said().equals(said)
                    ? before
                    : new Seen(said, Instant.now()));
      }
    }

    private static boolean allReady(String membersReady) {
      return (Addresses.MEMBERS + "/" + Addresses.MEMBERS).equals(membersReady);
    }
  }
}
