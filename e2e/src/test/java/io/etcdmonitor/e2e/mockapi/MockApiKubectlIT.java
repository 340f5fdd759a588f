package io.etcdmonitor.e2e.mockapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.e2e.demo.Checkout;
import io.etcdmonitor.e2e.demo.Kubectl;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.e2e.process.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mock API as a newcomer sees it: through the real kubectl. */
class MockApiKubectlIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String CLUSTER =
      """
      apiVersion: etcdmonitor.io/v1alpha1
      kind: EtcdCluster
      metadata: {name: demo, labels: {team: a}}
      spec:
        endpoints: ["http://127.0.0.1:2379"]
      """;
  private static final String HEALTHY =
      """
      {"status": {"health": "Healthy", "reason": "AllHealthy", "membersReady": "3/3",
       "version": "3.5.30",
       "openAlerts": 0, "message": "All is well."}}
      """;

  private record Result(int code, String output) {}

  @TempDir Path directory;
  private final MockKubernetesApi api = MockKubernetesApi.start();
  private Path kubectl;

  @BeforeEach
  void setUp() throws IOException {
    kubectl =
        Kubectl.find()
            .orElseGet(() ->
                Assumptions.abort("SKIPPED, needs kubectl on the PATH or with kube-api-test"));
    Files.writeString(directory.resolve("kubeconfig"), api.kubeconfig());
    for (String crd : Checkout.crds()) {
      assertThat(kubectl(crd, "apply", "-f", "-").output()).contains("created");
    }
    // Unlike others, "explain" doesn't look again for kinds that its cache lacks.
    ok("", "api-resources");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(kubectl.toString());
    command.addAll(List.of("--kubeconfig", directory.resolve("kubeconfig").toString()));
    command.addAll(List.of("--cache-dir", directory.resolve("cache").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private Result kubectl(String input, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(arguments)).redirectErrorStream(true);
    Process process = builder.start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(Await.ended(process, SOON)).isTrue();
    return new Result(process.exitValue(), output);
  }

  private String ok(String input, String... arguments) throws IOException {
    Result result = kubectl(input, arguments);
    assertThat(result.code()).as(result.output()).isZero();
    return result.output();
  }

  @Test
  void getShowsTheColumnsOfTheCrd() throws IOException {
    ok(CLUSTER, "apply", "-f", "-");
    ok("", "patch", "ecl", "demo", "--subresource=status", "--type=merge", "-p", HEALTHY);

    List<String> narrow = ok("", "get", "ecl").lines().toList();
    assertThat(narrow.get(0).split(" +"))
        .containsExactly(
            "NAME", "HEALTH", "MEMBERS", "LEADER", "VERSION", "DB", "QUOTA%", "ALERTS", "AGE");
    assertThat(narrow.get(1)).matches("demo +Healthy +3/3 +3.5.30 +0 +\\d+s");
    assertThat(ok("", "get", "etcdclusters", "-o", "wide"))
        .contains("REASON", "CAN-LOSE", "MESSAGE", "AllHealthy", "All is well.");
    assertThat(ok("", "get", "etcd", "-A")).contains("etcdcluster.etcdmonitor.io/demo");
    assertThat(ok("", "get", "ecl", "demo", "-o", "jsonpath={.status.health}"))
        .isEqualTo("Healthy");
    assertThat(ok("", "get", "ecl", "-l", "team=b")).contains("No resources found");
  }

  @Test
  void applyFillsDefaultsAndEditsOnlyWhatChanged() throws IOException {
    assertThat(ok(CLUSTER, "apply", "-f", "-")).contains("created");
    assertThat(ok(CLUSTER, "apply", "-f", "-")).contains("unchanged");
    assertThat(ok(CLUSTER + "  suspend: true\n", "apply", "-f", "-")).contains("configured");
    assertThat(ok("", "get", "ecl", "demo", "-o", "yaml"))
        .contains("provider: imported", "suspend: true", "generation: 2");
    assertThat(ok(CLUSTER, "apply", "--server-side", "--force-conflicts", "-f", "-"))
        .contains("serverside-applied");
  }

  @Test
  void aBadObjectIsRefusedByFieldAndReason() throws IOException {
    String bad = CLUSTER.replace("endpoints:", "endpoint:");
    assertThat(kubectl(bad, "apply", "-f", "-"))
        .satisfies(r -> assertThat(r.code()).isOne())
        .satisfies(r -> assertThat(r.output()).contains("unknown field \"spec.endpoint\""));
    Result wrong = kubectl(CLUSTER + "  storageBackend: v9\n", "apply", "-f", "-");
    assertThat(wrong.code()).isOne();
    assertThat(wrong.output()).contains("spec.storageBackend: Unsupported value: \"v9\"");
  }

  @Test
  void describeShowsTheEventsOfTheObject() throws IOException {
    ok(CLUSTER, "apply", "-f", "-");
    String uid = ok("", "get", "ecl", "demo", "-o", "jsonpath={.metadata.uid}");
    String event =
        """
        apiVersion: events.k8s.io/v1
        kind: Event
        metadata: {name: demo.1, namespace: default}
        eventTime: "2026-11-21T08:00:00.000000Z"
        reportingController: etcd-monitor
        reportingInstance: one
        action: Probe
        reason: MemberUnreachable
        type: Warning
        note: m2 is gone
        regarding: {apiVersion: etcdmonitor.io/v1alpha1, kind: EtcdCluster,
                    namespace: default, name: demo, uid: %s}
        """
            .formatted(uid);
    ok(event, "create", "-f", "-");

    assertThat(ok("", "describe", "ecl", "demo")).contains("MemberUnreachable", "m2 is gone");
    assertThat(ok("", "get", "events"))
        .contains("LAST SEEN", "Warning", "etcdcluster/demo", "m2 is gone");
  }

  @Test
  void watchPrintsALinePerChangeUntilTheEnd() throws IOException {
    ok(CLUSTER, "apply", "-f", "-");
    Path log = directory.resolve("watch.log");
    try (ChildProcess watch = ChildProcess.start(command("get", "ecl", "-w"), Map.of(), log)) {
      Await.until("the first row", SOON, () -> watch.output().contains("demo"));
      ok("", "patch", "ecl", "demo", "--subresource=status", "--type=merge", "-p", HEALTHY);
      Await.until("the change", SOON, () -> watch.output().contains("Healthy"));
      ok("", "delete", "ecl", "demo");
      Await.until("the end", SOON, () -> watch.output().lines().count() == 4);
      assertThat(watch.output().lines().filter(l -> l.startsWith("NAME"))).hasSize(1);
    }
  }

  @Test
  void deleteWaitsUntilTheObjectIsGone() throws IOException {
    ok(CLUSTER, "apply", "-f", "-");
    assertThat(ok("", "delete", "ecl", "demo", "--wait")).contains("deleted");
    assertThat(kubectl("", "get", "ecl", "demo").output())
        .contains("etcdclusters.etcdmonitor.io \"demo\" not found");
    ok("", "delete", "crd", "etcdclusters.etcdmonitor.io");
    assertThat(ok("", "api-resources")).doesNotContain("EtcdCluster").contains("EtcdInspection");
  }

  @Test
  void explainKnowsTheFields() throws IOException {
    assertThat(ok("", "explain", "ecl.spec.endpoints")).contains("Client URLs");
  }

  @Test
  void whatItCannotReadIsRefusedWithTheWayRoundIt() throws IOException {
    assertThat(kubectl("", "create", "configmap", "x", "--from-literal=a=b").output())
        .contains("--dry-run=client -o yaml");
    String printed =
        ok(
            "",
            "create",
            "secret",
            "generic",
            "s",
            "--from-literal=a=b",
            "--dry-run=client",
            "-o",
            "yaml");
    assertThat(ok(printed, "apply", "-f", "-")).contains("secret/s created");
  }
}
