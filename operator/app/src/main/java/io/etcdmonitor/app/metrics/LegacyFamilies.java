package io.etcdmonitor.app.metrics;

import static io.etcdmonitor.app.metrics.Families.CLUSTER;
import static io.etcdmonitor.app.metrics.Families.MEMBER;
import static io.etcdmonitor.app.metrics.Families.NAMESPACE;
import static io.etcdmonitor.app.metrics.MetricFamily.counter;
import static io.etcdmonitor.app.metrics.MetricFamily.gauge;

import io.etcdmonitor.engine.feature.LatencyWindow;
import io.etcdmonitor.engine.model.MeasurementNames;
import java.util.List;

/** The names that earlier dashboards use. Each carries a real, current value or is absent. */
public final class LegacyFamilies {
  public static final MetricFamily HEALTHY =
      gauge(
          "etcd_cluster_healthy",
          "Whether the cluster serves: 1 with quorum and a leader, 0 on an outage; absent when we"
              + " could not look.",
          NAMESPACE,
          CLUSTER);
  public static final MetricFamily HAS_LEADER =
      gauge(
          "etcd_cluster_has_leader",
          "Whether the cluster has a leader: 0 when none is named and too few voters serve; absent"
              + " when we could not look.",
          NAMESPACE,
          CLUSTER);
  public static final MetricFamily MEMBER_COUNT =
      gauge(
          "etcd_cluster_member_count",
          "Members; absent while none of them answers.",
          NAMESPACE,
          CLUSTER);
  public static final MetricFamily QUORUM_SIZE =
      gauge(
          "etcd_cluster_quorum_size",
          "Voters that make a quorum; absent while no member answers.",
          NAMESPACE,
          CLUSTER);
  public static final MetricFamily LEADER_CHANGES =
      counter(
          "etcd_cluster_leader_changes_total",
          "Changes of leader seen since watching began.",
          NAMESPACE,
          CLUSTER);
  public static final MetricFamily READ_P50 = readLatency("50", "Median");
  public static final MetricFamily READ_P95 = readLatency("95", "95th percentile");
  public static final MetricFamily READ_P99 = readLatency("99", "99th percentile");
  public static final MetricFamily REQUEST_RATE =
      gauge(
          "etcd_request_rate_per_second",
          "Requests of all kinds and members, from the members' metrics pages.",
          NAMESPACE,
          CLUSTER);
  public static final MetricFamily DB_SIZE =
      gauge(
          "etcd_mvcc_db_total_size_bytes",
          "Size of the member's database file.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily DB_IN_USE =
      gauge(
          "etcd_mvcc_db_total_size_in_use_bytes",
          "Bytes of the member's database file that are in use.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily PROPOSALS_COMMITTED =
      counter(
          "etcd_server_proposals_committed_total",
          "Proposals committed, as the member counts them.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily PROPOSALS_APPLIED =
      counter(
          "etcd_server_proposals_applied_total",
          "Proposals applied, as the member counts them.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily PROPOSALS_PENDING =
      gauge(
          "etcd_server_proposals_pending",
          "Proposals waiting on the member.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily PROPOSALS_FAILED =
      counter(
          "etcd_server_proposals_failed_total",
          "Proposals failed, as the member counts them.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily MEMORY =
      gauge(
          "etcd_server_memory_usage_bytes",
          "Resident memory of the member's process.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily DISK_USAGE =
      gauge(
          "etcd_server_disk_usage_bytes",
          "Size of the member's database file: all that etcd tells of its disk. Its write-ahead log"
              + " and snapshots are not in it.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily ACTIVE_CONNECTIONS =
      gauge(
          "etcd_server_active_connections",
          "Calls and streams under way on the member. etcd does not tell how many connections carry"
              + " them.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily WATCHERS =
      gauge("etcd_server_watchers", "Watchers on the member.", NAMESPACE, CLUSTER, MEMBER);

  public static final MetricFamily WRITE_P50 = writeLatency("50", "Median");
  public static final MetricFamily WRITE_P95 = writeLatency("95", "95th percentile");
  public static final MetricFamily WRITE_P99 = writeLatency("99", "99th percentile");
  public static final MetricFamily WAL_FSYNC_P95 =
      gauge(
          "etcd_disk_wal_fsync_duration_p95_milliseconds",
          "95th percentile of WAL fsync lately, from the member's own histogram; absent with too"
              + " few observations.",
          NAMESPACE,
          CLUSTER,
          MEMBER);
  public static final MetricFamily BACKEND_COMMIT_P95 =
      gauge(
          "etcd_disk_backend_commit_duration_p95_milliseconds",
          "95th percentile of backend commit lately, from the member's own histogram; absent with"
              + " too few observations.",
          NAMESPACE,
          CLUSTER,
          MEMBER);

  /** All of them, in the order of the documentation. */
  public static final List<MetricFamily> ALL =
      List.of(
          HEALTHY,
          HAS_LEADER,
          MEMBER_COUNT,
          QUORUM_SIZE,
          LEADER_CHANGES,
          READ_P50,
          READ_P95,
          READ_P99,
          REQUEST_RATE,
          DB_SIZE,
          DB_IN_USE,
          PROPOSALS_COMMITTED,
          PROPOSALS_APPLIED,
          PROPOSALS_PENDING,
          PROPOSALS_FAILED,
          MEMORY,
          DISK_USAGE,
          ACTIVE_CONNECTIONS,
          WATCHERS,
          WRITE_P50,
          WRITE_P95,
          WRITE_P99,
          WAL_FSYNC_P95,
          BACKEND_COMMIT_P95);

  /** Where the rows of some of them come from. */
  static final List<Source> SOURCES =
      List.of(
          Source.member(MeasurementNames.PROPOSALS_COMMITTED, PROPOSALS_COMMITTED),
          Source.member(MeasurementNames.PROPOSALS_APPLIED, PROPOSALS_APPLIED),
          Source.member(MeasurementNames.PROPOSALS_PENDING, PROPOSALS_PENDING),
          Source.member(MeasurementNames.PROPOSALS_FAILED, PROPOSALS_FAILED),
          Source.member(MeasurementNames.RESIDENT_MEMORY, MEMORY),
          Source.member(MeasurementNames.WATCHERS, WATCHERS),
          Source.member(MeasurementNames.WAL_FSYNC_P95, WAL_FSYNC_P95, Source.MILLIS),
          Source.member(MeasurementNames.BACKEND_COMMIT_P95, BACKEND_COMMIT_P95, Source.MILLIS));

  private LegacyFamilies() {}

  private static MetricFamily readLatency(String quantile, String words) {
    return gauge(
        "etcd_request_read_latency_p" + quantile + "_milliseconds",
        words
            + " of our own answered reads over the last "
            + LatencyWindow.SPAN.toMinutes()
            + " minutes; not of other clients' requests.",
        NAMESPACE,
        CLUSTER);
  }

  private static MetricFamily writeLatency(String quantile, String words) {
    return gauge(
        "etcd_request_write_latency_p" + quantile + "_milliseconds",
        words
            + " of writes over all members, as the servers measured it (--metrics=extensive, or etcd"
            + " 3.7); else of the write probe, where it is switched on; else absent.",
        NAMESPACE,
        CLUSTER);
  }
}
