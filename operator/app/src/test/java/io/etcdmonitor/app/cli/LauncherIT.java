package io.etcdmonitor.app.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as people start it: the distribution's launcher, a process of its own, signals. */
class LauncherIT {
  private static final Path LAUNCHER = Path.of(System.getProperty("etcdmonitor.launcher"));
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String LOST =
      "Error: standard output is closed, or its disk is full: what was to be printed is lost\n";

  @TempDir Path directory;

  private final List<Process> started = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    started.forEach(Process::destroyForcibly);
    http.close();
  }

  @Test
  void monitorTellsTheTruthThroughAnOutageAndStopsCleanly() throws Exception {
    int port = freePort();
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start()) {
      etcd.awaitLeader();
      Process monitor =
          start(
              Map.of(),
              "monitor",
              "--endpoints",
              etcd.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(",")),
              "--feature",
              "healthy",
              "--interval",
              "1s",
              "--dial-timeout",
              "1s",
              "--api-host",
              "127.0.0.1",
              "--api-port",
              Integer.toString(port));
      Await.until(
          "healthy",
          SOON,
          () -> page(port, "/metrics").contains(row("etcd_cluster_healthy", "1.0")));
      assertThat(page(port, "/readyz")).isEqualTo("ready\n");
      assertThat(page(port, "/metrics")).contains("etcd_cluster_member_count{");

      etcd.members().forEach(EtcdTestMember::kill);
      // A round under way may have seen some of them alive, which name the leader; the next one
      // sees none.
      Await.until(
          "outage",
          SOON,
          () -> {
            String page = page(port, "/metrics");
            return page.contains(row("etcd_cluster_has_leader", "0.0"))
                && !page.contains("etcd_cluster_member_count{");
          });
      assertThat(page(port, "/metrics"))
          .contains(row("etcd_cluster_healthy", "0.0"))
          .contains(
              "etcd_monitor_cluster_health{cluster=\"etcd\",namespace=\"\",state=\"Critical\"} 1.0")
          .doesNotContainPattern("(?m)^etcd_mvcc_db_total_size")
          .doesNotContainPattern("(?m)^etcd_monitor_member_probe_latency");
      assertThat(page(port, "/healthz")).isEqualTo("ok\n");

      monitor.destroy();
      assertThat(monitor.waitFor(15, TimeUnit.SECONDS)).as("ends after SIGTERM").isTrue();
      assertThat(monitor.exitValue()).isZero();
      assertThat(output())
          .contains(" healthy Passed QuorumHealthy: ")
          .contains(" trouble QuorumLost: ")
          .doesNotContain("Exception");
    }
  }

  @Test
  void theOperatorStartsAndServesAlthoughNoKubernetesApiAnswers() throws Exception {
    int port = freePort();
    Path kubeconfig = directory.resolve("kubeconfig");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        current-context: a
        clusters: [{name: a, cluster: {server: "http://127.0.0.1:%d"}}]
        contexts: [{name: a, context: {cluster: a, user: a}}]
        users: [{name: a, user: {}}]
        """
            .formatted(freePort()));
    Process operator =
        start(
            Map.of("KUBECONFIG", kubeconfig.toString()),
            "operator",
            "--log-format",
            "json",
            "--api-host",
            "127.0.0.1",
            "--api-port",
            Integer.toString(port));
    Await.until("alive", SOON, () -> page(port, "/healthz").equals("ok\n"));
    assertThat(page(port, "/readyz")).startsWith("not ready: ");
    assertThat(page(port, "/metrics"))
        .contains("etcd_monitor_leader 0.0")
        .contains("etcd_monitor_kubernetes_synced 0.0");

    operator.destroy();
    assertThat(operator.waitFor(15, TimeUnit.SECONDS)).as("ends after SIGTERM").isTrue();
    assertThat(operator.exitValue()).isZero();
    assertThat(output().lines()).allMatch(line -> line.startsWith("{\"time\":\""));
  }

  @Test
  void aRequestThatDoesNotEndIsHungUpOn() throws Exception {
    int port = freePort();
    start(
        Map.of(),
        "monitor",
        "--endpoints",
        "http://127.0.0.1:" + freePort(),
        "--api-host",
        "127.0.0.1",
        "--api-port",
        Integer.toString(port));
    Await.until("alive", SOON, () -> page(port, "/healthz").equals("ok\n"));
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), port)) {
      slow.setSoTimeout((int) SOON.toMillis());
      slow.getOutputStream().write("GET /healthz HTTP/1.1\r\nHost: a\r\n".getBytes(US_ASCII));
      assertThat(slow.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void anInspectionThatIsStoppedDoesNotSayThatAllIsWell() throws Exception {
    try (ServerSocket silent = silent()) {
      Process inspect =
          start(Map.of(), "inspect", "--endpoints", address(silent), "--dial-timeout", "1m");
      silent.accept();

      inspect.destroy();
      assertThat(inspect.waitFor(15, TimeUnit.SECONDS)).as("ends after SIGTERM").isTrue();
      assertThat(inspect.exitValue()).isEqualTo(143);
      assertThat(output()).contains("stopped without a report from ").contains("healthy");
    }
  }

  @Test
  void aSnapshotThatIsStoppedLeavesNothingBehind() throws Exception {
    Path file = directory.resolve("snapshot.db");
    try (ServerSocket silent = silent()) {
      Process save =
          start(
              Map.of(), "ctl", "--endpoints", address(silent), "snapshot", "save", file.toString());
      silent.accept();
      Path part = directory.resolve("snapshot.db.part");
      Await.until("begun", SOON, () -> Files.exists(part));

      save.destroy();
      assertThat(save.waitFor(15, TimeUnit.SECONDS)).as("ends after SIGTERM").isTrue();
      assertThat(save.exitValue()).isEqualTo(143);
      assertThat(part).doesNotExist();
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void aKeyIsTheSameInEveryLocale() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().start()) {
      for (Map<String, String> locale :
          List.of(
              Map.<String, String>of(),
              Map.of("LC_ALL", "C"),
              Map.of("LANG", "POSIX"),
              Map.of("LANG", "xx_XX.UTF-8"))) {
        etcd.member(0).admin().deletePrefix("k");
        // The shell makes the bytes: this JVM has a locale, too.
        Process put =
            written(
                locale,
                LAUNCHER + " ctl put \"$(printf 'k\\303\\251y')\" \"$(printf 'v\\303\\244lue')\"",
                etcd);
        assertThat(put.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(put.exitValue()).as("%s: %s", locale, output()).isZero();
        assertThat(etcd.member(0).admin().get("k\u00e9y")).as("%s", locale).contains("v\u00e4lue");
      }
      // What is no UTF-8 would be written to another key.
      Process bytes = written(Map.of(), LAUNCHER + " ctl put \"$(printf 'k\\377\\376')\" v", etcd);
      assertThat(bytes.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(bytes.exitValue()).isEqualTo(128);
      assertThat(output()).startsWith("Error: a word of the command line is no UTF-8 text");
      assertThat(etcd.member(0).admin().get("k\ufffd\ufffd")).isEmpty();
    }
  }

  @Test
  void aWatchThatNobodyReadsEnds() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().start()) {
      etcd.member(0).admin().put("w", "1");
      Process watch =
          launched(Map.of(), etcd, LAUNCHER.toString(), "ctl", "watch", "w", "--rev", "1")
              .redirectError(log().toFile())
              .start();
      started.add(watch);
      assertThat(watch.inputReader().readLine()).isEqualTo("PUT");
      watch.getInputStream().close();
      Await.until(
          "the end",
          SOON,
          () -> {
            etcd.member(0).admin().put("w", "2");
            return !watch.isAlive();
          });
      assertThat(watch.exitValue()).isEqualTo(1);
      assertThat(output()).isEqualTo(LOST);
    }
  }

  @Test
  void whatCouldNotBePrintedIsNoSuccess() throws Exception {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "needs /dev/full");
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().start()) {
      etcd.member(0).admin().put("precious", "1");
      Process get =
          launched(Map.of(), etcd, LAUNCHER.toString(), "ctl", "get", "precious")
              .redirectOutput(full.toFile())
              .redirectError(log().toFile())
              .start();
      started.add(get);
      assertThat(get.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(get.exitValue()).isEqualTo(1);
      assertThat(output()).isEqualTo(LOST);
    }
  }

  private Process written(Map<String, String> locale, String line, EtcdTestCluster etcd)
      throws IOException {
    Process process =
        launched(locale, etcd, "sh", "-c", line)
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    started.add(process);
    return process;
  }

  private static ProcessBuilder launched(
      Map<String, String> environment, EtcdTestCluster etcd, String... words) {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder
        .environment()
        .keySet()
        .removeIf(n -> n.startsWith("ETCD") || n.startsWith("LC_") || n.startsWith("LANG"));
    builder.environment().putAll(environment);
    builder.environment().put("ETCDCTL_ENDPOINTS", etcd.member(0).endpoint().toString());
    return builder;
  }

  @Test
  void trainingWalksThePathsAndEndsByItself() throws Exception {
    Process train = start(Map.of(), "train");

    assertThat(train.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(train.exitValue()).as(output()).isZero();
    assertThat(output()).contains("trained");
  }

  @Test
  void aPortThatIsTakenIsOneSentence() throws Exception {
    try (ServerSocket taken = silent()) {
      Process monitor =
          start(
              Map.of(),
              "monitor",
              "--api-host",
              "127.0.0.1",
              "--api-port",
              Integer.toString(taken.getLocalPort()));
      assertThat(monitor.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(monitor.exitValue()).isEqualTo(69);
      assertThat(output()).hasLineCount(1).startsWith("etcd-monitor: cannot listen on 127.0.0.1:");
    }
  }

  @Test
  void withoutAJavaThatIsNewEnoughItSaysSo() throws Exception {
    // A PATH with the shell's tools and no java, and no other place to look in.
    Path bin = Files.createDirectory(directory.resolve("bin"));
    for (String tool : List.of("sh", "dirname", "readlink", "grep")) {
      for (String place : List.of("/bin", "/usr/bin")) {
        Path real = Path.of(place, tool);
        if (Files.isExecutable(real) && !Files.exists(bin.resolve(tool))) {
          Files.createSymbolicLink(bin.resolve(tool), real);
        }
      }
    }
    Path copy = directory.resolve("dist/bin/etcd-monitor");
    Files.createDirectories(copy.getParent());
    Files.writeString(
        copy,
        Files.readString(LAUNCHER)
            .replaceAll("(?s)for candidate in .*?; do", "for candidate in; do"));
    assertThat(copy.toFile().setExecutable(true)).isTrue();
    ProcessBuilder builder =
        new ProcessBuilder(copy.toString(), "version").redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    Process process = builder.start();
    started.add(process);

    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(69);
    assertThat(said)
        .isEqualTo(
            "etcd-monitor: no Java 21 or newer was found: install one, or point JAVA_HOME at it\n");
  }

  @Test
  void itIsFoundThroughASymbolicLink() throws Exception {
    Path link =
        Files.createSymbolicLink(directory.resolve("etcd-monitor"), LAUNCHER.toAbsolutePath());
    Process process =
        new ProcessBuilder(link.toString(), "version").redirectErrorStream(true).start();
    started.add(process);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(
            new String(
                process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
        .startsWith("etcd-monitor ")
        .doesNotContain("${");
  }

  private Process start(Map<String, String> environment, String... args) throws IOException {
    List<String> line = new ArrayList<>(List.of(LAUNCHER.toString()));
    line.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log().toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private String output() throws IOException {
    return Files.readString(log());
  }

  private Path log() {
    return directory.resolve("output");
  }

  private static String row(String name, String value) {
    return name + "{cluster=\"etcd\",namespace=\"\"} " + value + "\n";
  }

  private String page(int port, String path) throws InterruptedException {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "no answer: " + e;
    }
  }

  /** Takes connections and says nothing. */
  private static ServerSocket silent() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static String address(ServerSocket socket) {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
