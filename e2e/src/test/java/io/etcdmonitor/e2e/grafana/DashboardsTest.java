package io.etcdmonitor.e2e.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.e2e.prometheus.KnownMetrics;
import io.etcdmonitor.e2e.prometheus.PromQl;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the dashboards ask exists. Whether it shows something, PrometheusIT sees. */
class DashboardsTest {
  /** Micrometer's, which every process has. */
  private static final Set<String> NOT_OURS = Set.of("jvm_memory_used_bytes", "process_cpu_usage");

  private static final Pattern SELECTOR = Pattern.compile("([a-z_0-9]+)\\{([^}]*)}");
  private static final String CHOSEN = "namespace=~\"$namespace\",cluster=~\"$cluster\"";
  private static final Pattern MATCHER = Pattern.compile("(\\w+)(?:=~|!=|=)\"");

  /** Families that no panel shows, and what shows the same instead. */
  private static final Map<String, String> SHOWN_BY_ANOTHER =
      Map.ofEntries(
          Map.entry("etcd_monitor_certificate_not_after_seconds", "certificate_end, kind client"),
          Map.entry("etcd_cluster_healthy", "cluster_health"),
          Map.entry("etcd_cluster_has_leader", "member_role"),
          Map.entry("etcd_cluster_quorum_size", "quorum_can_lose"),
          Map.entry("etcd_cluster_leader_changes_total", "leader_changes"),
          Map.entry("etcd_request_rate_per_second", "requests_per_second, summed"),
          Map.entry("etcd_mvcc_db_total_size_bytes", "database_size"),
          Map.entry("etcd_mvcc_db_total_size_in_use_bytes", "database_in_use"),
          Map.entry("etcd_server_disk_usage_bytes", "database_size"),
          Map.entry("etcd_server_active_connections", "open_streams, summed"),
          Map.entry("etcd_disk_wal_fsync_duration_p95_milliseconds", "disk_wal_fsync"),
          Map.entry("etcd_disk_backend_commit_duration_p95_milliseconds", "disk_backend_commit"));

