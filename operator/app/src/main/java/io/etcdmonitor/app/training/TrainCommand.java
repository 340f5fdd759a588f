package io.etcdmonitor.app.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.Shutdown;
import io.etcdmonitor.app.UserException;
import io.etcdmonitor.app.cli.Command;
import io.etcdmonitor.app.cli.CommandLineRunner;
import io.etcdmonitor.app.cli.Flags;
import io.etcdmonitor.app.cli.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code train}: walks the program's own paths, so that a JVM that records them (a class data or
 * AOT cache) has seen them. Talks to loopback only: a Kubernetes API of its own and ports that
 * nobody listens on.
 */
public final class TrainCommand implements Command {
  /** Enough even where a build machine is busy; a quiet one is done long before. */
  private static final Duration AT_MOST = Duration.ofSeconds(15);

  private static final Duration ANSWER = Duration.ofSeconds(2);
  private static final Duration TICK = Duration.ofMillis(200);
  private static final int ENOUGH = 6;

  private final Terminal terminal;
  private final BiFunction<Terminal, Shutdown, CommandLineRunner> program;

  /**
   * Makes the command.
   *
   * @param terminal where to report
   * @param program the program itself, to be run inside
   */
  public TrainCommand(
      Terminal terminal, BiFunction<Terminal, Shutdown, CommandLineRunner> program) {
    this.terminal = terminal;
    this.program = program;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.command(
            this, "train", "Walks the program's own paths for a JVM that makes a cache of them.");
    spec.usageMessage().hidden(true);
    return spec;
  }

  @Override
  public int run(ParseResult parsed) {
    Path directory = null;
    try {
      directory = Files.createTempDirectory("etcd-monitor-train");
      String closed = "http://127.0.0.1:" + freePort();
      once(directory, closed);
      untilStopped("monitor", "--endpoints", closed, "-o", "json", "--interval", "1s");
      try (LoopbackApi api = new LoopbackApi(cluster(closed))) {
        Path kubeconfig = directory.resolve("kubeconfig");
        Files.writeString(kubeconfig, kubeconfig(api.url()));
        untilStopped("operator", "--kubeconfig", kubeconfig.toString(), "--log-format", "json");
      }
    } catch (IOException e) {
      throw new UserException(
          ExitCode.UNAVAILABLE,
          "training needs loopback and a temporary directory: " + e.getMessage(),
          e);
    } finally {
      delete(directory);
    }
    terminal.out().println("trained");
    return ExitCode.OK.code();
  }

  private void once(Path directory, String endpoint) throws IOException {
    Path file = directory.resolve("config.yaml");
    Files.writeString(file, "api:\n  host: 127.0.0.1\nlog:\n  format: json\n");
    quiet("config", "check", file.toString());
    quiet("config", "docs");
    quiet("version");
    for (String format : List.of("table", "yaml")) {
      quiet("inspect", "--endpoints", endpoint, "-o", format, "--dial-timeout", "500ms");
    }
  }

  private void quiet(String... args) {
    int code = program.apply(silent(), new Shutdown()).run(args);
    if (code >= ExitCode.USAGE.code()) {
      throw new IllegalStateException(String.join(" ", args) + " ended with " + code);
    }
  }

  /** Runs a command that serves HTTP, scrapes it for a while, and stops it. */
  private void untilStopped(String... args) throws IOException {
    int port = freePort();
    List<String> line = new ArrayList<>(List.of(args));
    line.addAll(List.of("--api-host", "127.0.0.1", "--api-port", Integer.toString(port)));
    Shutdown shutdown = new Shutdown();
    int[] code = {-1};
    Thread running =
        Thread.ofPlatform()
            .name("training-" + args[0])
            .start(
                () -> code[0] = program.apply(silent(), shutdown).run(line.toArray(String[]::new)));
    try (HttpClient client = HttpClient.newHttpClient()) {
      long end = System.nanoTime() + AT_MOST.toNanos();
      int ready = 0;
      while (ready < ENOUGH && System.nanoTime() < end && !running.join(TICK)) {
        String base = "http://127.0.0.1:" + port;
        scrape(client, URI.create(base + "/metrics"));
        scrape(client, URI.create(base + "/healthz"));
        ready += scrape(client, URI.create(base + "/readyz")) ? 1 : 0;
      }
      shutdown.request();
      running.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (code[0] != 0) {
      throw new IllegalStateException(args[0] + " ended with " + code[0]);
    }
  }

  /** Whether the page says yes. */
  private static boolean scrape(HttpClient client, URI page) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(page).timeout(ANSWER).build();
      return client.send(request, BodyHandlers.ofString(UTF_8)).statusCode()
          == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  private static Terminal silent() {
    PrintStream nowhere = new PrintStream(java.io.OutputStream.nullOutputStream(), false, UTF_8);
    return new Terminal(nowhere, nowhere, Map.of(), false);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String cluster(String endpoint) {
    return """
    {"apiVersion":"etcdmonitor.io/v1alpha1","kind":"EtcdCluster",
     "metadata":{"name":"training","namespace":"default","uid":"training","generation":1,"resourceVersion":"1",
       "creationTimestamp":"2026-01-01T00:00:00Z"},
     "spec":{"endpoints":["%s"]}}
    """
        .formatted(endpoint);
  }

  private static String kubeconfig(String server) {
    return """
    apiVersion: v1
    kind: Config
    current-context: training
    clusters: [{name: training, cluster: {server: "%s"}}]
    contexts: [{name: training, context: {cluster: training, user: training, namespace: default}}]
    users: [{name: training, user: {}}]
    """
        .formatted(server);
  }

  private static void delete(Path directory) {
    if (directory == null) {
      return;
    }
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      directory.toFile().deleteOnExit();
    }
  }
}
