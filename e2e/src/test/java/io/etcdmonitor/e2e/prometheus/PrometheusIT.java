package io.etcdmonitor.e2e.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.e2e.grafana.Dashboard;
import io.etcdmonitor.e2e.grafana.Dashboards;
import io.etcdmonitor.e2e.grafana.Panel;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes the operator and the members of a cluster of each minor version of
 * etcd, with the rules of deploy/prometheus and the configuration that is there. What takes time to
 * come comes while the tests before it run, so they have an order.
 */
@NeedsPrometheus
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PrometheusIT {
  /** It costs nothing where all is well, and other machines are slower. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Panels of what needs a fault, a feature or a quarter of an hour that is not to be had here. */
  private static final Set<String> NOT_HERE =
      Set.of(
          "Growth",
          "Time until it is full",
          "Failed sends to peers",
          "Open alerts",
          "Notifications",
          "Shards",
          "Operations of the v2 store",
          "Operations per second",
          "Latency");

  /** What only members tell that measure their requests. */
  private static final String EXTENSIVE = "Mean time by method";

  /** What there is where the members speak TLS. */
  private static final String CERTIFICATES = "Certificates: time left";

  /** etcd 3.4 does not tell when it was compacted, and nobody saw it. */
  private static final String SINCE_3_5 = "Time since the last compaction";

  /** Declared, and not on this page for these reasons. */
  private static final Map<String, String> ABSENT =
      Map.ofEntries(
          Map.entry("etcd_monitor_shards", "no sharding"),
          Map.entry("etcd_monitor_shard_held", "no sharding"),
          Map.entry("etcd_monitor_benchmark_operations_per_second", "no feature benchmark"),
          Map.entry("etcd_monitor_benchmark_latency_p50_seconds", "no feature benchmark"),
          Map.entry("etcd_monitor_benchmark_latency_p99_seconds", "no feature benchmark"),
          Map.entry("etcd_monitor_v2_store_operations_total", "no storageBackend v2"),
          Map.entry("etcd_monitor_database_growth_bytes_per_second", "too early"),
          Map.entry("etcd_monitor_database_full_timestamp_seconds", "too early"),
          Map.entry("etcd_monitor_notifications_total", "no message yet"),
          Map.entry("etcd_monitor_notifications_waiting", "no message yet"));

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
  @Order(1)
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

  /** For each member of each minor version, through our operator, its page and its rows. */
  @Test
  @Order(2)
  void everyValueIsWhatEtcdsOwnPageSays() {
    awaitFresh();
    OwnPages pages = new OwnPages(watched);
    List<String> different = new ArrayList<>();
    Await.until(
        "our values are those of etcd's own pages",
        PATIENCE,
        () -> {
          different.clear();
          different.addAll(pages.different());
          return different.isEmpty() ? Optional.of(true) : Optional.<Boolean>empty();
        },
        () -> String.join("\n", different));
  }

  @Test
  @Order(4)
  void noPanelIsEmpty() {
    awaitFresh();
    List<Asked> empty = asked();
    Await.until(
        "every panel of every dashboard has shown something for every cluster",
        PATIENCE,
        () -> {
          for (Asked asked : List.copyOf(empty)) {
            if (!watched.prometheus().query(asked.expression()).isEmpty()) {
              empty.remove(asked);
            }
          }
          return empty.isEmpty() ? Optional.of(true) : Optional.<Boolean>empty();
        },
        () -> empty.stream().map(Asked::toString).collect(Collectors.joining("\n")));
  }

  /** A query of a panel, for a cluster. */
  private record Asked(String cluster, String dashboard, String panel, String expression) {}

  /** Those of clusters for each minor version of etcd, all others once. */
  @Test
  @Order(6)
  void everyMetricWasThereOrItIsKnownWhyNot() {
    Map<String, Set<String>> declared = KnownMetrics.ours();
    assertThat(declared.keySet()).containsAll(ABSENT.keySet()).containsAll(OwnPages.compared());
    Map<String, Set<String>> missing = new TreeMap<>();
    Await.until(
        "every metric that is declared has been there",
        PATIENCE,
        () -> {
          missing.clear();
          missing.putAll(missing(declared));
          return missing.isEmpty() ? Optional.of(true) : Optional.<Boolean>empty();
        },
        missing::toString);
  }

  /** Clusters by what was never there of them. */
  private static Map<String, Set<String>> missing(Map<String, Set<String>> declared)
      throws Exception {
    Set<String> there = watched.prometheus().names("{job=\"etcd-monitor\"}");
    Map<String, Set<String>> missing = new TreeMap<>();
    for (String cluster : watched.clusters().keySet()) {
      Set<String> here =
          watched.prometheus().names("{job=\"etcd-monitor\",cluster=\"%s\"}".formatted(cluster));
      declared.forEach((name, labels) -> {
        Set<String> seen = labels.contains("cluster") ? here : there;
        if (!ABSENT.containsKey(name) && !mayBeAbsent(name, cluster) && !seen.contains(name)) {
          missing.computeIfAbsent(name, n -> new TreeSet<>()).add(cluster);
        }
      });
    }
    return missing;
  }

  private static boolean mayBeAbsent(String metric, String cluster) {
    return switch (metric) {
      case "etcd_monitor_certificate_end_timestamp_seconds",
          "etcd_monitor_certificate_not_after_seconds" ->
          !watched.tls(cluster);
      case "etcd_monitor_request_mean_seconds" -> !watched.extensive(cluster);
      case "etcd_monitor_compaction_age_seconds" -> cluster.equals("etcd-3-4");
      // Only once something has failed.
      case "etcd_monitor_alerts_open", "etcd_monitor_peer_send_failures_total" -> true;
      default -> false;
    };
  }

  @Test
  @Order(5)
  void everyRuleCanBeEvaluated() {
    awaitFresh();
    Await.until(
        "every rule was evaluated without an error",
        PATIENCE,
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
  @Order(3)
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
    awaitThere(down, unread, "etcd_monitor_peer_send_failures_total{%s} > 0".formatted(of));
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
      Await.until(query, PATIENCE, () -> !watched.prometheus().query(query).isEmpty());
    }
  }

  private static void awaitGone(String... queries) {
    for (String query : queries) {
      Await.until("no " + query, PATIENCE, () -> watched.prometheus().query(query).isEmpty());
    }
  }

  /** Until all members of all clusters were seen healthy, by us and by Prometheus. */
  private static void awaitFresh() {
    int members = 3 * watched.clusters().size();
    Await.until(
        "all members are healthy in Prometheus",
        PATIENCE,
        () ->
            watched.prometheus().query("etcd_monitor_member_state{state=\"Healthy\"} == 1").size()
                    == members
                && watched.prometheus().query("etcd_server_has_leader == 1").size() == members);
  }

  private static List<Asked> asked() {
    List<Asked> all = new ArrayList<>();
    for (String cluster : watched.clusters().keySet()) {
      for (Dashboard dashboard : Dashboards.all()) {
        dashboard.rows().stream()
            .flatMap(row -> row.panels().stream())
            .filter(panel -> !mayBeEmpty(panel, cluster))
            .forEach(panel ->
                panel
                    .queries()
                    .forEach(query ->
                        all.add(
                            new Asked(
                                cluster,
                                dashboard.name(),
                                panel.title(),
                                chosen(query.expression(), cluster)))));
      }
    }
    assertThat(all).hasSizeGreaterThan(100);
    return all;
  }

  private static boolean mayBeEmpty(Panel panel, String cluster) {
    if (panel.emptyWhen().isEmpty()) {
      return false;
    }
    return NOT_HERE.contains(panel.title())
        || (panel.title().equals(EXTENSIVE) && !watched.extensive(cluster))
        || (panel.title().equals(CERTIFICATES) && !watched.tls(cluster))
        || (panel.title().equals(SINCE_3_5) && cluster.equals("etcd-3-4"));
  }

  /** As Grafana would fill in the variables. */
  private static String chosen(String expression, String cluster) {
    return expression
        .replace("$namespace", "infra")
        .replace("$cluster", cluster)
        .replace("$member", ".+")
        .replace("$__rate_interval", "20s");
  }
}
