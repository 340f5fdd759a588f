package io.etcdmonitor.e2e.bench;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.Health;
import io.etcdmonitor.api.v1alpha1.MetricsSpec;
import io.etcdmonitor.api.v1alpha1.TlsSpec;
import io.etcdmonitor.api.v1alpha1.Verdict;
import io.etcdmonitor.e2e.bench.sim.Addresses;
import io.etcdmonitor.e2e.operator.Distribution;
import io.etcdmonitor.e2e.process.Await;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The EtcdClusters of one bench, and what their statuses say as a watcher of the API sees it. */
final class Fleet implements AutoCloseable {
  static final String NAMESPACE = "fleet";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final int AT_ONCE = 16;

  private final KubernetesClient client;
  private final int clusters;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private final Set<String> pagesRead = ConcurrentHashMap.newKeySet();
  private SharedIndexInformer<EtcdCluster> informer;
  private Runnable whileWaiting = () -> {};

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

  /** What a client of a simulated cluster needs, as PEM. */
  record Credentials(String authority, String certificate, String key) {}

  private record Seen(Said said, Instant since) {}

  Fleet(KubernetesClient client, int clusters) {
    this.client = client;
    this.clusters = clusters;
  }

  /**
   * Applies the CRDs and creates everything.
   *
   * @param client the certificate that all clusters' Secrets hold, each its own; empty for plain
   *     text
   */
  void create(Optional<Credentials> client, boolean pages) throws Exception {
    install();
    try (ExecutorService many = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Callable<Object>> all = new ArrayList<>();
      for (int i = 0; i < clusters; i++) {
        int index = i;
        all.add(() -> {
          client.ifPresent(c -> this.client.resource(secret(index, c)).create());
          return this.client.resource(cluster(index, client.isPresent(), pages)).create();
        });
      }
      for (Future<Object> created : many.invokeAll(all)) {
        var unused = created.get();
      }
    }
    informer =
        this.client.resources(EtcdCluster.class).inNamespace(NAMESPACE).inform(new Watcher());
  }

  /** All clusters. */
  Set<Integer> all() {
    return IntStream.range(0, clusters).boxed().collect(Collectors.toSet());
  }

  /** What each waiting does now and then, such as throwing when there is nothing to wait for. */
  void whileWaiting(Runnable check) {
    whileWaiting = check;
  }

  /** Whether a cluster's status says now that nothing is missing. */
  boolean whole(int index) {
    Seen last = seen.get(name(index));
    return last != null && last.said().whole();
  }

  /** Waits until one status says something. */
  Delays awaitFirst(Instant from, Duration atMost) {
    return await(from, all(), 1, said -> true, atMost);
  }

  /** Waits until these clusters' statuses are as asked for, or time is up. */
  Delays await(Instant from, Set<Integer> some, Predicate<Said> says, Duration atMost) {
    return await(from, some, some.size(), says, atMost);
  }

  /** Waits until each cluster's pages have been read once; without them nothing is measured. */
  void awaitPages(Duration atMost) {
    Await.until(
        "the pages of all clusters have been read",
        atMost,
        () -> {
          whileWaiting.run();
          return pagesRead.size() == clusters;
        });
  }

  private Delays await(
      Instant from, Set<Integer> some, int wanted, Predicate<Said> says, Duration atMost) {
    Instant end = from.plus(atMost);
    List<Duration> delays = delays(from, some, says);
    while (delays.size() < wanted && Instant.now().isBefore(end)) {
      whileWaiting.run();
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      delays = delays(from, some, says);
    }
    return new Delays(wanted, Duration.between(from, Instant.now()), delays);
  }

  private List<Duration> delays(Instant from, Set<Integer> some, Predicate<Said> says) {
    return some.stream()
        .map(i -> seen.get(name(i)))
        .filter(s -> s != null && says.test(s.said()))
        .map(s -> Duration.between(from, s.since()))
        .map(delay -> delay.isNegative() ? Duration.ZERO : delay)
        .toList();
  }

  @Override
  public void close() {
    if (informer != null) {
      informer.stop();
    }
  }

  private static String name(int index) {
    return "c" + index;
  }

  private static Secret secret(int index, Credentials client) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(NAMESPACE)
        .withName("etcd-" + index)
        .endMetadata()
        .addToStringData("ca.crt", client.authority())
        .addToStringData("tls.crt", client.certificate())
        .addToStringData("tls.key", client.key())
        .build();
  }

  private static EtcdCluster cluster(int index, boolean tls, boolean pages) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(
        new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(name(index)).build());
    EtcdClusterSpec.Builder spec =
        EtcdClusterSpec.builder()
            .endpoints(Addresses.endpoints(index, tls))
            .metrics(new MetricsSpec(pages, null, tls ? null : Addresses.METRICS_PORT, null, null));
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
        if (status.features().stream()
            .anyMatch(f -> f.name().equals("request") && f.verdict() == Verdict.PASSED)) {
          pagesRead.add(cluster.getMetadata().getName());
        }
      }
    }

    private static boolean allReady(String membersReady) {
      return (Addresses.MEMBERS + "/" + Addresses.MEMBERS).equals(membersReady);
    }
  }
}
