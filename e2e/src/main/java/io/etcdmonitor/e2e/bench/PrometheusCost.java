package io.etcdmonitor.e2e.bench;

import io.etcdmonitor.e2e.bench.sim.Addresses;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.e2e.process.Directories;
import io.etcdmonitor.e2e.prometheus.PrometheusServer;
import io.etcdmonitor.e2e.prometheus.PrometheusTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a Prometheus takes that does nothing but scrape the pages which the operator reads in {@link
 * WatchingCost}: the same simulated members over mutual TLS, every 10 s, no rules, nobody who asks.
 * Prints one Markdown row.
 *
 * <p>Arguments: clusters, seconds to measure.
 */
public final class PrometheusCost {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration WARM_UP = Duration.ofMinutes(2);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final double MILLIS = 1e3;

  private PrometheusCost() {}

  /** Runs the bench. */
  public static void main(String[] args) throws Exception {
    int clusters = Integer.parseInt(args[0]);
    Duration measured = Duration.ofSeconds(Long.parseLong(args[1]));
    Path files = Directories.temporary("etcd-monitor-prometheus-cost");
    var unused = Certificates.issue(files);
    Optional<Path> page = Optional.of(WatchingCost.recordedPage());
    Simulators etcd = new Simulators(clusters, page, Optional.of(files), files);
    try {
      Path directory = Files.createDirectory(files.resolve("prometheus"));
      Files.writeString(directory.resolve("prometheus.yml"), configuration(clusters, files));
      try (PrometheusServer prometheus =
          PrometheusServer.start(PrometheusTools.prometheus(), directory)) {
        measure(prometheus, clusters * Addresses.MEMBERS, measured);
      }
    } finally {
      etcd.close();
      Directories.delete(files);
    }
  }

  private static void measure(PrometheusServer prometheus, int members, Duration time) {
    Await.until(
        "Prometheus scrapes all members",
        PATIENCE,
        () -> value(prometheus, "count(up == 1)") == members);
    LockSupport.parkNanos(WARM_UP.toNanos());
    ProcessUsage before = ProcessUsage.of(prometheus.pid());
    LockSupport.parkNanos(time.toNanos());
    ProcessUsage after = ProcessUsage.of(prometheus.pid());
    double cores = after.cpu().minus(before.cpu()).toMillis() / MILLIS / (time.toMillis() / MILLIS);
    System.out.println("| members | CPU (cores) | RSS (MiB) | samples/s | yardstick (µs) |");
    System.out.println("|---|---|---|---|---|");
    System.out.printf(
        Locale.ROOT,
        "| %d | %.3f | %d | %.0f | %d |%n",
        members,
        cores,
        after.rssMiB(),
        value(prometheus, "sum(scrape_samples_scraped)") / EVERY.toSeconds(),
        new Yardstick(WatchingCost.recordedPage()).micros());
  }

  /** The value of an instant query; 0 when it has none. */
  private static double value(PrometheusServer prometheus, String query) {
    try {
      return prometheus.query(query).at("/0/value/1").asDouble();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String configuration(int clusters, Path files) {
    List<String> targets =
        IntStream.range(0, clusters)
            .boxed()
            .flatMap(cluster ->
                Addresses.endpoints(cluster, true).stream()
                    .map(url -> url.substring("https://".length())))
            .toList();
    return """
    global: {scrape_interval: %ds}
    scrape_configs:
      - job_name: etcd
        scheme: https
        tls_config: {ca_file: %s, cert_file: %s, key_file: %s, server_name: %s}
        static_configs: [{targets: [%s]}]
    """
        .formatted(
            EVERY.toSeconds(),
            files.resolve(Certificates.CA),
            files.resolve(Certificates.CLIENT),
            files.resolve(Certificates.CLIENT_KEY),
            Addresses.SERVER_NAME,
            targets.stream().map(t -> "'" + t + "'").collect(Collectors.joining(", ")));
  }
}
