package io.etcdmonitor.engine.scrape;

import io.etcdmonitor.engine.model.MeasurementNames;

/**
 * The series of a page that are kept as one number each; label sets are summed. Names are those of
 * etcd 3.4 to 3.7; one that a version does not have is absent.
 */
public enum Series {
  // The process
  CPU_SECONDS("process_cpu_seconds_total", true, "", MeasurementNames.CPU_USAGE),
  RESIDENT_MEMORY("process_resident_memory_bytes", false, MeasurementNames.RESIDENT_MEMORY, ""),
  OPEN_FDS("process_open_fds", false, MeasurementNames.OPEN_FDS, ""),
  MAX_FDS("process_max_fds", false, MeasurementNames.MAX_FDS, ""),
  PROCESS_START("process_start_time_seconds", false, MeasurementNames.PROCESS_START, ""),
  GOROUTINES("go_goroutines", false, MeasurementNames.GOROUTINES, ""),

  // Network
  CLIENT_RECEIVED(
      "etcd_network_client_grpc_received_bytes_total",
      true,
      "",
      MeasurementNames.CLIENT_RECEIVED_RATE),
  CLIENT_SENT(
      "etcd_network_client_grpc_sent_bytes_total", true, "", MeasurementNames.CLIENT_SENT_RATE),
  PEER_RECEIVED(
      "etcd_network_peer_received_bytes_total", true, "", MeasurementNames.PEER_RECEIVED_RATE),
  PEER_SENT("etcd_network_peer_sent_bytes_total", true, "", MeasurementNames.PEER_SENT_RATE),

  // Raft. Committed and applied are gauges on the page and count up all the same.
  COMMITTED(
      "etcd_server_proposals_committed_total",
      true,
      MeasurementNames.PROPOSALS_COMMITTED,
      MeasurementNames.PROPOSAL_RATE),
  APPLIED("etcd_server_proposals_applied_total", true, MeasurementNames.PROPOSALS_APPLIED, ""),
  PENDING("etcd_server_proposals_pending", false, MeasurementNames.PROPOSALS_PENDING, ""),
  FAILED("etcd_server_proposals_failed_total", true, MeasurementNames.PROPOSALS_FAILED, ""),
  SLOW_APPLIES("etcd_server_slow_apply_total", true, MeasurementNames.SLOW_APPLIES, ""),
  SLOW_READ_INDEXES(
      "etcd_server_slow_read_indexes_total", true, MeasurementNames.SLOW_READ_INDEXES, ""),
  READ_INDEXES_FAILED(
      "etcd_server_read_indexes_failed_total", true, MeasurementNames.READ_INDEXES_FAILED, ""),
  HEARTBEAT_FAILURES(
      "etcd_server_heartbeat_send_failures_total", true, MeasurementNames.HEARTBEAT_FAILURES, ""),
  SNAPSHOT_APPLYING(
      "etcd_server_snapshot_apply_in_progress_total",
      false,
      MeasurementNames.SNAPSHOT_APPLYING,
      ""),
  LEARNER("etcd_server_is_learner", false, MeasurementNames.LEARNER, ""),

  // Store
  DB_SIZE("etcd_mvcc_db_total_size_in_bytes", false, "", ""),
  DB_IN_USE("etcd_mvcc_db_total_size_in_use_in_bytes", false, "", ""),
  QUOTA("etcd_server_quota_backend_bytes", false, "", ""),
  KEYS("etcd_debugging_mvcc_keys_total", false, MeasurementNames.KEYS_TOTAL, ""),
  CURRENT_REVISION(
      "etcd_debugging_mvcc_current_revision", false, MeasurementNames.CURRENT_REVISION, ""),

  /** -1 in a store that was never compacted. */
  COMPACT_REVISION(
      "etcd_debugging_mvcc_compact_revision", false, MeasurementNames.COMPACT_REVISION, ""),
  COMPACTION_LAST("etcd_debugging_mvcc_db_compaction_last", false, "", ""),
  OPEN_READ_TRANSACTIONS(
      "etcd_mvcc_db_open_read_transactions", false, MeasurementNames.OPEN_READ_TRANSACTIONS, ""),
  WAL_WRITTEN("etcd_disk_wal_write_bytes_total", true, "", MeasurementNames.WAL_WRITE_RATE),
  DEFRAG_INFLIGHT("etcd_disk_defrag_inflight", false, MeasurementNames.DEFRAG_INFLIGHT, ""),
  DEFRAGS("etcd_disk_backend_defrag_duration_seconds_count", true, MeasurementNames.DEFRAGS, ""),
  DEFRAG_SECONDS(
      "etcd_disk_backend_defrag_duration_seconds_sum", true, MeasurementNames.DEFRAG_SECONDS, ""),
  SNAPSHOTS(
      "etcd_disk_backend_snapshot_duration_seconds_count", true, MeasurementNames.SNAPSHOTS, ""),
  SNAPSHOT_SECONDS(
      "etcd_disk_backend_snapshot_duration_seconds_sum",
      true,
      MeasurementNames.SNAPSHOT_SECONDS,
      ""),

  // Watch and lease
  WATCHERS("etcd_debugging_mvcc_watcher_total", false, MeasurementNames.WATCHERS, ""),
  WATCH_STREAMS(
      "etcd_debugging_mvcc_watch_stream_total", false, MeasurementNames.WATCH_STREAMS, ""),
  SLOW_WATCHERS(
      "etcd_debugging_mvcc_slow_watcher_total", false, MeasurementNames.SLOW_WATCHERS, ""),
  PENDING_EVENTS(
      "etcd_debugging_mvcc_pending_events_total", false, MeasurementNames.PENDING_EVENTS, ""),
  LEASES_GRANTED("etcd_debugging_lease_granted_total", true, MeasurementNames.LEASES_GRANTED, ""),
  LEASES_REVOKED("etcd_debugging_lease_revoked_total", true, MeasurementNames.LEASES_REVOKED, ""),
  LEASES_RENEWED("etcd_debugging_lease_renewed_total", true, MeasurementNames.LEASES_RENEWED, ""),
  LEASES_EXPIRED(
      "etcd_debugging_server_lease_expired_total", true, MeasurementNames.LEASES_EXPIRED, "");

  static final int COUNT = values().length;

  private final String metric;
  private final boolean counter;
  private final String value;
  private final String rate;

  Series(String metric, boolean counter, String value, String rate) {
    this.metric = metric;
    this.counter = counter;
    this.value = value;
    this.rate = rate;
  }

  /** Its name on the page. */
  public String metric() {
    return metric;
  }

  /** Whether it only goes up while the process lives. */
  public boolean counter() {
    return counter;
  }

  /** The measurement that its value is; empty when none. */
  public String value() {
    return value;
  }

  /** The measurement that its rate per second is; empty when none. */
  public String rate() {
    return rate;
  }
}
