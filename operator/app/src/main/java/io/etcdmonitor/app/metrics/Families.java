package io.etcdmonitor.app.metrics;

import static io.etcdmonitor.app.metrics.MetricFamily.counter;
import static io.etcdmonitor.app.metrics.MetricFamily.gauge;
import static io.etcdmonitor.app.metrics.MetricFamily.histogram;

import java.util.List;

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

  public static final MetricFamily KUBE_SYNCED =
      gauge(
          "etcd_monitor_kubernetes_synced",
          "Whether every informer has had its first list. Stays 1 when the API goes away, not when"
              + " it refuses.");
  public static final MetricFamily STATUS_WRITES =
      counter("etcd_monitor_status_writes_total", "Status writes by outcome.", "outcome");
  public static final MetricFamily EVENTS =
      counter("etcd_monitor_events_total", "Kubernetes Events by outcome.", "outcome");
  public static final MetricFamily EVENTS_WAITING =
      gauge("etcd_monitor_events_waiting", "Kubernetes Events that wait to be written.");
  public static final MetricFamily API_CALLS =
      counter(
          "etcd_monitor_kubernetes_api_calls_total",
          "Calls of the Kubernetes API; code is error where no answer came.",
          "verb",
          "group",
          "resource",
          "code");

  public static final MetricFamily SHARDS =
      gauge(
          "etcd_monitor_shards",
          "Shards that the clusters are to be divided among; absent without sharding.");
  public static final MetricFamily SHARD_HELD =
      gauge(
          "etcd_monitor_shard_held",
          "Whether this replica holds the Lease of its shard; absent without sharding.",
          "shard");
  public static final MetricFamily ALERTS_OPEN =
      gauge(
          "etcd_monitor_alerts_open",
          "Alerts that fire, by severity; silenced and acknowledged ones too.",
          NAMESPACE,
          CLUSTER,
          "severity");

  public static final MetricFamily NOTIFICATIONS =
      counter(
          "etcd_monitor_notifications_total",
          "Messages about alerts by what became of them: sent, retry, dead, superseded,"
              + " deduplicated, suppressed.",
          "channel",
          "outcome");
  public static final MetricFamily NOTIFICATIONS_WAITING =
      gauge("etcd_monitor_notifications_waiting", "Messages that wait to be sent.", "channel");
  public static final MetricFamily CONFIG_RELOAD_SUCCESS =
      gauge(
          "etcd_monitor_config_reload_success",
          "Whether the alerts file as it is now is in force; 0 while a bad one is refused.");
  public static final MetricFamily ALERT_RESULTS_COALESCED =
      counter(
          "etcd_monitor_alert_results_coalesced_total",
          "Results that were not evaluated because newer ones of the same inspection had come.");
  public static final MetricFamily ALERT_STORE_FAILURES =
      counter(
          "etcd_monitor_alert_store_failures_total",
          "Times that the alert state could not be written to disk.");

  /** All of them, in the order of the documentation. */
  public static final List<MetricFamily> ALL =
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
          LOG_LINES_DROPPED,
          KUBE_SYNCED,
          STATUS_WRITES,
          EVENTS,
          EVENTS_WAITING,
          API_CALLS,
          SHARDS,
          SHARD_HELD,
          ALERTS_OPEN,
          NOTIFICATIONS,
          NOTIFICATIONS_WAITING,
          CONFIG_RELOAD_SUCCESS,
          ALERT_RESULTS_COALESCED,
          ALERT_STORE_FAILURES);

  private Families() {}
}
