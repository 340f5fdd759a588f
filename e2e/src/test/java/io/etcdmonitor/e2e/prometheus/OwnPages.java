package io.etcdmonitor.e2e.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Our values beside those of etcd's own pages, as one Prometheus has scraped both. Ours are some
 * seconds old, so each has to lie between the least and the most that etcd's page said lately; and
 * what etcd's page does not have, ours must not have.
 */
final class OwnPages {
  /** Ours are read every five seconds. */
  private static final String LATELY = "[15s:1s]";

  /** Rates and percentiles are of other seconds than ours: how far off they may be, as a share. */
  private static final double ABOUT = 0.6;

  /** Ours, and what it has to be or to be about. The last of them are of the cluster. */
  private static final String PAIRS =
      """
      etcd_mvcc_db_total_size_bytes IS etcd_mvcc_db_total_size_in_bytes
      etcd_server_disk_usage_bytes IS etcd_mvcc_db_total_size_in_bytes
      etcd_monitor_database_size_bytes IS etcd_mvcc_db_total_size_in_bytes
      etcd_mvcc_db_total_size_in_use_bytes IS etcd_mvcc_db_total_size_in_use_in_bytes
      etcd_monitor_database_in_use_bytes IS etcd_mvcc_db_total_size_in_use_in_bytes
      etcd_monitor_database_quota_bytes IS etcd_server_quota_backend_bytes
      etcd_monitor_database_used_ratio IS etcd_mvcc_db_total_size_in_bytes / etcd_server_quota_backend_bytes
      etcd_monitor_database_free_ratio IS 1 - etcd_mvcc_db_total_size_in_use_in_bytes / etcd_mvcc_db_total_size_in_bytes
      etcd_monitor_member_keys IS etcd_debugging_mvcc_keys_total
      etcd_monitor_member_revision IS etcd_debugging_mvcc_current_revision
      etcd_monitor_member_compact_revision IS etcd_debugging_mvcc_compact_revision
      etcd_monitor_member_open_read_transactions IS etcd_mvcc_db_open_read_transactions
      etcd_monitor_snapshots_total IS etcd_disk_backend_snapshot_duration_seconds_count
      etcd_monitor_snapshot_seconds_total IS etcd_disk_backend_snapshot_duration_seconds_sum
      etcd_monitor_defragmentations_total IS etcd_disk_backend_defrag_duration_seconds_count
      etcd_monitor_defragmentation_seconds_total IS etcd_disk_backend_defrag_duration_seconds_sum
      etcd_monitor_member_defragmenting IS etcd_disk_defrag_inflight
      etcd_monitor_member_snapshot_applying IS etcd_server_snapshot_apply_in_progress_total
      etcd_monitor_member_wal_write_bytes_per_second ABOUT rate(etcd_disk_wal_write_bytes_total[5s])
      etcd_disk_wal_fsync_duration_p95_milliseconds ABOUT 1000 * histogram_quantile(0.95, rate(etcd_disk_wal_fsync_duration_seconds_bucket[10s]))
      etcd_disk_backend_commit_duration_p95_milliseconds ABOUT 1000 * histogram_quantile(0.95, rate(etcd_disk_backend_commit_duration_seconds_bucket[10s]))
      etcd_monitor_disk_wal_fsync_seconds{percentile="p99"} ABOUT histogram_quantile(0.99, rate(etcd_disk_wal_fsync_duration_seconds_bucket[10s]))
      etcd_monitor_disk_backend_commit_seconds{percentile="p99"} ABOUT histogram_quantile(0.99, rate(etcd_disk_backend_commit_duration_seconds_bucket[10s]))
      etcd_server_proposals_committed_total{job="etcd-monitor"} IS etcd_server_proposals_committed_total{job!="etcd-monitor"}
      etcd_server_proposals_applied_total{job="etcd-monitor"} IS etcd_server_proposals_applied_total{job!="etcd-monitor"}
      etcd_server_proposals_pending{job="etcd-monitor"} IS etcd_server_proposals_pending{job!="etcd-monitor"}
      etcd_server_proposals_failed_total{job="etcd-monitor"} IS etcd_server_proposals_failed_total{job!="etcd-monitor"}
      etcd_server_memory_usage_bytes IS process_resident_memory_bytes
      etcd_server_watchers IS etcd_debugging_mvcc_watcher_total
      etcd_server_active_connections IS sum by (cluster, instance) (grpc_server_started_total) - sum by (cluster, instance) (grpc_server_handled_total)
      etcd_monitor_member_open_streams{kind="watch"} IS sum by (cluster, instance) (grpc_server_started_total{grpc_service="etcdserverpb.Watch"}) - sum by (cluster, instance) (grpc_server_handled_total{grpc_service="etcdserverpb.Watch"})
      etcd_monitor_member_watch_streams IS etcd_debugging_mvcc_watch_stream_total
      etcd_monitor_member_slow_watchers IS etcd_debugging_mvcc_slow_watcher_total
      etcd_monitor_member_pending_events IS etcd_debugging_mvcc_pending_events_total
      etcd_monitor_leases_granted_total IS etcd_debugging_lease_granted_total
      etcd_monitor_leases_revoked_total IS etcd_debugging_lease_revoked_total
      etcd_monitor_leases_renewed_total IS etcd_debugging_lease_renewed_total
      etcd_monitor_leases_expired_total IS etcd_debugging_server_lease_expired_total
      etcd_monitor_slow_applies_total IS etcd_server_slow_apply_total
      etcd_monitor_slow_read_indexes_total IS etcd_server_slow_read_indexes_total
      etcd_monitor_read_indexes_failed_total IS etcd_server_read_indexes_failed_total
      etcd_monitor_heartbeat_send_failures_total IS etcd_server_heartbeat_send_failures_total
      etcd_monitor_member_learner IS etcd_server_is_learner
      etcd_monitor_member_role{role="Leader"} IS etcd_server_is_leader
      etcd_monitor_member_open_file_descriptors IS process_open_fds
      etcd_monitor_member_max_file_descriptors IS process_max_fds
      etcd_monitor_member_goroutines IS go_goroutines
      etcd_monitor_member_start_time_seconds IS process_start_time_seconds
      etcd_monitor_member_cpu_usage ABOUT rate(process_cpu_seconds_total[5s])
      etcd_monitor_member_client_received_bytes_per_second ABOUT rate(etcd_network_client_grpc_received_bytes_total[5s])
      etcd_monitor_member_client_sent_bytes_per_second ABOUT rate(etcd_network_client_grpc_sent_bytes_total[5s])
      etcd_monitor_member_peer_received_bytes_per_second ABOUT sum by (cluster, instance) (rate(etcd_network_peer_received_bytes_total[5s]))
      etcd_monitor_member_peer_sent_bytes_per_second ABOUT sum by (cluster, instance) (rate(etcd_network_peer_sent_bytes_total[5s]))
      sum by (cluster, member) (etcd_monitor_peer_active) IS sum by (cluster, instance) (etcd_network_active_peers)
      sum by (cluster, member) (etcd_monitor_requests_per_second) ABOUT sum by (cluster, instance) (rate(grpc_server_handled_total{grpc_type="unary"}[5s]))
      sum by (cluster, member) (etcd_monitor_request_errors_per_second) ABOUT sum by (cluster, instance) (rate(grpc_server_handled_total{grpc_type="unary",grpc_code=~"Unknown|FailedPrecondition|ResourceExhausted|Internal|Unavailable|DataLoss|DeadlineExceeded"}[5s]))
      sum by (cluster, member) (etcd_monitor_client_requests_per_second) ABOUT sum by (cluster, instance) (rate(etcd_server_client_requests_total[5s]))
      etcd_monitor_request_mean_seconds{method="Put"} ABOUT rate(grpc_server_handling_seconds_sum{grpc_method="Put"}[5s]) / (rate(grpc_server_handling_seconds_count{grpc_method="Put"}[5s]) > 0)
      etcd_cluster_healthy IS max by (cluster) (etcd_server_has_leader)
      etcd_cluster_has_leader IS max by (cluster) (etcd_server_has_leader)
      etcd_cluster_member_count IS count by (cluster) (etcd_server_has_leader)
      etcd_cluster_quorum_size IS floor(count by (cluster) (etcd_server_has_leader) / 2) + 1
      etcd_monitor_quorum_can_lose IS ceil(count by (cluster) (etcd_server_has_leader) / 2) - 1
      etcd_monitor_uncompacted_revisions IS max by (cluster) (etcd_debugging_mvcc_current_revision - etcd_debugging_mvcc_compact_revision)
      etcd_monitor_leases IS max by (cluster) (etcd_debugging_lease_granted_total - etcd_debugging_lease_revoked_total)
      etcd_request_write_latency_p50_milliseconds and on (cluster) etcd_monitor_request_duration_seconds{operation="write",source="server"} ABOUT 1000 * histogram_quantile(0.50, sum by (cluster, le) (rate(grpc_server_handling_seconds_bucket{grpc_method=~"Put|Txn|DeleteRange"}[5s])))
      etcd_request_write_latency_p95_milliseconds and on (cluster) etcd_monitor_request_duration_seconds{operation="write",source="server"} ABOUT 1000 * histogram_quantile(0.95, sum by (cluster, le) (rate(grpc_server_handling_seconds_bucket{grpc_method=~"Put|Txn|DeleteRange"}[5s])))
      etcd_request_write_latency_p99_milliseconds and on (cluster) etcd_monitor_request_duration_seconds{operation="write",source="server"} ABOUT 1000 * histogram_quantile(0.99, sum by (cluster, le) (rate(grpc_server_handling_seconds_bucket{grpc_method=~"Put|Txn|DeleteRange"}[5s])))
      etcd_monitor_compaction_age_seconds IS time() - max by (cluster) (etcd_debugging_mvcc_db_compaction_last > 0)
      etcd_request_rate_per_second ABOUT sum by (cluster) (rate(grpc_server_handled_total{grpc_type="unary"}[5s]))
      etcd_monitor_request_duration_seconds{operation="write",percentile="p99",source="server"} ABOUT histogram_quantile(0.99, sum by (cluster, le) (rate(grpc_server_handling_seconds_bucket{grpc_method=~"Put|Txn|DeleteRange"}[5s])))
      """;

