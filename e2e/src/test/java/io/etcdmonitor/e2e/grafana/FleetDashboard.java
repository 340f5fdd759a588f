package io.etcdmonitor.e2e.grafana;

import static io.etcdmonitor.e2e.grafana.Dashboards.HEALTH;
import static io.etcdmonitor.e2e.grafana.Dashboards.HEALTH_NUMBER;
import static io.etcdmonitor.e2e.grafana.Dashboards.max;
import static io.etcdmonitor.e2e.grafana.Dashboards.of;

import io.etcdmonitor.e2e.grafana.Dashboard.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All clusters, the worst first; and how the monitor itself does. */
final class FleetDashboard {
  private static final String CLUSTER = "namespace, cluster";

  private FleetDashboard() {}

  static Dashboard make() {
    return new Dashboard(
        "fleet",
        "etcd: all clusters",
        List.of(Dashboards.NAMESPACE, Dashboards.CLUSTERS),
        List.of(counts(), table(), courses(), MonitorRow.make()));
  }

  private static Row counts() {
    return Row.of(
        "",
        inState("Critical").limits(1, 1),
        inState("Unknown").says("Nobody could look: neither well nor bad.").limits(1, 1_000_000),
        inState("Warning").limits(1, 1_000_000),
        inState("Healthy"),
        Panel.number("Suspended", "short")
            .query("sum(" + max(CLUSTER, of("etcd_monitor_cluster_suspended")) + ")", "suspended")
            .query(
                "sum(1 - " + max(CLUSTER, of("etcd_monitor_cluster_health_expected")) + ")",
                "health not looked at")
            .says("Where the feature healthy is off, nobody looks at health either."),
        Panel.number("Open alerts", "short")
            .query(
                "sum by (severity) ("
                    + max("namespace, cluster, severity", of("etcd_monitor_alerts_open"))
                    + ")",
                "{{severity}}")
            .emptyWhen("while no alert of the operator is open"));
  }

  private static Panel inState(String state) {
    return Panel.number(state, "short")
        .query(
            "sum("
                + max(CLUSTER, of("etcd_monitor_cluster_health", "state=\"" + state + "\""))
                + ")",
            state.toLowerCase(Locale.ROOT));
  }

  private static Row table() {
    return Row.of(
        "",
        Panel.table("Clusters")
            .says("The worst first. What is not known is blank.")
            .query(HEALTH_NUMBER, "Health")
            .query(
                "sum by (namespace, cluster) ("
                    + max(
                        "namespace, cluster, member",
                        of("etcd_monitor_member_state", "state=\"Healthy\""))
                    + ")",
                "Members ready")
            .query(max(CLUSTER, of("etcd_monitor_quorum_can_lose")), "Can lose")
            .query(max(CLUSTER, of("etcd_monitor_database_size_bytes")), "Database")
            .query(max(CLUSTER, of("etcd_monitor_database_used_ratio")), "Of quota")
            .query(
                "max by (namespace, cluster) (increase("
                    + of("etcd_monitor_leader_changes_total")
                    + "[24h]))",
                "Leader changes 24h")
            .query(max(CLUSTER, of("etcd_request_read_latency_p99_milliseconds")), "Read p99")
            .query(
                "time() - "
                    + max(
                        CLUSTER,
                        of(
                            "etcd_monitor_inspection_last_run_timestamp_seconds",
                            "feature=\"healthy\"")),
                "Data age")
            .columns(
                Map.of(
                    "Database",
                    "bytes",
                    "Of quota",
                    "percentunit",
                    "Read p99",
                    "ms",
                    "Data age",
                    "s",
                    "Leader changes 24h",
                    "none"))
            .means(HEALTH));
  }

  private static Row courses() {
    return Row.of(
        "Over time",
        Panel.states("Health").query(HEALTH_NUMBER, "{{namespace}}/{{cluster}}").means(HEALTH),
        Panel.graph("Database, of the quota", "percentunit")
            .size(12, 8)
            .query(
                max(CLUSTER, of("etcd_monitor_database_used_ratio")), "{{namespace}}/{{cluster}}")
            .limits(0.8, 0.9),
        Panel.graph("Reads of ours, p99", "ms")
            .query(
                max(CLUSTER, of("etcd_request_read_latency_p99_milliseconds")),
                "{{namespace}}/{{cluster}}"),
        Panel.graph("WAL fsync, p99 of the slowest member", "s")
            .query(
                max(CLUSTER, of("etcd_monitor_disk_wal_fsync_seconds", "percentile=\"p99\"")),
                "{{namespace}}/{{cluster}}")
            .limits(0.01, 0.1)
            .emptyWhen("where fewer than 100 fsyncs were made within 5 minutes"),
        Panel.graph("Requests", "reqps")
            .query(
                "sum by (namespace, cluster) ("
                    + max(
                        "namespace, cluster, member, method",
                        of("etcd_monitor_requests_per_second"))
                    + ")",
                "{{namespace}}/{{cluster}}"));
  }
}
