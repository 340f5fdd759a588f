package io.etcdmonitor.e2e.grafana;

import static io.etcdmonitor.e2e.grafana.Dashboards.HEALTH;
import static io.etcdmonitor.e2e.grafana.Dashboards.HEALTH_NUMBER;
import static io.etcdmonitor.e2e.grafana.Dashboards.MEMBER_STATE;
import static io.etcdmonitor.e2e.grafana.Dashboards.max;
import static io.etcdmonitor.e2e.grafana.Dashboards.numbered;
import static io.etcdmonitor.e2e.grafana.Dashboards.of;
import static io.etcdmonitor.e2e.grafana.Dashboards.ofMember;
import static io.etcdmonitor.e2e.grafana.Dashboards.rate;

import io.etcdmonitor.e2e.grafana.Dashboard.Row;
import java.util.List;
import java.util.Map;

/** One cluster and its members. */
final class ClusterDashboard {
  private static final String MEMBER = "member";
  private static final String NAMED = "{{member}}";
  private static final String LIMITED = "where the member's metrics page cannot be read";
  private static final String STATES =
      numbered(
          MEMBER,
          "etcd_monitor_member_state",
          "state",
          "Unknown",
          "NotStarted",
          "Unhealthy",
          "Unreachable");

  private ClusterDashboard() {}

  static Dashboard make() {
    return new Dashboard(
        "cluster",
        "etcd: one cluster",
        List.of(Dashboards.ONE_NAMESPACE, Dashboards.CLUSTER, Dashboards.MEMBER),
        List.of(
            now(),
            members(),
            consensus(),
            storage(),
            disk(),
            load(),
            clients(),
            leases(),
            process(),
            BenchmarkRow.make()));
  }

  private static Row now() {
    return Row.of(
        "",
        Panel.number("Health", "short").query(HEALTH_NUMBER, "health").means(HEALTH),
        Panel.number("Members ready", "short")
            .query(
                "sum(" + max(MEMBER, of("etcd_monitor_member_state", "state=\"Healthy\"")) + ")",
                "ready")
            .query("max(" + of("etcd_cluster_member_count") + ")", "of"),
        Panel.number("Members it can lose", "short")
            .query("max(" + of("etcd_monitor_quorum_can_lose") + ")", "can lose"),
        Panel.number("Largest database, of its quota", "percentunit")
            .query("max(" + of("etcd_monitor_database_used_ratio") + ")", "used")
            .limits(0.8, 0.9),
        Panel.number("Alarms, diverged members", "short")
            .query("sum(" + of("etcd_monitor_alarm_active") + ")", "alarms")
            .query("sum(" + of("etcd_monitor_data_diverged") + ")", "diverged")
            .says("Diverged is blank while it cannot be told, as until the data was hashed first.")
            .limits(1, 1),
        Panel.number("Data age", "s")
            .query(
                "time() - max("
                    + of(
                        "etcd_monitor_inspection_last_run_timestamp_seconds", "feature=\"healthy\"")
                    + ")",
                "age"));
  }

  private static Row members() {
    return Row.of(
        "Members",
        Panel.table("Members")
            .query(STATES, "State")
            .query(max("member, id, version", of("etcd_monitor_member_info")), "Info")
            .query(max(MEMBER, of("etcd_monitor_member_role", "role=\"Leader\"")), "Leads")
            .query(max(MEMBER, of("etcd_monitor_applied_lag")), "Lag")
            .query(max(MEMBER, of("etcd_monitor_database_size_bytes")), "Database")
            .query(max(MEMBER, of("etcd_monitor_member_probe_latency_seconds")), "Read")
            .query(
                "time() - " + max(MEMBER, of("etcd_monitor_member_start_time_seconds")), "Up for")
            .columns(Map.of("Database", "bytes", "Read", "s", "Up for", "s"))
            .means(MEMBER_STATE),
        Panel.states("State").query(STATES, NAMED).means(MEMBER_STATE),
        Panel.graph("Who leads", "none")
            .query(max(MEMBER, ofMember("etcd_monitor_member_role", "role=\"Leader\"")), NAMED)
            .stacked()
            .size(12, 8),
        Panel.table("Versions")
            .says("Members by what they run, and by what they take for the version of the cluster.")
            .query(
                "count by (version) ("
                    + max("member, version", of("etcd_monitor_member_info"))
                    + ")",
                "Run it")
            .query(
                "count by (version) ("
                    + max("member, version", of("etcd_monitor_member_cluster_version_info"))
                    + ")",
                "Take it for the cluster's")
            .size(12, 6),
        Panel.graph("Learners, snapshots being taken in", "none")
            .query(max(MEMBER, ofMember("etcd_monitor_member_learner")), "{{member}} learner")
            .query(
                max(MEMBER, ofMember("etcd_monitor_member_snapshot_applying")),
                "{{member}} takes in a snapshot")
            .size(12, 6));
  }

