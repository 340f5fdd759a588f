package io.etcdmonitor.e2e.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.e2e.process.ChildProcess;
import io.etcdmonitor.e2e.process.Directories;
import io.etcdmonitor.etcd.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A real Prometheus on loopback that evaluates and scrapes every second. */
final class PrometheusProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final int port;
  private final ChildProcess process;
  private final HttpClient http = HttpClient.newHttpClient();

  private PrometheusProcess(Path directory, int port, ChildProcess process) {
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts it with the rules of deploy/prometheus, where each alert fires after a second and what
   * is looked back at minute by minute is so second by second.
   *
   * @param config the configuration, as YAML
   */
  static PrometheusProcess start(String config) {
    Path directory = Directories.temporary("etcd-monitor-prometheus");
    int port = Ports.free();
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
    ChildProcess process =
        ChildProcess.start(
            List.of(
                PrometheusTools.prometheus().toString(),
                "--config.file=" + directory.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port),
            Map.of(),
            directory.resolve("log"));
    PrometheusProcess prometheus = new PrometheusProcess(directory, port, process);
    try {
      Await.until("Prometheus is ready", PATIENCE, () -> prometheus.ready());
      return prometheus;
    } catch (AssertionError e) {
      String log = process.tail(20);
      prometheus.close();
      throw new AssertionError(log, e);
    }
  }

  /** The series that an expression gives now. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    JsonNode answer =
        get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    if (!answer.path("status").asText().equals("success")) {
      throw new AssertionError(expression + ": " + answer.path("error").asText());
    }
    return answer.at("/data/result");
  }

  /** The names of all series that there were since it started. */
  Set<String> names(String selector) throws IOException, InterruptedException {
    String match = URLEncoder.encode(selector, StandardCharsets.UTF_8);
    Set<String> names = new TreeSet<>();
    get("/api/v1/label/__name__/values?match%5B%5D=" + match)
        .path("data")
        .forEach(name -> names.add(name.asText()));
    return names;
  }

  /** All rules, with how their last evaluation went. */
  JsonNode rules() throws IOException, InterruptedException {
    return get("/api/v1/rules").at("/data/groups");
  }

  @Override
  public void close() {
    http.close();
    process.close();
    Directories.delete(directory);
  }

  private boolean ready() throws IOException, InterruptedException {
    return http.send(request("/-/ready"), BodyHandlers.ofString()).statusCode() == 200;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(http.send(request(path), BodyHandlers.ofString()).body());
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(10))
        .build();
  }
}
