package io.etcdmonitor.e2e.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.e2e.process.ChildProcess;
import io.etcdmonitor.e2e.process.Directories;
import io.etcdmonitor.etcd.testing.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real Prometheus on a free port of loopback. Thread-safe. */
public final class PrometheusServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final int port = Ports.free();
  private final ChildProcess process;
  private final HttpClient http = HttpClient.newHttpClient();

  private PrometheusServer(Path program, Path directory) {
    this.directory = directory;
    this.process =
        ChildProcess.start(
            List.of(
                program.toString(),
                "--config.file=" + directory.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port),
            Map.of(),
            directory.resolve("log"));
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param directory where its {@code prometheus.yml} is; deleted when it is closed
   * @throws AssertionError with the end of its log when it does not become ready
   */
  public static PrometheusServer start(Path program, Path directory) {
    PrometheusServer server = new PrometheusServer(program, directory);
    try {
      Await.until("Prometheus is ready", PATIENCE, () -> server.ready());
      return server;
    } catch (AssertionError e) {
      String log = server.process.tail(20);
      server.close();
      throw new AssertionError(log, e);
    }
  }

  /** What it answers at a path of its API. */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return JSON.readTree(send(path).body());
  }

  /**
   * The series that an expression gives now.
   *
   * @throws AssertionError with what Prometheus says of an expression that it refuses
   */
  public JsonNode query(String expression) throws IOException, InterruptedException {
    JsonNode answer =
        get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    if (!answer.path("status").asText().equals("success")) {
      throw new AssertionError(expression + ": " + answer.path("error").asText());
    }
    return answer.at("/data/result");
  }

  /** Of its process. */
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    http.close();
    process.close();
    Directories.delete(directory);
  }

  private boolean ready() throws IOException, InterruptedException {
    return send("/-/ready").statusCode() == 200;
  }

  private HttpResponse<String> send(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(10))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }
}
