package io.etcdmonitor.e2e.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.e2e.process.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A real Prometheus on loopback that evaluates and scrapes every second. */
final class PrometheusProcess implements AutoCloseable {
  private final PrometheusServer server;

  private PrometheusProcess(PrometheusServer server) {
    this.server = server;
  }

  /**
   * Starts it with the rules of deploy/prometheus, where each alert fires after a second and what
   * is looked back at minute by minute is so second by second.
   *
   * @param config the configuration, as YAML
   */
  static PrometheusProcess start(String config) {
    Path directory = Directories.temporary("etcd-monitor-prometheus");
    try {
      for (String name : List.of(RuleFile.OURS, RuleFile.ETCDS)) {
        String rules = Files.readString(RuleFile.path(name));
        Files.writeString(
            directory.resolve(name + ".rules.yaml"),
            rules.replaceAll("(?m)for: \\w+$", "for: 1s").replace("[1h:1m]", "[1h:1s]"));
      }
      Files.writeString(directory.resolve("prometheus.yml"), config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PrometheusProcess(PrometheusServer.start(PrometheusTools.prometheus(), directory));
  }

  /** The series that an expression gives now. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    return server.query(expression);
  }

  /** The names of all series that there were since it started. */
  Set<String> names(String selector) throws IOException, InterruptedException {
    String match = URLEncoder.encode(selector, StandardCharsets.UTF_8);
    Set<String> names = new TreeSet<>();
    server
        .get("/api/v1/label/__name__/values?match%5B%5D=" + match)
        .path("data")
        .forEach(name -> names.add(name.asText()));
    return names;
  }

  /** All rules, with how their last evaluation went. */
  JsonNode rules() throws IOException, InterruptedException {
    return server.get("/api/v1/rules").at("/data/groups");
  }

  @Override
  public void close() {
    server.close();
  }
}
