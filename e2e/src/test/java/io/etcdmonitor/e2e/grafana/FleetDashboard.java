package io.etcdmonitor.e2e.grafana;

import static io.etcdmonitor.e2e.grafana.Dashboards.HEALTH;
import static io.etcdmonitor.e2e.grafana.Dashboards.HEALTH_NUMBER;
import static io.etcdmonitor.e2e.grafana.Dashboards.max;
import static io.etcdmonitor.e2e.grafana.Dashboards.of;
import static io.etcdmonitor.e2e.grafana.Dashboards.rate;

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
        List.of(counts(), table(), courses(), monitor()));
  }

  private static Row counts() {
    return Row.of(
        "",
        inState("Critical").limits(1, 1),
        inState("Unknown").says("Nobody could look: neither well nor bad.").limits(1, 1_000_000),
        inState("Warning").limits(1, 1_000_000),
        inState("Healthy"),
        Panel.number("Suspended", "short")
            .query("sum(" + max(CLUSTER, of("etcd_monitor_cluster_suspended")) + ")", "suspended"),
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

  private static Row monitor() {
    return Row.of(
        "etcd-monitor itself",
        Panel.graph("Rounds and how late they start", "short")
            .query(rate("instance", "etcd_monitor_scheduler_rounds_total"), "{{instance}} rounds/s")
            .query("etcd_monitor_scheduler_lag_seconds", "{{instance}} late, s")
            .query("etcd_monitor_scheduler_queue_length", "{{instance}} waiting"),
        Panel.graph("Replicas that lead", "none").query("etcd_monitor_leader", "{{instance}}"),
        Panel.graph("Calls of the Kubernetes API", "reqps")
            .query(
                rate("verb, code", "etcd_monitor_kubernetes_api_calls_total"), "{{verb}} {{code}}")
            .emptyWhen("without Kubernetes"),
        Panel.graph("Status writes", "reqps")
            .query(rate("outcome", "etcd_monitor_status_writes_total"), "{{outcome}}")
            .emptyWhen("without Kubernetes"),
        Panel.graph("Notifications", "reqps")
            .query(
                rate("channel, outcome", "etcd_monitor_notifications_total"),
                "{{channel}} {{outcome}}")
            .emptyWhen("until a first message was sent"),
        Panel.graph("Memory and CPU", "bytes")
            .query(
                "sum by (instance) (jvm_memory_used_bytes and on (instance) etcd_monitor_leader)",
                "{{instance}} heap and more")
            .query(
                "process_cpu_usage and on (instance) etcd_monitor_leader",
                "{{instance}} share of CPUs"));
  }
}
