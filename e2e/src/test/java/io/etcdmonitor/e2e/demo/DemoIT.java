package io.etcdmonitor.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.Health;
import io.etcdmonitor.e2e.kube.KubeBinaries;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.e2e.process.ChildProcess;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code make demo} as a newcomer meets it: a process of its own, broken over HTTP, ended by
 * Ctrl-C.
 */
@Execution(ExecutionMode.CONCURRENT)
class DemoIT {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration NOTICED = Duration.ofSeconds(20);
  private static final Duration RECOVERED = Duration.ofSeconds(30);
  private static final Duration CLEANED_UP = Duration.ofSeconds(30);
  private static final Pattern CONTROL = Pattern.compile("localhost:(\\d+)/stop/m2");
  private static final Pattern KUBECONFIG = Pattern.compile("KUBECONFIG=(\\S+)");

  @TempDir Path directory;

  @BeforeEach
  void needsEtcd() {
    Assumptions.assumeFalse(
        EtcdInstallation.available().isEmpty(), "SKIPPED: " + EtcdInstallation.HOW_TO_INSTALL);
  }

  @Test
  void onTheRealApi() throws IOException, InterruptedException {
    if (KubeBinaries.find() instanceof KubeBinaries.Search.Missing missing) {
      Assumptions.abort("SKIPPED, needs a real API server: " + missing.why());
    }
    breakAndMend("kube-apiserver");
  }

  @Test
  void onTheMockApi() throws IOException, InterruptedException {
    breakAndMend("mock API", "--mock");
  }

  @Test
  void onceEndsByItselfWithTheView() {
    try (ChildProcess demo = demo("--mock", "--once", "--seconds", "120")) {
      assertThat(demo.ended(START.plusSeconds(60))).isTrue();
      assertThat(demo.output()).containsPattern("etcdcluster.etcdmonitor.io/demo +Healthy +3/3");
      assertThat(demo.exitCode()).isZero();
    }
  }

  private ChildProcess demo(String... flags) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Demo.class.getName()));
    command.addAll(List.of(flags));
    return ChildProcess.start(command, Map.of(), directory.resolve("demo.log"));
  }

  private void breakAndMend(String api, String... flags) throws IOException, InterruptedException {
    try (ChildProcess demo = demo(flags)) {
      Path kubeconfig = Path.of(awaitOutput(demo, KUBECONFIG));
      int control = Integer.parseInt(awaitOutput(demo, CONTROL));
      assertThat(demo.output()).contains("Kubernetes API: ").contains(api);
      try (KubernetesClient client = client(kubeconfig)) {
        awaitStatus(client, demo, START, s -> s.health() == Health.HEALTHY);
        post(control, "stop/m2");
        awaitStatus(
            client, demo, NOTICED, s -> s.health() == Health.WARNING && s.message().contains("m2"));
        post(control, "start/m2");
        awaitStatus(client, demo, RECOVERED, s -> s.health() == Health.HEALTHY);
      }
      assertThat(demo.output()).contains("* m2 is stopped", "Warning", "2/3");
      interrupt(demo, kubeconfig);
    }
  }

  /** Ctrl-C; then nothing may be left. */
  private static void interrupt(ChildProcess demo, Path kubeconfig) {
    List<ProcessHandle> children =
        ProcessHandle.of(demo.pid()).orElseThrow().descendants().toList();
    assertThat(children).as("etcd, the operator").hasSizeGreaterThanOrEqualTo(4);
    demo.signal("INT");
    assertThat(demo.ended(CLEANED_UP)).isTrue();
    Await.until(
        "every process has ended",
        CLEANED_UP,
        () -> children.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(kubeconfig.getParent()).doesNotExist();
  }

  private static KubernetesClient client(Path kubeconfig) throws IOException {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig)))
        .build();
  }

  private static String awaitOutput(ChildProcess demo, Pattern pattern) {
    return Await.until(
        "the demo prints " + pattern,
        START,
        () -> {
          Matcher found = pattern.matcher(demo.output());
          return found.find() ? Optional.of(found.group(1)) : Optional.empty();
        },
        demo::output);
  }

  private static void awaitStatus(
      KubernetesClient client,
      ChildProcess demo,
      Duration atMost,
      Predicate<EtcdClusterStatus> condition) {
    Await.until(
        "the status that is expected",
        atMost,
        () ->
            Optional.ofNullable(
                    client
                        .resources(EtcdCluster.class)
                        .inNamespace("default")
                        .withName("demo")
                        .get())
                .map(EtcdCluster::getStatus)
                .filter(condition),
        demo::output);
  }

  private static void post(int port, String path) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + path))
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
  }
}
