package io.etcdmonitor.e2e.grafana;

import static io.etcdmonitor.e2e.grafana.Dashboards.VERDICT;
import static io.etcdmonitor.e2e.grafana.Dashboards.max;
import static io.etcdmonitor.e2e.grafana.Dashboards.numbered;
import static io.etcdmonitor.e2e.grafana.Dashboards.of;
import static io.etcdmonitor.e2e.grafana.Dashboards.rate;

import io.etcdmonitor.e2e.grafana.Dashboard.Row;
import java.util.List;
import java.util.Map;

/** What each feature says of each cluster. */
final class InspectionsDashboard {
  private static final String INSPECTION = "namespace, cluster, inspection, feature";
  private static final String FINDING = "namespace, cluster, feature, member, reason, severity";
  private static final String NUMBER =
      numbered(
          INSPECTION,
          "etcd_monitor_inspection_verdict",
          "verdict",
          "Warning",
          "Unknown",
          "Critical");

  private InspectionsDashboard() {}

  static Dashboard make() {
    return new Dashboard(
        "inspections",
        "etcd: inspections",
        List.of(Dashboards.NAMESPACE, Dashboards.CLUSTERS),
        List.of(counts(), table(), courses()));
  }

  private static Row counts() {
    return Row.of(
        "",
        count("Critical").limits(1, 1),
        count("Unknown")
            .says("Could not look, or what it said is out of date.")
            .limits(1, 1_000_000),
        count("Warning").limits(1, 1_000_000),
        count("Passed"));
  }

  private static Panel count(String verdict) {
    return Panel.number(verdict, "short")
        .query(
            "sum("
                + max(
                    INSPECTION,
                    of("etcd_monitor_inspection_verdict", "verdict=\"" + verdict + "\""))
                + ")",
            verdict);
  }

  private static Row table() {
    return Row.of(
        "",
        Panel.table("Inspections")
            .says("The worst first.")
            .query(NUMBER, "Verdict")
            .query(
                "time() - "
                    + max(INSPECTION, of("etcd_monitor_inspection_last_run_timestamp_seconds")),
                "Last run ago")
            .query(max(INSPECTION, of("etcd_monitor_inspection_duration_seconds")), "Took")
            .columns(Map.of("Last run ago", "s", "Took", "s"))
            .means(VERDICT)
            .size(24, 12),
        Panel.table("Findings")
            .says(
                "What the last runs found, by reason and member. The status of the inspection has the words.")
            .query(max(FINDING, of("etcd_monitor_inspection_finding")), "Found")
            .size(24, 10));
  }

  private static Row courses() {
    return Row.of(
        "Over time",
        Panel.states("Verdicts")
            .query(NUMBER, "{{namespace}}/{{cluster}} {{inspection}}")
            .means(VERDICT)
            .size(24, 12),
        Panel.graph("Runs by verdict", "ops")
            .query(rate("result", of("etcd_monitor_inspection_runs_total")), "{{result}}")
            .stacked()
            .size(12, 8),
        Panel.graph("How long runs take", "s")
            .query(max("feature", of("etcd_monitor_inspection_duration_seconds")), "{{feature}}")
            .says("The slowest cluster of each feature.")
            .size(12, 8));
  }
}
