package io.etcdmonitor.e2e.lab;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.e2e.demo.Checkout;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.e2e.process.Directories;
import io.etcdmonitor.e2e.prometheus.PrometheusServer;
import io.etcdmonitor.e2e.prometheus.PrometheusTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A real Prometheus with the rules of deploy/prometheus, and those of others where a file was
 * given. It scrapes the operator and the etcd of every row. Thread-safe.
 */
final class LabPrometheus implements AutoCloseable {
  private static final long AGE = TimeUnit.SECONDS.toNanos(1);

  /** Reading the targets, a scrape and an evaluation take up to five seconds each. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final PrometheusServer server;
  private JsonNode groups;
  private long groupsAt;

  private LabPrometheus(Path directory, PrometheusServer server) {
    this.directory = directory;
    this.server = server;
  }

  /** Starts it where Prometheus is installed. */
  static Optional<LabPrometheus> start(Optional<Path> others) {
    Optional<Path> program = PrometheusTools.find("prometheus");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    Path directory = Directories.temporary("etcd-monitor-lab-prometheus");
    try {
      configure(directory, others);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(
        new LabPrometheus(directory, PrometheusServer.start(program.get(), directory)));
  }

  private static void configure(Path directory, Optional<Path> others) throws IOException {
    Files.createDirectories(directory.resolve("targets"));
    for (String name : List.of("etcd-monitor", "etcd")) {
      String file = name + ".rules.yaml";
      Files.copy(
          Checkout.root().resolve("deploy/prometheus").resolve(file), directory.resolve(file));
    }
    if (others.isPresent()) {
      Files.copy(others.get(), directory.resolve("others.rules.yaml"));
    }
    Files.writeString(
        directory.resolve("prometheus.yml"),
        """
        global: {scrape_interval: 5s, evaluation_interval: 5s}
        rule_files: ["*.rules.yaml"]
        scrape_configs:
        - job_name: etcd-monitor
          honor_labels: true
          file_sd_configs: [{files: ["operator.yaml"], refresh_interval: 5s}]
        - job_name: etcd
          file_sd_configs: [{files: ["targets/*.yaml"], refresh_interval: 5s}]
        """);
  }

  /** Scrapes the operator at this URL, and no other. */
  void scrapeOperator(String url) {
    write(
        directory.resolve("operator.yaml"),
        "- {targets: [\"%s\"]}\n".formatted(url.replace("http://", "")));
  }

  /** Begins to scrape a row's etcd; each row is a job of its own, as the rules of others need. */
  void scrape(String cluster, List<String> targets) {
    write(
        directory.resolve("targets").resolve(cluster + ".yaml"),
        "- {targets: [%s], labels: {job: etcd-%s, cluster: %s, namespace: %s}}\n"
            .formatted(
                String.join(", ", targets.stream().map(t -> "\"" + t + "\"").toList()),
                cluster,
                cluster,
                Site.NAMESPACE));
  }

  private void write(Path file, String text) {
    try {
      Path written = Files.createTempFile(directory, "targets", ".tmp");
      Files.writeString(written, text);
      Files.move(written, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Scrapes a row's etcd no more. */
  void forget(String cluster) {
    try {
      Files.deleteIfExists(directory.resolve("targets").resolve(cluster + ".yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until the rules have seen all members of a row and, where it is watched already, that the
   * operator calls it Healthy: what they say from then on is not of the row's start.
   */
  void awaitLooked(String cluster, int members, boolean watched) {
    Await.until(
        "Prometheus has scraped " + cluster,
        PATIENCE,
        () ->
            value("count(up{job=\"etcd-%s\"})".formatted(cluster)) == members
                && (!watched
                    || value(
                            "max(etcd_monitor_cluster_health{cluster=\"%s\",state=\"Healthy\"})"
                                .formatted(cluster))
                        == 1));
    Instant scraped = Instant.now();
    Await.until("the rules have been evaluated", PATIENCE, () -> evaluatedSince(scraped));
  }

  private double value(String query) throws IOException, InterruptedException {
    return server.query(query).at("/0/value/1").asDouble();
  }

  private boolean evaluatedSince(Instant time) throws IOException, InterruptedException {
    for (JsonNode group : groups()) {
      String last = group.path("lastEvaluation").asText();
      if (last.isEmpty() || !OffsetDateTime.parse(last).toInstant().isAfter(time)) {
        return false;
      }
    }
    return true;
  }

  /** The alerts about a cluster whose condition is met now, with how long it must stay so. */
  Map<String, String> met(String cluster) throws IOException, InterruptedException {
    Map<String, String> met = new TreeMap<>();
    for (JsonNode group : groups()) {
      boolean ours = !group.path("file").asText().endsWith("others.rules.yaml");
      for (JsonNode rule : group.path("rules")) {
        for (JsonNode alert : rule.path("alerts")) {
          JsonNode labels = alert.path("labels");
          if (labels.path("cluster").asText().equals(cluster)
              || labels.path("job").asText().equals("etcd-" + cluster)) {
            String name = rule.path("name").asText();
            met.put(
                ours ? name : "mixin " + name,
                "for "
                    + Duration.ofSeconds(rule.path("duration").asLong())
                        .toString()
                        .substring(2)
                        .toLowerCase(java.util.Locale.ROOT));
          }
        }
      }
    }
    return met;
  }

  private synchronized JsonNode groups() throws IOException, InterruptedException {
    if (groups == null || System.nanoTime() - groupsAt > AGE) {
      groups = server.get("/api/v1/rules?type=alert").at("/data/groups");
      groupsAt = System.nanoTime();
    }
    return groups;
  }

  @Override
  public void close() {
    server.close();
  }
}
