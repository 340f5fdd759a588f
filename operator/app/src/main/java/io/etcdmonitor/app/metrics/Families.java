package io.etcdmonitor.app.metrics;

import static io.etcdmonitor.app.metrics.MetricFamily.counter;
import static io.etcdmonitor.app.metrics.MetricFamily.gauge;
import static io.etcdmonitor.app.metrics.MetricFamily.histogram;

import java.util.List;
import java.util.stream.Stream;

/** Our own metrics, {@code etcd_monitor_*}. */
public final class Families {
  static final String NAMESPACE = "namespace";
  static final String CLUSTER = "cluster";
  static final String MEMBER = "member";
  static final String INSPECTION = "inspection";
  static final String FEATURE = "feature";

  public static final MetricFamily CLUSTER_HEALTH =
      gauge(
          "etcd_monitor_cluster_health",
          "Health of the cluster: 1 for the state it is in, 0 for the others.",
          NAMESPACE,
          CLUSTER,
          "state");
  public static final MetricFamily CLUSTER_SUSPENDED =
      gauge(
          "etcd_monitor_cluster_suspended",
          "Whether the cluster's owner asked us to stop probing it; its health is Unknown then.",
          NAMESPACE,
          CLUSTER);
  public static final MetricFamily CLUSTER_HEALTH_EXPECTED =
      gauge(
          "etcd_monitor_cluster_health_expected",
          "Whether somebody is to look at the cluster's health: 0 while its owner has suspended the"
              + " cluster or the feature healthy, or switched that off.",
          NAMESPACE,
          CLUSTER);
  public static final MetricFamily MEMBER_STATE =
      gauge(
          "etcd_monitor_member_state",
          "State of the member: 1 for the state it is in, 0 for the others.",
          NAMESPACE,
          CLUSTER,
          MEMBER,
          "state");
  public static final MetricFamily MEMBER_ROLE =
      gauge(
          "etcd_monitor_member_role",
          "Part of the member in raft: 1 for the one it has, 0 for the others.",
          NAMESPACE,
          CLUSTER,
          MEMBER,
          "role");
  public static final MetricFamily MEMBER_INFO =
      gauge(
          "etcd_monitor_member_info",
          "What the member runs, and the ID by which its peers name it; always 1.",
          NAMESPACE,
          CLUSTER,
          MEMBER,
          "id",
          "version");
  public static final MetricFamily QUORUM_CAN_LOSE =
      gauge(
          "etcd_monitor_quorum_can_lose",
          "Healthy voters that may still fail before quorum is lost; negative when it is lost.",
          NAMESPACE,
          CLUSTER);
  public static final MetricFamily LEADER_CHANGES =
      counter(
          "etcd_monitor_leader_changes_total",
          "Changes of leader seen since watching began.",
          NAMESPACE,
          CLUSTER);
  public static final MetricFamily INSPECTION_VERDICT =
      gauge(
          "etcd_monitor_inspection_verdict",
          "Verdict of the inspection: 1 for the one in force, 0 for the others."
              + " Unknown before the first run and when the last one is out of date.",
          NAMESPACE,
          CLUSTER,
          INSPECTION,
          FEATURE,
          "verdict");
  public static final MetricFamily INSPECTION_DURATION =
      gauge(
          "etcd_monitor_inspection_duration_seconds",
          "How long the last run of the inspection took.",
          NAMESPACE,
          CLUSTER,
          INSPECTION,
          FEATURE);
  public static final MetricFamily INSPECTION_RUNS =
      counter(
          "etcd_monitor_inspection_runs_total",
          "Runs of the inspection by the verdict they ended with.",
          NAMESPACE,
          CLUSTER,
          INSPECTION,
          FEATURE,
          "result");
  public static final MetricFamily INSPECTION_FINDING =
      gauge(
          "etcd_monitor_inspection_finding",
          "What the last run of the inspection found, with the cluster's own thresholds:"
              + " 1 for each reason and member; absent when it found nothing, or is out of date,"
              + " and of inspections that run once.",
          NAMESPACE,
          CLUSTER,
          INSPECTION,
          FEATURE,
          MEMBER,
          "reason",
          "severity");
  public static final MetricFamily INSPECTION_LAST_RUN =
      gauge(
          "etcd_monitor_inspection_last_run_timestamp_seconds",
          "When the last run of the inspection started.",
          NAMESPACE,
          CLUSTER,
          INSPECTION,
          FEATURE);
  public static final MetricFamily ALARM_ACTIVE =
      gauge(
          "etcd_monitor_alarm_active",
          "Whether the etcd alarm of this type is set on the member.",
          NAMESPACE,
          CLUSTER,
          MEMBER,
          "type");
  public static final MetricFamily DATA_DIVERGED =
      gauge(
          "etcd_monitor_data_diverged",
          "Whether the member's data differs from the majority's; absent while that cannot be told.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily APPLIED_LAG =
      gauge(
          "etcd_monitor_applied_lag",
          "Raft entries that the member is behind the most advanced one.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily DATABASE_SIZE =
      gauge(
          "etcd_monitor_database_size_bytes",
          "Size of the member's database file.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily DATABASE_IN_USE =
      gauge(
          "etcd_monitor_database_in_use_bytes",
          "Bytes of the member's database file that are in use.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily DATABASE_QUOTA =
      gauge(
          "etcd_monitor_database_quota_bytes",
          "Quota of the member's database; absent where the server does not tell.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily CERTIFICATE_NOT_AFTER =
      gauge(
          "etcd_monitor_certificate_not_after_seconds",
          "When the certificate that the member shows expires, in Unix time.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily MEMBER_LATENCY =
      gauge(
          "etcd_monitor_member_probe_latency_seconds",
          "Latency of the member's last answered read.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily PROBE_LATENCY =
      histogram(
          "etcd_monitor_probe_latency_seconds",
          "Latency of our own answered reads, over all members.",
          NAMESPACE,
          CLUSTER);

  public static final MetricFamily BUILD_INFO =
      gauge("etcd_monitor_build_info", "What is running; always 1.", "version", "java_version");
  public static final MetricFamily LEADER =
      gauge(
          "etcd_monitor_leader",
          "Whether this replica leads: it probes and writes. The others have no rows of clusters.");
  public static final MetricFamily CLUSTERS =
      gauge("etcd_monitor_clusters", "Clusters being watched.");
  public static final MetricFamily INSPECTIONS =
      gauge("etcd_monitor_inspections", "Inspections scheduled.");
  public static final MetricFamily SCHEDULER_LAG =
      gauge("etcd_monitor_scheduler_lag_seconds", "How late the last round started.");
  public static final MetricFamily SCHEDULER_ROUND_LAG =
      histogram(
          "etcd_monitor_scheduler_round_lag_seconds", "How late rounds started, since start.");
  public static final MetricFamily SCHEDULER_QUEUE =
      gauge("etcd_monitor_scheduler_queue_length", "Inspections that are due and wait.");
  public static final MetricFamily SCHEDULER_RUNNING =
      gauge("etcd_monitor_scheduler_running_rounds", "Rounds under way.");
  public static final MetricFamily SCHEDULER_ROUNDS =
      counter("etcd_monitor_scheduler_rounds_total", "Rounds since start.");
  public static final MetricFamily SCHEDULER_POSTPONED =
      counter(
          "etcd_monitor_scheduler_postponed_total",
          "Results that did not count because etcd-monitor itself was too late to read answers.");
  public static final MetricFamily IO_LATE =
      counter(
          "etcd_monitor_io_late_seconds_total",
          "Time in which etcd-monitor waited for answers and was itself too late to read them.");
  public static final MetricFamily LISTENER_ERRORS =
      counter(
          "etcd_monitor_listener_errors_total", "Results that some consumer failed to take in.");
  public static final MetricFamily LOG_LINES_DROPPED =
      counter(
          "etcd_monitor_log_lines_dropped_total",
          "Log lines that were lost because nobody took them from standard error.");

  private static final List<MetricFamily> HERE =
      List.of(
          CLUSTER_HEALTH,
          CLUSTER_SUSPENDED,
          CLUSTER_HEALTH_EXPECTED,
          MEMBER_STATE,
          MEMBER_ROLE,
          MEMBER_INFO,
          QUORUM_CAN_LOSE,
          LEADER_CHANGES,
          INSPECTION_VERDICT,
          INSPECTION_DURATION,
          INSPECTION_RUNS,
          INSPECTION_FINDING,
          INSPECTION_LAST_RUN,
          ALARM_ACTIVE,
          DATA_DIVERGED,
          APPLIED_LAG,
          DATABASE_SIZE,
          DATABASE_IN_USE,
          DATABASE_QUOTA,
          CERTIFICATE_NOT_AFTER,
          MEMBER_LATENCY,
          PROBE_LATENCY,
          BUILD_INFO,
          LEADER,
          CLUSTERS,
          INSPECTIONS,
          SCHEDULER_LAG,
          SCHEDULER_ROUND_LAG,
          SCHEDULER_QUEUE,
          SCHEDULER_RUNNING,
          SCHEDULER_ROUNDS,
          SCHEDULER_POSTPONED,
          IO_LATE,
          LISTENER_ERRORS,
          LOG_LINES_DROPPED);

  /** All of them, in the order of the documentation. */
  public static final List<MetricFamily> ALL =
      Stream.of(HERE, KubeFamilies.ALL, AlertFamilies.ALL).flatMap(List::stream).toList();

  private Families() {}
}
