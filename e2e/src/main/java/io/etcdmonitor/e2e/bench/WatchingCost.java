package io.etcdmonitor.e2e.bench;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.Health;
import io.etcdmonitor.e2e.kube.KubeApi;
import io.etcdmonitor.e2e.kube.KubeBinaries;
import io.etcdmonitor.e2e.operator.Distribution;
import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.operator.Scrape;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.e2e.process.ChildProcess;
import io.etcdmonitor.e2e.process.Directories;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
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
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Measures what watching costs: the operator from the distribution, a real API server, simulated
 * etcd clusters, default intervals. Prints one Markdown row per fleet size. Everything shares the
 * machine, so trust CPU seconds and memory more than times.
 *
 * <p>Arguments: minutes of steady state to measure, then fleet sizes.
 */
public final class WatchingCost {
  private static final String NAMESPACE = "fleet";
  private static final int FIRST_PORT = 20_000;

  // The chart's limit is 512 MiB, and half of the container's memory is heap.
  private static final Map<String, String> CHART_HEAP = Map.of("JAVA_OPTS", "-Xmx256m");
  private static final Duration SETTLE = Duration.ofMinutes(10);
  private static final Duration WARM_UP = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final List<String> WRITES = List.of("POST", "PUT", "PATCH", "APPLY", "DELETE");
  private static final List<String> RESOURCES =
      List.of("etcdclusters", "etcdinspections", "events");

  private final KubeBinaries binaries;
  private final Duration steady;

  private WatchingCost(KubeBinaries binaries, Duration steady) {
    this.binaries = binaries;
    this.steady = steady;
  }

  /** Runs the bench. */
  public static void main(String[] args) throws Exception {
    if (!(KubeBinaries.find() instanceof KubeBinaries.Search.Found found)) {
      System.err.println("this bench needs a real kube-apiserver (see docs/contributing.md)");
      System.exit(1);
      return;
    }
    Duration steady = Duration.ofMinutes(Long.parseLong(args[0]));
    WatchingCost bench = new WatchingCost(found.binaries(), steady);
    System.out.println(
        "| clusters | first verdict (s) | all observed (s) | RSS (MiB) | threads | fds | CPU (cores) |"
            + " API writes per cluster and hour | lease writes per hour |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    for (int i = 1; i < args.length; i++) {
      System.out.println(bench.measure(Integer.parseInt(args[i])));
    }
  }

  private String measure(int clusters) throws Exception {
    Path log = Directories.temporary("etcd-monitor-bench");
    ChildProcess etcd = startSimulator(clusters, log.resolve("etcd.log"));
    try (KubeApi api = KubeApi.start(binaries)) {
      install(api.admin());
      for (int i = 0; i < clusters; i++) {
        api.admin().resource(cluster(i)).create();
      }
      Instant started = Instant.now();
      try (OperatorProcess operator =
          OperatorProcess.start(api.adminKubeconfig(), "bench", CHART_HEAP, List.of())) {
        Duration first = awaitHealthy(api.admin(), started, 1);
        Duration all = awaitHealthy(api.admin(), started, clusters);
        LockSupport.parkNanos(WARM_UP.toNanos());
        return steadyState(api, operator, clusters, first, all);
      }
    } finally {
      etcd.kill();
      Directories.delete(log);
    }
  }

  private String steadyState(
      KubeApi api, OperatorProcess operator, int clusters, Duration first, Duration all) {
    ProcessUsage before = ProcessUsage.of(operator.process().pid());
    double writesBefore = writes(api.admin(), RESOURCES);
    double leasesBefore = writes(api.admin(), List.of("leases"));
    LockSupport.parkNanos(steady.toNanos());
    ProcessUsage after = ProcessUsage.of(operator.process().pid());
    double hours = steady.toSeconds() / 3600.0;
    return "| %d | %.1f | %.1f | %d | %d | %d | %.3f | %.1f | %.0f |"
        .formatted(
            clusters,
            first.toMillis() / 1000.0,
            all.toMillis() / 1000.0,
            after.rssMiB(),
            after.threads(),
            after.fileDescriptors(),
            after.cpu().minus(before.cpu()).toMillis() / (double) steady.toMillis(),
            (writes(api.admin(), RESOURCES) - writesBefore) / clusters / hours,
            (writes(api.admin(), List.of("leases")) - leasesBefore) / hours);
  }

  /** Writes that the API server itself counted. */
  private static double writes(KubernetesClient client, List<String> resources) {
    return Scrape.parse(client.raw("/metrics")).find("apiserver_request_total").stream()
        .filter(s -> resources.contains(s.labels().get("resource")))
        .filter(s -> WRITES.contains(s.labels().get("verb")))
        .mapToDouble(Scrape.Sample::value)
        .sum();
  }

  private static Duration awaitHealthy(KubernetesClient client, Instant started, int wanted) {
    Await.until(
        wanted + " clusters are healthy",
        SETTLE,
        () -> {
          long healthy =
              client.resources(EtcdCluster.class).inNamespace(NAMESPACE).list().getItems().stream()
                  .filter(c -> c.getStatus() != null && c.getStatus().health() == Health.HEALTHY)
                  .count();
          LockSupport.parkNanos(POLL.toNanos());
          return healthy >= wanted;
        });
    return Duration.between(started, Instant.now());
  }

  private static EtcdCluster cluster(int index) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(
        new ObjectMetaBuilder().withNamespace(NAMESPACE).withName("c" + index).build());
    cluster.setSpec(
        EtcdClusterSpec.builder().endpoints(SimulatedEtcd.endpoints(index, FIRST_PORT)).build());
    return cluster;
  }

  private static ChildProcess startSimulator(int clusters, Path log) {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                SimulatedEtcd.class.getName(),
                Integer.toString(clusters),
                Integer.toString(FIRST_PORT)));
    ChildProcess process = ChildProcess.start(command, Map.of(), log);
    Await.until(
        "the simulated members listen", SETTLE, () -> process.output().contains("listening"));
    return process;
  }

  private static void install(KubernetesClient client) throws IOException {
    try (Stream<Path> files = Files.list(Distribution.checkout().resolve("crds/manifests"))) {
      for (Path file : files.sorted().toList()) {
        byte[] yaml = Files.readString(file).getBytes(StandardCharsets.UTF_8);
        client.load(new ByteArrayInputStream(yaml)).serverSideApply();
      }
    }
    Await.until(
        "the kinds are served",
        SETTLE,
        () -> {
          client.resources(EtcdCluster.class).inNamespace(NAMESPACE).list();
          return true;
        });
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
  }
}
