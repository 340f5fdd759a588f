package io.etcdmonitor.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.AlertStatus;
import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.e2e.alert.WebhookReceiver;
import io.etcdmonitor.e2e.alert.WebhookReceiver.Told;
import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts reach people whatever becomes of the Kubernetes API and of the replica that told them. */
@NeedsKubeApi
class AlertsIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String RULE = "EtcdQuorumLost";

  private static KubeEnvironment kube;
  private static EtcdTestCluster etcd;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    etcd = EtcdTestCluster.builder().members(3).start();
    kube = KubeEnvironment.start();
  }

  @AfterAll
  static void stop() {
    if (kube != null) {
      kube.close();
    }
    if (etcd != null) {
      etcd.close();
    }
  }

  @Test
  void anAlertArrivesWhileTheKubernetesApiIsAway() throws Exception {
    try (WebhookReceiver hook = WebhookReceiver.start()) {
      Path file = hook.writeFile(directory.resolve("alerts.yaml"), "");
      try (OperatorProcess operator = kube.startOperator("alone", "--alerts-file", "" + file)) {
        Observed seen = watch(operator.awaitReady(), "alerts-outage");

        kube.api().stopServer();
        killTwo();
        Told firing = awaitTold(hook, "firing", operator);
        assertThat(firing.member()).isEmpty();

        kube.api().startServer();
        EtcdCluster shown = seen.await("the alert is in the status", SOON, AlertsIT::told);
        assertThat(shown.getStatus().openAlerts()).isPositive();
        AlertStatus alert = alert(shown).orElseThrow();
        assertThat(alert.episode()).isEqualTo(firing.episode());
        assertThat(alert.severity().word()).isEqualTo("Critical");
        assertThat(seen.columns().get("ALERTS"))
            .isEqualTo(seen.cluster().getStatus().openAlerts().toString());
        Await.until(
            "the inspection that found it shows it",
            SOON,
            () -> rules(seen, "healthy").contains(RULE));
        assertThat(rules(seen, "alarm")).doesNotContain(RULE);
        assertThat(seen.awaitEvent("AlertFiring", SOON).getType()).isEqualTo("Warning");

        mend();
        Told resolved = awaitTold(hook, "resolved", operator);
        assertThat(resolved.episode()).isEqualTo(firing.episode());
        assertThat(seen.awaitEvent("AlertResolved", SOON).getType()).isEqualTo("Normal");
        seen.await(
            "no alert is left in the status",
            SOON,
            c -> alert(c).isEmpty() && c.getStatus().endingAlerts().isEmpty());
        assertThat(hook.told(RULE)).extracting(Told::status).containsExactly("firing", "resolved");
        forget(seen);
      }
    }
  }

  @Test
  void theNextLeaderTellsTheEndAndNotTheBeginningAgain() throws Exception {
    try (WebhookReceiver hook = WebhookReceiver.start()) {
      Path file = hook.writeFile(directory.resolve("alerts.yaml"), "");
      String[] flags = {"--alerts-file", file.toString()};
      try (OperatorProcess first = kube.startWithShortLease("first", flags).awaitReady()) {
        Observed seen = watch(first, "alerts-failover");
        try (OperatorProcess second = kube.startWithShortLease("second", flags).awaitReady()) {
          killTwo();
          Told firing = awaitTold(hook, "firing", first);
          seen.await("whom it told is in the status", SOON, AlertsIT::told);
          String silence = silence(first);
          Await.until("others can read the silence", SOON, () -> shared().contains(silence));

          first.process().kill();
          Observed after = new Observed(kube, second, "alerts-failover", "main");
          after.awaitMetric("etcd_monitor_cluster_health", 1, SOON, "state", "Critical");
          assertThat(http("GET", second, "/api/v1/silences", ""))
              .as("the next leader goes on with the silence")
              .contains(silence, "ann", "active");

          mend();
          Told resolved = awaitTold(hook, "resolved", second);
          assertThat(resolved.episode()).isEqualTo(firing.episode());
          assertThat(hook.told(RULE))
              .extracting(Told::status)
              .containsExactly("firing", "resolved");

          Files.writeString(file, "channels: [{name: hook, type: carrier-pigeon}]");
          Await.until(
              "an Event tells that the file was refused",
              SOON,
              () ->
                  kube
                      .admin()
                      .events()
                      .v1()
                      .events()
                      .inNamespace(KubeEnvironment.NAMESPACE)
                      .list()
                      .getItems()
                      .stream()
                      .anyMatch(e ->
                          e.getReason().equals("AlertsFileRefused")
                              && e.getNote().contains("carrier-pigeon")));
          assertThat(second.metrics().value("etcd_monitor_config_reload_success")).hasValue(0);
          forget(after);
        }
      }
    }
  }

  @Test
  void anOwnersEditCountsForOpenAlertsToo() throws Exception {
    try (WebhookReceiver hook = WebhookReceiver.start()) {
      Path file = hook.writeFile(directory.resolve("alerts.yaml"), "");
      try (OperatorProcess operator = kube.startOperator("edit", "--alerts-file", "" + file)) {
        Observed seen = watch(operator.awaitReady(), "alerts-edit");
        assertThat(seen.cluster().getStatus().openAlerts()).isZero();

        edit("alerts-edit", "Warning", "DoingWell");
        Told firing = awaitTold(hook, "DoingWell", "firing", operator);
        assertThat(severity(seen, "DoingWell", "Warning")).isEqualTo(firing.episode());

        edit("alerts-edit", "Critical", "DoingWell");
        assertThat(severity(seen, "DoingWell", "Critical")).isEqualTo(firing.episode());

        edit("alerts-edit", "Critical", "DoingBetter");
        Told resolved = awaitTold(hook, "DoingWell", "resolved", operator);
        assertThat(resolved.episode()).isEqualTo(firing.episode());
        awaitTold(hook, "DoingBetter", "firing", operator);

        kube.apply("alerts-edit", Yaml.cluster("main", etcd.endpoints(), ""));
        awaitTold(hook, "DoingBetter", "resolved", operator);
        seen.await("no alert is left", SOON, c -> c.getStatus().openAlerts() == 0);
        assertThat(hook.told("DoingWell"))
            .filteredOn(t -> t.status().equals("resolved"))
            .hasSize(1);
        forget(seen);
      }
    }
  }

  /** Somebody silences what this test does not need; the ID. */
  private static String silence(OperatorProcess operator) throws Exception {
    String made =
        http(
            "POST",
            operator,
            "/api/v1/silences",
            "{\"matchers\":[\"cluster=elsewhere\"],\"for\":\"1h\",\"author\":\"ann\",\"reason\":\"upgrade\"}");
    Matcher id = Pattern.compile("\"id\"\\s*:\\s*\"([0-9a-f]{8})\"").matcher(made);
    assertThat(id.find()).as(made).isTrue();
    return id.group(1);
  }

  /** What replicas share of alerting. */
  private static String shared() {
    ConfigMap map =
        kube.admin()
            .configMaps()
            .inNamespace(KubeEnvironment.NAMESPACE)
            .withName("etcd-monitor-alerts")
            .get();
    return map == null ? "" : String.valueOf(map.getData());
  }

  private static String http(String method, OperatorProcess operator, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(operator.url() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  /** A rule of the cluster's own that a healthy cluster meets. */
  private static void edit(String namespace, String severity, String rule) {
    String alerts =
        """
          alerts:
            rules:
            - name: %s
              severity: %s
              warning: {feature: healthy, verdicts: [Passed]}
        """
            .formatted(rule, severity);
    kube.apply(namespace, Yaml.cluster("main", etcd.endpoints(), alerts));
  }

  /** The episode, once the status shows the alert with a severity. */
  private static String severity(Observed seen, String rule, String severity) {
    return alert(
            seen.await(
                rule + " is " + severity,
                SOON,
                c -> alert(c, rule).filter(a -> a.severity().word().equals(severity)).isPresent()),
            rule)
        .orElseThrow()
        .episode();
  }

  private static Observed watch(OperatorProcess operator, String namespace) {
    kube.createNamespace(namespace);
    kube.apply(namespace, Yaml.cluster("main", etcd.endpoints(), ""));
    Observed seen = new Observed(kube, operator, namespace, "main");
    seen.awaitHealth("Healthy", "Available", "True", "QuorumHealthy", SOON);
    return seen;
  }

  private static void forget(Observed seen) {
    kube.admin().resource(seen.cluster()).delete();
  }

  private static void killTwo() {
    etcd.members().subList(0, 2).forEach(EtcdTestMember::kill);
  }

  private static void mend() {
    etcd.members().subList(0, 2).forEach(EtcdTestMember::launchAgain);
    etcd.awaitLeader();
  }

  private static Told awaitTold(WebhookReceiver hook, String status, OperatorProcess operator) {
    return awaitTold(hook, RULE, status, operator);
  }

  private static Told awaitTold(
      WebhookReceiver hook, String rule, String status, OperatorProcess operator) {
    return Await.until(
        "the webhook hears that " + rule + " is " + status,
        SOON,
        () -> hook.told(rule).stream().filter(t -> t.status().equals(status)).findFirst(),
        () -> operator.process().tail(60));
  }

  private static boolean told(EtcdCluster cluster) {
    return alert(cluster)
        .filter(a ->
            a.told().stream()
                .anyMatch(
                    t -> t.channel().equals(WebhookReceiver.CHANNEL) && t.unconfirmed() == null))
        .isPresent();
  }

  private static Optional<AlertStatus> alert(EtcdCluster cluster) {
    return alert(cluster, RULE);
  }

  private static Optional<AlertStatus> alert(EtcdCluster cluster, String rule) {
    return cluster.getStatus().alerts().stream().filter(a -> a.rule().equals(rule)).findFirst();
  }

  private static List<String> rules(Observed seen, String feature) {
    return seen.feature(feature).orElseThrow().getStatus().alerts().stream()
        .map(AlertStatus::rule)
        .toList();
  }
}
