package io.etcdmonitor.app.metrics;

import static io.etcdmonitor.app.metrics.Families.CLUSTER;
import static io.etcdmonitor.app.metrics.Families.NAMESPACE;
import static io.etcdmonitor.app.metrics.Source.cluster;
import static io.etcdmonitor.app.metrics.Source.counter;
import static io.etcdmonitor.app.metrics.Source.fixed;
import static io.etcdmonitor.app.metrics.Source.gauge;
import static io.etcdmonitor.app.metrics.Source.labelled;
import static io.etcdmonitor.app.metrics.Source.labelledOrNobody;
import static io.etcdmonitor.app.metrics.Source.member;

import io.etcdmonitor.engine.model.MeasurementNames;
import java.util.List;

/** What keeps the data: database, revisions, disk, certificates. */
final class StoreFamilies {
  private static final MetricFamily DATABASE_USED =
      gauge(
          "etcd_monitor_database_used_ratio",
          "Size of the member's database file as a share of its quota, 0 to 1; absent where the"
              + " quota is not known.");
  private static final MetricFamily DATABASE_FREE =
      gauge(
          "etcd_monitor_database_free_ratio", "Free share of the member's database file, 0 to 1.");
  private static final MetricFamily DATABASE_GROWTH =
      gauge(
          "etcd_monitor_database_growth_bytes_per_second",
          "Growth of the member's database file; absent until enough was seen.");
  private static final MetricFamily DATABASE_FULL_AT =
      gauge(
          "etcd_monitor_database_full_timestamp_seconds",
          "When the member's database reaches its quota if it goes on like this, in Unix time;"
              + " absent without a forecast.",
          "confidence");
  private static final MetricFamily UNCOMPACTED =
      MetricFamily.gauge(
          "etcd_monitor_uncompacted_revisions",
          "Revisions since the last compaction.",
          NAMESPACE,
          CLUSTER);
  private static final MetricFamily COMPACTION_AGE =
      MetricFamily.gauge(
          "etcd_monitor_compaction_age_seconds",
          "Time since the last compaction; absent while nobody knows.",
          NAMESPACE,
          CLUSTER);
  private static final MetricFamily REVISION =
      gauge("etcd_monitor_member_revision", "Revision of the member's store.");
  private static final MetricFamily COMPACT_REVISION =
      gauge(
          "etcd_monitor_member_compact_revision",
          "Revision that the member's store was last compacted at; absent when it never was.");
  private static final MetricFamily KEYS =
      gauge("etcd_monitor_member_keys", "Keys in the member's store.");
  private static final MetricFamily OPEN_READ_TRANSACTIONS =
      gauge(
          "etcd_monitor_member_open_read_transactions",
          "Read transactions open in the member's database; long ones keep it from reusing space.");
  private static final MetricFamily LEASES =
      MetricFamily.gauge(
          "etcd_monitor_leases",
          "Leases that there are, as one member lists them.",
          NAMESPACE,
          CLUSTER);
  private static final MetricFamily WAL_FSYNC =
      gauge(
          "etcd_monitor_disk_wal_fsync_seconds",
          "How long WAL fsync lately took on the member, from its own histogram; absent with too"
              + " few observations.",
          "percentile");
  private static final MetricFamily BACKEND_COMMIT =
      gauge(
          "etcd_monitor_disk_backend_commit_seconds",
          "How long backend commit lately took on the member, from its own histogram; absent with"
              + " too few observations.",
          "percentile");
  private static final MetricFamily WAL_WRITTEN =
      gauge(
          "etcd_monitor_member_wal_write_bytes_per_second",
          "Traffic into the member's write-ahead log.");
  private static final MetricFamily SNAPSHOTS =
      counter(
          "etcd_monitor_snapshots_total",
          "Snapshots of its database that the member wrote or sent, as it counts them.");
  private static final MetricFamily SNAPSHOT_SECONDS =
      counter("etcd_monitor_snapshot_seconds_total", "Time that they took.");
  private static final MetricFamily SNAPSHOT_APPLYING =
      gauge(
          "etcd_monitor_member_snapshot_applying",
          "Whether the member takes in a snapshot of the leader's.");
  private static final MetricFamily DEFRAGMENTATIONS =
      counter(
          "etcd_monitor_defragmentations_total",
          "Defragmentations of the member's database, as it counts them.");
  private static final MetricFamily DEFRAGMENTATION_SECONDS =
      counter("etcd_monitor_defragmentation_seconds_total", "Time that they took.");
  private static final MetricFamily DEFRAGMENTING =
      gauge("etcd_monitor_member_defragmenting", "Whether the member defragments.");
  private static final MetricFamily CERTIFICATE_END =
      gauge(
          "etcd_monitor_certificate_end_timestamp_seconds",
          "When a certificate ends, in Unix time. kind: client and peer for what the member shows"
              + " there; own and ca for what we were given.",
          "kind");
  private static final MetricFamily V2_OPERATIONS =
      counter(
          "etcd_monitor_v2_store_operations_total",
          "Operations of the v2 store as the member counts them, under etcd's names; writes are"
              + " counted by every member. Only with storageBackend v2.",
          "operation");