  static Stream<Dashboard> dashboards() {
    return Dashboards.all().stream();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void onlyDeclaredMetricsAndLabelsAreAskedFor(Dashboard dashboard) {
    Map<String, Set<String>> known = KnownMetrics.ours();
    for (Query query : queries(dashboard)) {
      Set<String> unknown = new TreeSet<>(PromQl.metrics(query.expression()));
      unknown.removeAll(known.keySet());
      unknown.removeAll(NOT_OURS);
      assertThat(unknown).as(query.expression()).isEmpty();
      Matcher selector = SELECTOR.matcher(query.expression());
      while (selector.find()) {
        Matcher label = MATCHER.matcher(selector.group(2));
        while (label.find()) {
          assertThat(known.get(selector.group(1))).as(query.expression()).contains(label.group(1));
        }
      }
    }
  }

  /** Clusters of one name in two namespaces are two, on each panel and in its legend. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void clustersOfOneNameAreNotTakenForOne(Dashboard dashboard) {
    Map<String, Set<String>> known = KnownMetrics.ours();
    boolean one = isOfOneCluster(dashboard);
    for (Query query : queries(dashboard)) {
      Matcher selector = SELECTOR.matcher(query.expression());
      Set<String> bare = new TreeSet<>(PromQl.metrics(query.expression()));
      while (selector.find()) {
        if (selector.group(2).startsWith(CHOSEN)) {
          bare.remove(selector.group(1));
        }
      }
      bare.removeIf(metric -> !known.getOrDefault(metric, Set.of()).contains("cluster"));
      assertThat(bare).as("not of the chosen clusters: %s", query.expression()).isEmpty();
      if (!one) {
        assertThat(PromQl.blending(query.expression())).as(query.expression()).isEmpty();
        assertThat(query.legend())
            .as("legend")
            .satisfiesAnyOf(
                legend -> assertThat(legend).contains("{{namespace}}/{{cluster}}"),
                legend ->
                    assertThat(legend)
                        .doesNotContain("{{cluster}}", "{{member}}", "{{inspection}}"));
      }
    }
  }

  /** What shows members by their names only must have one cluster to choose, in one namespace. */
  @Test
  void aDashboardOfOneClusterIsOfOneNamespace() {
    assertThat(dashboards().filter(DashboardsTest::isOfOneCluster).map(Dashboard::name))
        .containsExactly("cluster");
    Dashboard both =
        new Dashboard("x", "x", List.of(Dashboards.NAMESPACE, Dashboards.CLUSTER), List.of());
    assertThat(isOfOneCluster(both)).isFalse();
  }

  private static boolean isOfOneCluster(Dashboard dashboard) {
    return dashboard.variables().stream()
        .filter(v -> Set.of("namespace", "cluster").contains(v.name()))
        .noneMatch(Dashboard.Variable::several);
  }

  /** A new family gets a panel, or a reason why it needs none. */
  @Test
  void everyMetricIsOnAPanel() {
    Set<String> shown = new TreeSet<>();
    Dashboards.all().stream()
        .flatMap(dashboard -> queries(dashboard).stream())
        .flatMap(query -> PromQl.metrics(query.expression()).stream())
        .map(DashboardsTest::family)
        .forEach(shown::add);
    assertThat(shown).doesNotContainAnyElementsOf(SHOWN_BY_ANOTHER.keySet());
    Set<String> hidden = new TreeSet<>();
    KnownMetrics.ours().keySet().stream().map(DashboardsTest::family).forEach(hidden::add);
    hidden.removeAll(shown);
    assertThat(hidden).containsExactlyInAnyOrderElementsOf(SHOWN_BY_ANOTHER.keySet());
  }

  /** Without what is added for the series of a histogram. */
  private static String family(String series) {
    return series.replaceFirst("_(bucket|sum|count)$", "");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void itIsWhatGrafanaImports(Dashboard dashboard) throws IOException {
    JsonNode json = new ObjectMapper().readTree(Dashboards.files().get(dashboard.name() + ".json"));
    assertThat(json.path("uid").asText()).isEqualTo("etcd-monitor-" + dashboard.name());
    assertThat(json.at("/templating/list").findValuesAsText("name"))
        .startsWith("datasource", "namespace", "cluster");
    Set<Integer> ids = new HashSet<>();
    Set<String> cells = new HashSet<>();
    for (JsonNode panel : json.path("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).isTrue();
      JsonNode at = panel.path("gridPos");
      assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
      for (int x = 0; x < at.path("w").asInt(); x++) {
        for (int y = 0; y < at.path("h").asInt(); y++) {
          assertThat(cells.add((at.path("x").asInt() + x) + "," + (at.path("y").asInt() + y)))
              .as("panels do not overlap: %s", panel.path("title"))
              .isTrue();
        }
      }
      if (!panel.path("type").asText().equals("row")) {
        assertThat(panel.path("targets")).isNotEmpty();
        assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
      }
    }
  }

  /** Else the panels of proposals add what Prometheus scrapes from the members of that name. */
  @Test
  void allMembersAreOursOnly() throws IOException {
    JsonNode json = new ObjectMapper().readTree(Dashboards.files().get("cluster.json"));
    Map<String, String> all = new HashMap<>();
    json.at("/templating/list")
        .forEach(v -> all.put(v.path("name").asText(), v.path("allValue").asText()));
    assertThat(all)
        .containsEntry("member", ".+")
        .containsEntry("namespace", ".*")
        .containsEntry("cluster", ".*");
  }

  @Test
  void everyTitleAndFileIsThereOnce() {
    assertThat(Dashboards.files())
        .containsOnlyKeys("fleet.json", "cluster.json", "inspections.json");
    assertThat(Dashboards.all()).extracting(Dashboard::title).doesNotHaveDuplicates();
  }

  private static List<Query> queries(Dashboard dashboard) {
    return dashboard.rows().stream()
        .flatMap(row -> row.panels().stream())
        .flatMap(panel -> panel.queries().stream())
        .toList();
  }
}
