package io.etcdmonitor.notify.testing;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real Alertmanager on loopback, which sends nothing to anybody. */
public final class AlertmanagerProcess implements AutoCloseable {
  private static final String TEMPLATES = "/usr/share/prometheus/alertmanager";

  private final Process process;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  private AlertmanagerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Where it is installed: where deploy/dev/setup.sh puts it, or on the PATH. */
  public static Optional<Path> binary() {
    String cache =
        Optional.ofNullable(System.getenv("ETCD_DEV_CACHE"))
            .orElse(System.getProperty("user.home") + "/.cache/etcd-monitor");
    List<Path> candidates = new ArrayList<>();
    candidates.add(Path.of(cache, "prometheus/bin/alertmanager"));
    for (String directory :
        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator)) {
      candidates.add(Path.of(directory, "prometheus-alertmanager"));
      candidates.add(Path.of(directory, "alertmanager"));
    }
    return candidates.stream().filter(Files::isExecutable).findFirst();
  }

  public static AlertmanagerProcess start(Path binary, Path dir) throws IOException {
    Path config =
        Files.writeString(
            dir.resolve("alertmanager.yml"),
            "route: {receiver: none}\nreceivers: [{name: none}]\n");
    int port = Ports.free();
    Process process =
        new ProcessBuilder(
                binary.toString(),
                "--config.file=" + config,
                "--storage.path=" + dir.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=")
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("log").toFile())
            .start();
    AlertmanagerProcess alertmanager = new AlertmanagerProcess(process, port);
    try {
      Await.until(
          "Alertmanager is ready",
          Duration.ofSeconds(30),
          () -> !process.isAlive() || alertmanager.get("/-/ready").contains("OK"));
    } catch (IllegalStateException e) {
      alertmanager.close();
      throw e;
    }
    if (!process.isAlive()) {
      alertmanager.close();
      String log = Files.readString(dir.resolve("log"));
      assumeFalse(
          log.contains(TEMPLATES),
          "Debian's Alertmanager has its templates in " + TEMPLATES + ": install its package");
      throw new IllegalStateException("Alertmanager ended:\n" + log);
    }
    return alertmanager;
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  public String get(String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(5)).build(),
            BodyHandlers.ofString())
        .body();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    http.shutdownNow();
  }
}