  private static Row consensus() {
    return Row.of(
        "Consensus",
        Panel.graph("Leader changes within an hour", "none")
            .query("max(increase(" + of("etcd_monitor_leader_changes_total") + "[1h]))", "changes")
            .limits(4, 1_000_000),
        Panel.graph("Entries behind", "short")
            .query(max(MEMBER, ofMember("etcd_monitor_applied_lag")), NAMED),
        Panel.graph("Proposals committed and applied", "ops")
            .query(
                rate(MEMBER, ofMember("etcd_server_proposals_committed_total")),
                "{{member}} committed")
            .query(
                rate(MEMBER, ofMember("etcd_server_proposals_applied_total")),
                "{{member}} applied"),
        Panel.graph("Proposals waiting and failed", "short")
            .query(max(MEMBER, ofMember("etcd_server_proposals_pending")), "{{member}} waiting")
            .query(
                "max by (member) (increase("
                    + ofMember("etcd_server_proposals_failed_total")
                    + "[5m]))",
                "{{member}} failed in 5 min"),
        Panel.graph("Round trip to peers", "s")
            .query(
                max("member, peer", ofMember("etcd_monitor_peer_round_trip_seconds")),
                "{{member}} to {{peer}}")
            .emptyWhen("with a single member, and for 30 s after a start"),
        Panel.graph("Late heartbeats, slow and failed read indexes", "short")
            .query(
                rate(MEMBER, ofMember("etcd_monitor_heartbeat_send_failures_total")),
                "{{member}} heartbeats/s")
            .query(
                rate(MEMBER, ofMember("etcd_monitor_slow_read_indexes_total")),
                "{{member}} slow reads/s")
            .query(
                rate(MEMBER, ofMember("etcd_monitor_read_indexes_failed_total")),
                "{{member}} failed reads/s"),
        Panel.states("Connections to peers")
            .query(
                "1 - " + max("member, peer", ofMember("etcd_monitor_peer_active")),
                "{{member}} to {{peer}}")
            .means(
                Map.of(
                    0,
                    new Panel.Meaning("connected", "green"),
                    1,
                    new Panel.Meaning("not connected", "red")))
            .emptyWhen("with a single member"),
        Panel.graph("Failed sends to peers", "ops")
            .query(
                rate("member, peer", ofMember("etcd_monitor_peer_send_failures_total")),
                "{{member}} to {{peer}}")
            .size(12, 8)
            .emptyWhen("until a first one failed"));
  }

  private static Row storage() {
    return Row.of(
        "Database",
        Panel.graph("Size, in use, quota", "bytes")
            .query(max(MEMBER, ofMember("etcd_monitor_database_size_bytes")), "{{member}} file")
            .query(max(MEMBER, ofMember("etcd_monitor_database_in_use_bytes")), "{{member}} in use")
            .query("min(" + ofMember("etcd_monitor_database_quota_bytes") + ")", "quota"),
        Panel.graph("Free share of the file", "percentunit")
            .query(max(MEMBER, ofMember("etcd_monitor_database_free_ratio")), NAMED),
        Panel.graph("Keys", "short")
            .query(max(MEMBER, ofMember("etcd_monitor_member_keys")), NAMED)
            .emptyWhen(LIMITED),
        Panel.graph("Old revisions", "short")
            .query("max(" + of("etcd_monitor_uncompacted_revisions") + ")", "not compacted"),
        Panel.graph("Revision, compacted revision", "short")
            .query(max(MEMBER, ofMember("etcd_monitor_member_revision")), "{{member}}")
            .query(
                max(MEMBER, ofMember("etcd_monitor_member_compact_revision")),
                "{{member}} compacted")
            .emptyWhen(LIMITED),
        Panel.graph("Time since the last compaction", "s")
            .query("max(" + of("etcd_monitor_compaction_age_seconds") + ")", "age")
            .limits(86_400, 1e12)
            .emptyWhen("while nobody knows of any"),
        Panel.graph("Growth", "Bps")
            .query(max(MEMBER, ofMember("etcd_monitor_database_growth_bytes_per_second")), NAMED)
            .emptyWhen("for the first 15 minutes"),
        Panel.graph("Time until it is full", "s")
            .query(
                "min by (member, confidence) ("
                    + ofMember("etcd_monitor_database_full_timestamp_seconds")
                    + ") - time()",
                "{{member}} ({{confidence}} confidence)")
            .emptyWhen("while it does not grow, or too little was seen to tell"),
        Panel.graph("Open read transactions", "short")
            .query(max(MEMBER, ofMember("etcd_monitor_member_open_read_transactions")), NAMED)
            .emptyWhen(LIMITED),
        Panel.graph("Certificates: time left", "s")
            .query(
                "min by (member, kind) ("
                    + of("etcd_monitor_certificate_end_timestamp_seconds")
                    + ") - time()",
                "{{member}} {{kind}}")
            .emptyWhen("without TLS"));
  }

