package io.etcdmonitor.e2e.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.e2e.grafana.Dashboard;
import io.etcdmonitor.e2e.grafana.Dashboards;
import io.etcdmonitor.e2e.grafana.Panel;
import io.etcdmonitor.e2e.grafana.Query;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
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
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes the operator and the members of a cluster of each minor version of
 * etcd, with the rules of deploy/prometheus. Every test leaves the clusters as it found them.
 */
@NeedsPrometheus
class PrometheusIT {
  private static final Duration SOON = Duration.ofMinutes(2);

  /** What takes longer than a test, or a fault, a certificate, an alert or a feature of its own. */
  private static final Set<String> NOT_HERE =
      Set.of(
          "Growth",
          "Time until it is full",
          "Certificates: time left",
          "Failed sends to peers",
          "Open alerts",
          "Notifications",
          "Shards",
          "Operations of the v2 store",
          "Operations per second",
          "Latency");

  /** What only members tell that measure their requests. */
  private static final String EXTENSIVE = "Mean time by method";

  /** etcd 3.4 does not tell when it was compacted, and nobody saw it. */
  private static final String SINCE_3_5 = "Time since the last compaction";

  private static Watched watched;

  @BeforeAll
  static void start() {
    watched = Watched.start();
  }

  @AfterAll
  static void stop() {
    if (watched != null) {
      watched.close();
    }
  }

  @Test
  void promtoolFindsNothingWrongWithTheMetrics(@TempDir Path directory) throws Exception {
    awaitFresh();
    Path page = directory.resolve("page");
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI address = URI.create(watched.operator().url() + "/metrics");
      http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofFile(page));
    }
    assertThat(Files.readString(page)).contains("etcd_monitor_cluster_health{");
    Promtool.Run run = Promtool.run(List.of("check", "metrics"), Redirect.from(page.toFile()));
    assertThat(run.output().lines().filter(line -> !foreign(line))).isEmpty();
  }

  /** Names that are not ours to choose: those of earlier dashboards, and Micrometer's. */
  private static boolean foreign(String line) {
    return line.isBlank() || !line.startsWith("etcd_monitor_");
  }

  @Test
  void noPanelIsEmpty() {
    awaitFresh();
    for (String cluster : watched.clusters().keySet()) {
      for (Dashboard dashboard : Dashboards.all()) {
        Await.until(
            "every panel of %s shows something for %s".formatted(dashboard.name(), cluster),
            SOON,
            () -> {
              List<String> empty = empty(dashboard, cluster);
              return empty.isEmpty() ? Optional.of(true) : Optional.<Boolean>empty();
            },
            () -> emptyInWords(dashboard, cluster));
      }
    }
  }

  @Test
  void everyRuleCanBeEvaluated() {
    awaitFresh();
    Await.until(
        "every rule was evaluated without an error",
        SOON,
        () -> {
          List<String> bad = new ArrayList<>();
          int rules = 0;
          for (JsonNode group : watched.prometheus().rules()) {
            for (JsonNode rule : group.path("rules")) {
              rules++;
              if (!rule.path("health").asText().equals("ok")) {
                bad.add(rule.path("name").asText() + ": " + rule.path("lastError").asText());
              }
            }
          }
          assertThat(rules).isGreaterThan(90);
          return bad.isEmpty();
        });
  }

  @Test
  void aFaultFiresAndItsEndResolves() {
    awaitFresh();
    String name = watched.clusters().keySet().iterator().next();
    EtcdTestCluster etcd = watched.clusters().get(name);
    String of = "namespace=\"infra\",cluster=\"%s\"".formatted(name);
    EtcdTestMember first = etcd.follower();
    String down = firing("EtcdMemberDown", of + ",member=\"%s\"".formatted(first.name()));
    String unread = firing("EtcdServerDown", "instance=\"%s\"".formatted(Watched.target(first)));
    String lost = firing("EtcdQuorumLost", of);
    String noQuorum = firing("EtcdServerQuorumLost", "cluster=\"%s\"".formatted(name));
    awaitGone(down, unread, lost, noQuorum);

    first.kill();
    awaitThere(down, unread);
    EtcdTestMember second = etcd.follower();
    second.kill();
    awaitThere(lost, noQuorum);

    first.launchAgain();
    second.launchAgain();
    awaitGone(down, unread, lost, noQuorum);
  }

  private static String firing(String alert, String matchers) {
    return "ALERTS{alertname=\"%s\",alertstate=\"firing\",%s}".formatted(alert, matchers);
  }

  private static void awaitThere(String... queries) {
    for (String query : queries) {
      Await.until(query, SOON, () -> !watched.prometheus().query(query).isEmpty());
    }
  }

  private static void awaitGone(String... queries) {
    for (String query : queries) {
      Await.until("no " + query, SOON, () -> watched.prometheus().query(query).isEmpty());
    }
  }

  /** Until all members of all clusters were seen healthy, by us and by Prometheus. */
  private static void awaitFresh() {
    int members = 3 * watched.clusters().size();
    Await.until(
        "all members are healthy in Prometheus",
        SOON,
        () ->
            watched.prometheus().query("etcd_monitor_member_state{state=\"Healthy\"} == 1").size()
                    == members
                && watched.prometheus().query("etcd_server_has_leader == 1").size() == members);
  }

  private static String emptyInWords(Dashboard dashboard, String cluster) {
    try {
      return String.join("\n", empty(dashboard, cluster));
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e.toString();
    }
  }

  private static List<String> empty(Dashboard dashboard, String cluster)
      throws IOException, InterruptedException {
    List<String> empty = new ArrayList<>();
    for (Dashboard.Row row : dashboard.rows()) {
      for (Panel panel : row.panels()) {
        for (Query query : panel.queries()) {
          String expression = chosen(query.expression(), cluster);
          boolean nothing = watched.prometheus().query(expression).isEmpty();
          if (nothing && !mayBeEmpty(panel, cluster)) {
            empty.add(panel.title() + ": " + expression);
          }
        }
      }
    }
    return empty;
  }

  private static boolean mayBeEmpty(Panel panel, String cluster) {
    if (panel.emptyWhen().isEmpty()) {
      return false;
    }
    return NOT_HERE.contains(panel.title())
        || (panel.title().equals(EXTENSIVE) && !watched.extensive(cluster))
        || (panel.title().equals(SINCE_3_5) && cluster.equals("etcd-3-4"));
  }

  /** As Grafana would fill in the variables. */
  private static String chosen(String expression, String cluster) {
    return expression
        .replace("$namespace", "infra")
        .replace("$cluster", cluster)
        .replace("$member", ".*")
        .replace("$__rate_interval", "20s");
  }
}
