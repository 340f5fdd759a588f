package io.etcdmonitor.e2e.operator;

import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.e2e.process.ChildProcess;
import io.etcdmonitor.e2e.process.Directories;
import io.etcdmonitor.etcd.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code etcd-monitor operator} as a process of its own, from the distribution, with its own
 * kubeconfig.
 */
public final class OperatorProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration HTTP = Duration.ofSeconds(30);

  private final ChildProcess process;
  private final int port;
  private final Path directory;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(HTTP).build();

  private OperatorProcess(ChildProcess process, int port, Path directory) {
    this.process = process;
    this.port = port;
    this.directory = directory;
  }

  /**
   * Starts it.
   *
   * @param kubeconfig text of the kubeconfig it uses
   * @param identity its name in the Lease
   * @param environment more variables, for example {@code ETCD_MONITOR_*}
   * @param flags more flags
   */
  public static OperatorProcess start(
      String kubeconfig, String identity, Map<String, String> environment, List<String> flags) {
    return start(Distribution.launcher(), kubeconfig, identity, environment, flags);
  }

  /** Starts it by the launcher of another distribution. */
  public static OperatorProcess start(
      Path launcher,
      String kubeconfig,
      String identity,
      Map<String, String> environment,
      List<String> flags) {
    Path directory = Directories.temporary("etcd-monitor-operator");
    Path config = directory.resolve("kubeconfig");
    try {
      Files.writeString(config, kubeconfig);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int port = Ports.free();
    List<String> command =
        new ArrayList<>(
            List.of(
                launcher.toString(),
                "operator",
                "--api-host",
                "127.0.0.1",
                "--api-port",
                Integer.toString(port)));
    command.addAll(flags);
    Map<String, String> env = new HashMap<>(environment);
    env.put("KUBECONFIG", config.toString());
    env.put("HOSTNAME", identity);
    return new OperatorProcess(
        ChildProcess.start(command, env, directory.resolve("operator.log")), port, directory);
  }

  /** Waits until {@code /readyz} says so. */
  public OperatorProcess awaitReady() {
    Await.until(
        "operator ready",
        START,
        () -> {
          if (!process.alive()) {
            throw new IllegalStateException("the operator ended: " + process.tail(40));
          }
          return status("/readyz") == 200;
        });
    return this;
  }

  public ChildProcess process() {
    return process;
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** What it logged. */
  public String log() {
    return process.output();
  }

  /** The HTTP status of a path. */
  public int status(String path) throws IOException, InterruptedException {
    return get(path).statusCode();
  }

  /** Its metrics now. */
  public Scrape metrics() throws IOException, InterruptedException {
    return Scrape.parse(get("/metrics").body());
  }

  @Override
  public void close() {
    process.close();
    http.close();
    Directories.delete(directory);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url() + path)).timeout(HTTP).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