  /** Where their rows come from, in the order of the documentation. */
  static final List<Source> SOURCES =
      List.of(
          member(MeasurementNames.DATABASE_USED_PERCENT, DATABASE_USED, Source.PERCENT),
          member(MeasurementNames.DATABASE_FREE_PERCENT, DATABASE_FREE, Source.PERCENT),
          member(MeasurementNames.DATABASE_GROWTH, DATABASE_GROWTH),
          labelled(MeasurementNames.DATABASE_FULL_AT, DATABASE_FULL_AT),
          cluster(MeasurementNames.UNCOMPACTED_REVISIONS, UNCOMPACTED),
          cluster(MeasurementNames.COMPACTION_AGE, COMPACTION_AGE),
          member(MeasurementNames.CURRENT_REVISION, REVISION),
          member(MeasurementNames.COMPACT_REVISION, COMPACT_REVISION),
          member(MeasurementNames.KEYS_TOTAL, KEYS),
          member(MeasurementNames.OPEN_READ_TRANSACTIONS, OPEN_READ_TRANSACTIONS),
          cluster(MeasurementNames.LEASES, LEASES),
          fixed(MeasurementNames.WAL_FSYNC_P50, WAL_FSYNC, "p50"),
          fixed(MeasurementNames.WAL_FSYNC_P95, WAL_FSYNC, "p95"),
          fixed(MeasurementNames.WAL_FSYNC_P99, WAL_FSYNC, "p99"),
          fixed(MeasurementNames.BACKEND_COMMIT_P50, BACKEND_COMMIT, "p50"),
          fixed(MeasurementNames.BACKEND_COMMIT_P95, BACKEND_COMMIT, "p95"),
          fixed(MeasurementNames.BACKEND_COMMIT_P99, BACKEND_COMMIT, "p99"),
          member(MeasurementNames.WAL_WRITE_RATE, WAL_WRITTEN),
          member(MeasurementNames.SNAPSHOTS, SNAPSHOTS),
          member(MeasurementNames.SNAPSHOT_SECONDS, SNAPSHOT_SECONDS),
          member(MeasurementNames.SNAPSHOT_APPLYING, SNAPSHOT_APPLYING),
          member(MeasurementNames.DEFRAGS, DEFRAGMENTATIONS),
          member(MeasurementNames.DEFRAG_SECONDS, DEFRAGMENTATION_SECONDS),
          member(MeasurementNames.DEFRAG_INFLIGHT, DEFRAGMENTING),
          labelledOrNobody(MeasurementNames.CERTIFICATE_NOT_AFTER, CERTIFICATE_END),
          labelled(MeasurementNames.V2_OPERATIONS, V2_OPERATIONS));

  private StoreFamilies() {}
}
