package io.etcdmonitor.e2e.grafana;

import static io.etcdmonitor.e2e.grafana.Dashboards.rate;

import io.etcdmonitor.e2e.grafana.Dashboard.Row;
import java.util.List;
import java.util.stream.Stream;

/** How etcd-monitor itself does. */
final class MonitorRow {
  private static final String NO_KUBERNETES = "without Kubernetes";

  private MonitorRow() {}

  static Row make() {
    return new Row(
        "etcd-monitor itself",
        Stream.of(scheduling(), kubernetes(), alerting()).flatMap(List::stream).toList());
  }

  private static List<Panel> scheduling() {
    return List.of(
        Panel.table("Replicas")
            .query("count by (instance, version) (etcd_monitor_build_info)", "Running")
            .query(by("etcd_monitor_leader"), "Leads")
            .query(by("etcd_monitor_clusters"), "Clusters")
            .query(by("etcd_monitor_inspections"), "Inspections")
            .size(24, 5),
        Panel.graph("How late rounds start", "s")
            .query(lag("0.5"), "{{instance}} p50")
            .query(lag("0.99"), "{{instance}} p99")
            .query("etcd_monitor_scheduler_lag_seconds", "{{instance}} the last one"),
        Panel.graph("Rounds", "short")
            .query(rate("instance", "etcd_monitor_scheduler_rounds_total"), "{{instance}} rounds/s")
            .query("etcd_monitor_scheduler_running_rounds", "{{instance}} under way")
            .query("etcd_monitor_scheduler_queue_length", "{{instance}} waiting")
            .query(
                rate("instance", "etcd_monitor_scheduler_postponed_total"),
                "{{instance}} postponed/s"),
        Panel.graph("Too late to read answers", "percentunit")
            .says("Its own lack of CPU: nothing is said of members in such moments.")
            .query(rate("instance", "etcd_monitor_io_late_seconds_total"), "{{instance}}"),
        Panel.graph("Our reads of all clusters", "s")
            .query(reads("0.5"), "p50")
            .query(reads("0.99"), "p99"),
        Panel.graph("Memory and CPU", "bytes")
            .query(
                "sum by (instance) (jvm_memory_used_bytes and on (instance) etcd_monitor_leader)",
                "{{instance}} heap and more")
            .query(
                "process_cpu_usage and on (instance) etcd_monitor_leader",
                "{{instance}} share of CPUs"));
  }

  private static List<Panel> kubernetes() {
    return List.of(
        Panel.graph("Calls of the Kubernetes API", "reqps")
            .query(
                rate("verb, code", "etcd_monitor_kubernetes_api_calls_total"), "{{verb}} {{code}}")
            .query("etcd_monitor_kubernetes_synced", "{{instance}} synced")
            .emptyWhen(NO_KUBERNETES),
        Panel.graph("Status writes", "reqps")
            .query(rate("outcome", "etcd_monitor_status_writes_total"), "{{outcome}}")
            .emptyWhen(NO_KUBERNETES),
        Panel.graph("Events", "reqps")
            .query(rate("outcome", "etcd_monitor_events_total"), "{{outcome}}")
            .query("etcd_monitor_events_waiting", "{{instance}} waiting")
            .emptyWhen(NO_KUBERNETES),
        Panel.graph("Shards", "short")
            .says("A replica that does not hold its shard leaves its clusters unwatched.")
            .query(
                "max by (job, namespace) (etcd_monitor_shards)",
                "{{job}} {{namespace}}: there are to be")
            .query(
                "sum by (instance, shard) (etcd_monitor_shard_held)", "{{shard}} by {{instance}}")
            .emptyWhen("without sharding"));
  }

  private static List<Panel> alerting() {
    return List.of(
        Panel.graph("Notifications", "reqps")
            .query(
                rate("channel, outcome", "etcd_monitor_notifications_total"),
                "{{channel}} {{outcome}}")
            .query("etcd_monitor_notifications_waiting", "{{channel}} waiting")
            .emptyWhen("until a first message was sent"),
        Panel.graph("What went wrong inside, within an hour", "short")
            .says("All of it should be 0, and the alerts file 1 where there is one.")
            .query(hourly("etcd_monitor_listener_errors_total"), "{{instance}} results lost")
            .query(
                hourly("etcd_monitor_alert_results_coalesced_total"),
                "{{instance}} results not evaluated one by one")
            .query(
                hourly("etcd_monitor_alert_store_failures_total"),
                "{{instance}} alert state not saved")
            .query("etcd_monitor_config_reload_success", "{{instance}} alerts file in force")
            .query(
                hourly("etcd_monitor_log_lines_dropped_total"), "{{instance}} log lines dropped"));
  }

  private static String by(String gauge) {
    return "max by (instance) (" + gauge + ")";
  }

  private static String hourly(String counter) {
    return "increase(" + counter + "[1h])";
  }

  private static String lag(String quantile) {
    return "histogram_quantile(%s, sum by (instance, le) (rate(%s[$__rate_interval])))"
        .formatted(quantile, "etcd_monitor_scheduler_round_lag_seconds_bucket");
  }

  private static String reads(String quantile) {
    return "histogram_quantile(%s, sum by (le) (rate(%s[$__rate_interval])))"
        .formatted(quantile, Dashboards.of("etcd_monitor_probe_latency_seconds_bucket"));
  }
}
