package io.etcdmonitor.e2e.grafana;

import io.etcdmonitor.e2e.grafana.Dashboard.Variable;
import io.etcdmonitor.e2e.grafana.Panel.Meaning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The dashboards of deploy/grafana: their one source. All of them read our metrics only, so that
 * they show the same for every version of etcd, and need no recording rules. {@code etcd_monitor_*}
 * has the labels of the replica too (instance, pod): aggregating drops them.
 */
public final class Dashboards {
  static final Variable NAMESPACE = new Variable("namespace", "etcd_monitor_cluster_health", true);

  /** One to choose: of two clusters of one name a dashboard about one cluster would make one. */
  static final Variable ONE_NAMESPACE =
      new Variable("namespace", "etcd_monitor_cluster_health", false);

  static final Variable CLUSTERS =
      new Variable("cluster", "etcd_monitor_cluster_health{namespace=~\"$namespace\"}", true);
  static final Variable CLUSTER =
      new Variable("cluster", "etcd_monitor_cluster_health{namespace=~\"$namespace\"}", false);

  /**
   * All is no series without a member: etcd's own have names of ours ({@code
   * etcd_server_proposals_*}), no member, and often the same cluster.
   */
  static final Variable MEMBER =
      new Variable(
          "member",
          "etcd_monitor_member_state{namespace=~\"$namespace\",cluster=~\"$cluster\"}",
          true,
          ".+");

  static final Map<Integer, Meaning> HEALTH =
      Map.of(
          0, new Meaning("Healthy", "green"),
          1, new Meaning("Warning", "orange"),
          2, new Meaning("Unknown", "purple"),
          3, new Meaning("Critical", "red"));
  static final Map<Integer, Meaning> MEMBER_STATE =
      Map.of(
          0, new Meaning("Healthy", "green"),
          1, new Meaning("Unknown", "purple"),
          2, new Meaning("Not started", "blue"),
          3, new Meaning("Unhealthy", "orange"),
          4, new Meaning("Unreachable", "red"));
  static final Map<Integer, Meaning> VERDICT =
      Map.of(
          0, new Meaning("Passed", "green"),
          1, new Meaning("Warning", "orange"),
          2, new Meaning("Unknown", "purple"),
          3, new Meaning("Critical", "red"));

  /** The health of a cluster as a number: see {@link #HEALTH}. */
  static final String HEALTH_NUMBER =
      numbered(
          "namespace, cluster",
          "etcd_monitor_cluster_health",
          "state",
          "Warning",
          "Unknown",
          "Critical");

  private static final String SELECTED = "namespace=~\"$namespace\",cluster=~\"$cluster\"";

  private Dashboards() {}

  /** All of them. */
  public static List<Dashboard> all() {
    return List.of(FleetDashboard.make(), ClusterDashboard.make(), InspectionsDashboard.make());
  }

  /** The text of each, by the name of its file. */
  public static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    all().forEach(d -> files.put(d.name() + ".json", DashboardJson.of(d)));
    return files;
  }

  /** The series of the chosen clusters; {@code more} are further matchers. */
  static String of(String metric, String... more) {
    return "%s{%s}".formatted(metric, matchers(SELECTED, more));
  }

  /** The series of the chosen members. */
  static String ofMember(String metric, String... more) {
    return "%s{%s}".formatted(metric, matchers(SELECTED + ",member=~\"$member\"", more));
  }

  /** The largest by these labels: what a replica that took over says beside the one before. */
  static String max(String by, String series) {
    return "max by (%s) (%s)".formatted(by, series);
  }

  /** A rate of counters, however often the replica was changed. */
  static String rate(String by, String series) {
    return "sum by (%s) (rate(%s[$__rate_interval]))".formatted(by, series);
  }

  /**
   * A family with one series per state, as one number: 0 for the state that is not listed, then 1,
   * 2, ...
   */
  static String numbered(String by, String metric, String label, String... states) {
    StringBuilder sum = new StringBuilder();
    for (int i = 0; i < states.length; i++) {
      sum.append(i == 0 ? "" : " + ").append(i == 0 ? "" : (i + 1) + " * ");
      sum.append(max(by, of(metric, "%s=\"%s\"".formatted(label, states[i]))));
    }
    return sum.toString();
  }

  private static String matchers(String first, String... more) {
    return more.length == 0 ? first : first + "," + String.join(",", more);
  }
}
