package io.etcdmonitor.app.metrics;

import static io.etcdmonitor.app.metrics.Families.CLUSTER;
import static io.etcdmonitor.app.metrics.Families.MEMBER;
import static io.etcdmonitor.app.metrics.Families.NAMESPACE;
import static io.etcdmonitor.app.metrics.MetricFamily.counter;
import static io.etcdmonitor.app.metrics.MetricFamily.gauge;

import java.util.List;

/** What the members' own pages, certificates and databases tell, as {@code etcd_monitor_*}. */
public final class MeasuredFamilies {
  public static final MetricFamily DATABASE_USED =
      gauge(
          "etcd_monitor_database_used_ratio",
          "Size of the member's database file as a share of its quota, 0 to 1; absent where the"
              + " quota is not known.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily DATABASE_FREE =
      gauge(
          "etcd_monitor_database_free_ratio",
          "Free share of the member's database file, 0 to 1.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily DATABASE_GROWTH =
      gauge(
          "etcd_monitor_database_growth_bytes_per_second",
          "Growth of the member's database file; absent until enough was seen.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily DATABASE_FULL_AT =
      gauge(
          "etcd_monitor_database_full_timestamp_seconds",
          "When the member's database reaches its quota if it goes on like this, in Unix time;"
              + " absent without a forecast.",
          NAMESPACE,
          CLUSTER,
          MEMBER,
          "confidence");

  public static final MetricFamily UNCOMPACTED =
      gauge(
          "etcd_monitor_uncompacted_revisions",
          "Revisions since the last compaction.",
          NAMESPACE,
          CLUSTER);

  public static final MetricFamily COMPACTION_AGE =
      gauge(
          "etcd_monitor_compaction_age_seconds",
          "Time since the last compaction; absent while nobody knows.",
          NAMESPACE,
          CLUSTER);

  public static final MetricFamily WAL_FSYNC =
      gauge(
          "etcd_monitor_disk_wal_fsync_seconds",
          "How long WAL fsync lately took on the member, from its own histogram; absent with too"
              + " few observations.",
          NAMESPACE,
          CLUSTER,
          MEMBER,
          "percentile");

  public static final MetricFamily BACKEND_COMMIT =
      gauge(
          "etcd_monitor_disk_backend_commit_seconds",
          "How long backend commit lately took on the member, from its own histogram; absent with"
              + " too few observations.",
          NAMESPACE,
          CLUSTER,
          MEMBER,
          "percentile");

  public static final MetricFamily CPU =
      gauge(
          "etcd_monitor_member_cpu_usage",
          "CPUs that the member's process uses.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily OPEN_FDS =
      gauge(
          "etcd_monitor_member_open_file_descriptors",
          "File descriptors that the member has open.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily MAX_FDS =
      gauge(
          "etcd_monitor_member_max_file_descriptors",
          "File descriptors that the member may have open.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily PROCESS_START =
      gauge(
          "etcd_monitor_member_start_time_seconds",
          "When the member's process started, in Unix time.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily CLIENT_RECEIVED =
      gauge(
          "etcd_monitor_member_client_received_bytes_per_second",
          "Traffic from clients.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily CLIENT_SENT =
      gauge(
          "etcd_monitor_member_client_sent_bytes_per_second",
          "Traffic to clients.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily PEER_RECEIVED =
      gauge(
          "etcd_monitor_member_peer_received_bytes_per_second",
          "Traffic from peers.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily PEER_SENT =
      gauge(
          "etcd_monitor_member_peer_sent_bytes_per_second",
          "Traffic to peers.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily WAL_WRITTEN =
      gauge(
          "etcd_monitor_member_wal_write_bytes_per_second",
          "Traffic into the write-ahead log.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily SLOW_APPLIES =
      counter(
          "etcd_monitor_slow_applies_total",
          "Slow applies, as the member counts them.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily SLOW_READ_INDEXES =
      counter(
          "etcd_monitor_slow_read_indexes_total",
          "Slow read indexes, as the member counts them.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily READ_INDEXES_FAILED =
      counter(
          "etcd_monitor_read_indexes_failed_total",
          "Failed read indexes, as the member counts them.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily HEARTBEAT_FAILURES =
      counter(
          "etcd_monitor_heartbeat_send_failures_total",
          "Heartbeats that the member sent too late, as it counts them.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily KEYS =
      gauge("etcd_monitor_member_keys", "Keys in the member's store.", NAMESPACE, CLUSTER, MEMBER);

  public static final MetricFamily OPEN_READ_TRANSACTIONS =
      gauge(
          "etcd_monitor_member_open_read_transactions",
          "Read transactions open in the member's database.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily WATCH_STREAMS =
      gauge(
          "etcd_monitor_member_watch_streams",
          "Watch streams on the member.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily SLOW_WATCHERS =
      gauge(
          "etcd_monitor_member_slow_watchers",
          "Watchers on the member that cannot keep up.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily PENDING_EVENTS =
      gauge(
          "etcd_monitor_member_pending_events",
          "Events that wait to be sent to the member's watchers.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  public static final MetricFamily PEER_ACTIVE =
      gauge(
          "etcd_monitor_peer_active",
          "Whether the member is connected to the peer.",
          NAMESPACE,
          CLUSTER,
          MEMBER,
          "peer");

  public static final MetricFamily PEER_ROUND_TRIP =
      gauge(
          "etcd_monitor_peer_round_trip_seconds",
          "Round trip to the peer, as the member last measured it.",
          NAMESPACE,
          CLUSTER,
          MEMBER,
          "peer");

  public static final MetricFamily PEER_SEND_FAILURES =
      counter(
          "etcd_monitor_peer_send_failures_total",
          "Failed sends to the peer, as the member counts them.",
          NAMESPACE,
          CLUSTER,
          MEMBER,
          "peer");

  public static final MetricFamily REQUESTS =
      gauge(
          "etcd_monitor_requests_per_second",
          "Unary requests by RPC.",
          NAMESPACE,
          CLUSTER,
          MEMBER,
          "method");

  public static final MetricFamily REQUEST_ERRORS =
      gauge(
          "etcd_monitor_request_errors_per_second",
          "Unary requests that failed on the server's side, by RPC.",
          NAMESPACE,
          CLUSTER,
          MEMBER,
          "method");

  public static final MetricFamily CERTIFICATE_END =
      gauge(
          "etcd_monitor_certificate_end_timestamp_seconds",
          "When a certificate ends, in Unix time. kind: client and peer for what the member shows"
              + " there; own and ca for what we were given.",
          NAMESPACE,
          CLUSTER,
          MEMBER,
          "kind");

  /** All of them, in the order of the documentation. */
  public static final List<MetricFamily> ALL =
      List.of(
          DATABASE_USED,
          DATABASE_FREE,
          DATABASE_GROWTH,
          DATABASE_FULL_AT,
          UNCOMPACTED,
          COMPACTION_AGE,
          WAL_FSYNC,
          BACKEND_COMMIT,
          CPU,
          OPEN_FDS,
          MAX_FDS,
          PROCESS_START,
          CLIENT_RECEIVED,
          CLIENT_SENT,
          PEER_RECEIVED,
          PEER_SENT,
          WAL_WRITTEN,
          SLOW_APPLIES,
          SLOW_READ_INDEXES,
          READ_INDEXES_FAILED,
          HEARTBEAT_FAILURES,
          KEYS,
          OPEN_READ_TRANSACTIONS,
          WATCH_STREAMS,
          SLOW_WATCHERS,
          PENDING_EVENTS,
          PEER_ACTIVE,
          PEER_ROUND_TRIP,
          PEER_SEND_FAILURES,
          REQUESTS,
          REQUEST_ERRORS,
          CERTIFICATE_END);

  private MeasuredFamilies() {}
}
