package io.etcdmonitor.e2e.grafana;

import static io.etcdmonitor.e2e.grafana.Dashboards.max;
import static io.etcdmonitor.e2e.grafana.Dashboards.of;

import io.etcdmonitor.e2e.grafana.Dashboard.Row;

/** What a scheduled benchmark of the cluster measured. */
final class BenchmarkRow {
  private static final String OPERATION = "operation";
  private static final String OFF = "unless the feature benchmark is on and has run";

  private BenchmarkRow() {}

  static Row make() {
    return Row.of(
        "Scheduled benchmark",
        Panel.graph("Operations per second", "ops")
            .query(
                max(OPERATION, of("etcd_monitor_benchmark_operations_per_second")), "{{operation}}")
            .emptyWhen(OFF),
        Panel.graph("Latency", "s")
            .query(
                max(OPERATION, of("etcd_monitor_benchmark_latency_p50_seconds")),
                "{{operation}} p50")
            .query(
                max(OPERATION, of("etcd_monitor_benchmark_latency_p99_seconds")),
                "{{operation}} p99")
            .emptyWhen(OFF));
  }
}