  private static Row disk() {
    return Row.of(
        "Disk",
        Panel.graph("WAL fsync, p99", "s")
            .query(
                max(MEMBER, ofMember("etcd_monitor_disk_wal_fsync_seconds", "percentile=\"p99\"")),
                NAMED)
            .limits(0.01, 0.1)
            .emptyWhen("where fewer than 100 fsyncs were made within 5 minutes"),
        Panel.graph("Backend commit, p99", "s")
            .query(
                max(
                    MEMBER,
                    ofMember("etcd_monitor_disk_backend_commit_seconds", "percentile=\"p99\"")),
                NAMED)
            .limits(0.025, 0.25)
            .emptyWhen("where fewer than 100 commits were made within 5 minutes"),
        Panel.graph("Written to the log, slow applies", "Bps")
            .query(max(MEMBER, ofMember("etcd_monitor_member_wal_write_bytes_per_second")), NAMED)
            .query(
                rate(MEMBER, ofMember("etcd_monitor_slow_applies_total")),
                "{{member}} slow applies/s"),
        Panel.graph("Snapshots and defragmentations within an hour", "short")
            .query(hourly("etcd_monitor_snapshots_total"), "{{member}} snapshots")
            .query(hourly("etcd_monitor_defragmentations_total"), "{{member}} defragmentations")
            .query(
                max(MEMBER, ofMember("etcd_monitor_member_defragmenting")),
                "{{member}} defragments now"),
        Panel.graph("Time that they took", "s")
            .says("Within an hour. A member serves nothing while it defragments.")
            .query(hourly("etcd_monitor_snapshot_seconds_total"), "{{member}} snapshots")
            .query(
                hourly("etcd_monitor_defragmentation_seconds_total"),
                "{{member}} defragmentations"));
  }

  private static String hourly(String counter) {
    return "max by (member) (increase(%s[1h]))".formatted(ofMember(counter));
  }

  private static Row load() {
    return Row.of(
        "Requests",
        Panel.graph("Requests by method", "reqps")
            .query(
                "sum by (method) ("
                    + max("member, method", ofMember("etcd_monitor_requests_per_second"))
                    + ")",
                "{{method}}")
            .stacked(),
        Panel.graph("Failed requests by method", "reqps")
            .query(
                "sum by (method) ("
                    + max("member, method", ofMember("etcd_monitor_request_errors_per_second"))
                    + ")",
                "{{method}}"),
        Panel.graph("Requests by member", "reqps")
            .query(
                "sum by (member) ("
                    + max("member, method", ofMember("etcd_monitor_requests_per_second"))
                    + ")",
                NAMED),
        Panel.graph("Reads of ours", "ms")
            .says("What our own reads take, from where the monitor runs.")
            .query("max(" + of("etcd_request_read_latency_p50_milliseconds") + ")", "p50")
            .query("max(" + of("etcd_request_read_latency_p95_milliseconds") + ")", "p95")
            .query("max(" + of("etcd_request_read_latency_p99_milliseconds") + ")", "p99"),
        Panel.graph("Last read by member", "s")
            .query(max(MEMBER, ofMember("etcd_monitor_member_probe_latency_seconds")), NAMED)
            .limits(0.1, 1e6),
        Panel.graph("Writes", "ms")
            .query("max(" + of("etcd_request_write_latency_p50_milliseconds") + ")", "p50")
            .query("max(" + of("etcd_request_write_latency_p95_milliseconds") + ")", "p95")
            .query("max(" + of("etcd_request_write_latency_p99_milliseconds") + ")", "p99")
            .emptyWhen(
                "unless the members measure it (--metrics=extensive) or the write probe is on"),
        Panel.graph("Reads and writes, p99, by who measured", "s")
            .says("server: of all clients' requests; probe: of our own.")
            .query(
                max(
                    "operation, source",
                    of("etcd_monitor_request_duration_seconds", "percentile=\"p99\"")),
                "{{operation}} ({{source}})")
            .emptyWhen(
                "unless the members measure it (--metrics=extensive) or the write probe is on"),
        Panel.graph("Mean time by method", "s")
            .query(max("method", ofMember("etcd_monitor_request_mean_seconds")), "{{method}}")
            .says("The slowest member of each method.")
            .emptyWhen("unless the members measure it (--metrics=extensive)"),
        Panel.graph("Requests by the version that clients name", "reqps")
            .query(
                "sum by (client_version) ("
                    + max(
                        "member, client_version",
                        ofMember("etcd_monitor_client_requests_per_second"))
                    + ")",
                "{{client_version}}")
            .emptyWhen("while no client asks"));
  }