  private static final Pattern NAME = Pattern.compile("etcd_\\w+");

  private final Watched watched;
  private final Map<String, String> names = new HashMap<>();
  private final Set<String> equal = new HashSet<>();

  OwnPages(Watched watched) {
    this.watched = watched;
    watched
        .clusters()
        .values()
        .forEach(etcd -> {
          for (EtcdTestMember member : etcd.members()) {
            names.put(Watched.target(member), member.name());
          }
        });
  }

  /** Metrics of ours that are compared. */
  static Set<String> compared() {
    Set<String> names = new TreeSet<>();
    PAIRS
        .lines()
        .forEach(line -> {
          Matcher name = NAME.matcher(line);
          if (name.find()) {
            names.add(name.group());
          }
        });
    return names;
  }

  /** What has never been equal yet, in words. */
  List<String> different() throws IOException, InterruptedException {
    List<String> different = new ArrayList<>();
    for (String line : PAIRS.lines().toList()) {
      String[] pair = line.split(" (?:IS|ABOUT) ", -1);
      different.addAll(different(pair[0], pair[1], line.contains(" ABOUT ") ? ABOUT : 0));
    }
    return different;
  }

  private List<String> different(String our, String their, double slack)
      throws IOException, InterruptedException {
    Map<String, Double> ours = values("max by (cluster, member) (%s)".formatted(our));
    Map<String, Double> least = values("min_over_time((%s)%s)".formatted(their, LATELY));
    Map<String, Double> most = values("max_over_time((%s)%s)".formatted(their, LATELY));
    Set<String> subjects = new TreeSet<>(ours.keySet());
    subjects.addAll(least.keySet());
    List<String> different = new ArrayList<>();
    if (subjects.isEmpty() && !equal.contains(our)) {
      different.add("neither %s nor %s is there".formatted(our, their));
    }
    for (String subject : subjects) {
      Double value = ours.get(subject);
      Double low = least.get(subject);
      Double high = most.get(subject);
      if (value != null && low != null && high != null && within(value, low, high, slack)) {
        equal.add(our);
        equal.add(our + subject);
      } else if (!equal.contains(our + subject)) {
        different.add(
            "%s of %s is %s, but %s was %s to %s".formatted(our, subject, value, their, low, high));
      }
    }
    return different;
  }

  private static boolean within(double value, double low, double high, double slack) {
    double rounding = 1e-9;
    return value >= low * (1 - slack) - rounding && value <= high * (1 + slack) + rounding;
  }

  /** By cluster and member; the latter is empty for what is of the whole cluster. */
  private Map<String, Double> values(String expression) throws IOException, InterruptedException {
    Map<String, Double> values = new HashMap<>();
    for (JsonNode series : watched.prometheus().query(expression)) {
      JsonNode labels = series.path("metric");
      String instance = labels.path("instance").asText();
      String member = instance.isEmpty() ? labels.path("member").asText() : names.get(instance);
      if (labels.has("cluster") && member != null) {
        values.put(
            labels.path("cluster").asText() + "/" + member, series.at("/value/1").asDouble());
      }
    }
    return values;
  }
}