  private static Row clients() {
    return Row.of(
        "Watches and traffic",
        Panel.graph("Watchers and streams", "short")
            .query(max(MEMBER, ofMember("etcd_server_watchers")), "{{member}} watchers")
            .query(
                max(MEMBER, ofMember("etcd_monitor_member_watch_streams")), "{{member}} streams"),
        Panel.graph("Slow watchers, waiting events", "short")
            .query(max(MEMBER, ofMember("etcd_monitor_member_slow_watchers")), "{{member}} slow")
            .query(
                max(MEMBER, ofMember("etcd_monitor_member_pending_events")), "{{member}} events"),
        Panel.graph("From and to clients", "Bps")
            .query(
                max(MEMBER, ofMember("etcd_monitor_member_client_received_bytes_per_second")),
                "{{member}} in")
            .query(
                max(MEMBER, ofMember("etcd_monitor_member_client_sent_bytes_per_second")),
                "{{member}} out"),
        Panel.graph("From and to peers", "Bps")
            .query(
                max(MEMBER, ofMember("etcd_monitor_member_peer_received_bytes_per_second")),
                "{{member}} in")
            .query(
                max(MEMBER, ofMember("etcd_monitor_member_peer_sent_bytes_per_second")),
                "{{member}} out")
            .emptyWhen("with a single member"),
        Panel.graph("Open calls and streams", "short")
            .query(
                "sum by (kind) ("
                    + max("member, kind", ofMember("etcd_monitor_member_open_streams"))
                    + ")",
                "{{kind}}"));
  }

  private static Row leases() {
    return Row.of(
        "Leases and the v2 store",
        Panel.graph("Leases", "short").query("max(" + of("etcd_monitor_leases") + ")", "leases"),
        Panel.graph("Leases granted, renewed, revoked, expired", "ops")
            .says("Each member counts those that it applied; only a leader counts renewals.")
            .query("max(" + leaseRate("granted") + ")", "granted")
            .query("sum(" + leaseRate("renewed") + ")", "renewed")
            .query("max(" + leaseRate("revoked") + ")", "revoked")
            .query("max(" + leaseRate("expired") + ")", "expired"),
        Panel.graph("Operations of the v2 store", "ops")
            .query(
                "max by (operation) (rate("
                    + ofMember("etcd_monitor_v2_store_operations_total")
                    + "[$__rate_interval]))",
                "{{operation}}")
            .emptyWhen("unless storageBackend is v2"));
  }

  private static String leaseRate(String what) {
    return rate(MEMBER, ofMember("etcd_monitor_leases_" + what + "_total"));
  }

  private static Row process() {
    return Row.of(
        "Processes",
        Panel.graph("CPUs", "short")
            .query(max(MEMBER, ofMember("etcd_monitor_member_cpu_usage")), NAMED),
        Panel.graph("Resident memory", "bytes")
            .query(max(MEMBER, ofMember("etcd_server_memory_usage_bytes")), NAMED),
        Panel.graph("Goroutines", "short")
            .query(max(MEMBER, ofMember("etcd_monitor_member_goroutines")), NAMED),
        Panel.graph("File descriptors, of the limit", "percentunit")
            .query(
                max(MEMBER, ofMember("etcd_monitor_member_open_file_descriptors"))
                    + " / "
                    + max(MEMBER, ofMember("etcd_monitor_member_max_file_descriptors")),
                NAMED)
            .limits(0.8, 0.95),
        Panel.graph("Clocks, ahead of the other members'", "s")
            .says("Whole seconds are all that is told: one or two are no distance.")
            .query(max(MEMBER, ofMember("etcd_monitor_member_clock_skew_seconds")), NAMED));
  }
}
