package io.etcdmonitor.engine.scrape;

import io.etcdmonitor.engine.metricspage.MetricsPage.Sample;
import java.util.Set;

/** The histograms of a page that are kept, in seconds; matching label sets are summed. */
public enum Timings {
  WAL_FSYNC("etcd_disk_wal_fsync_duration_seconds", "", Set.of()),
  BACKEND_COMMIT("etcd_disk_backend_commit_duration_seconds", "", Set.of()),

  /** Only with {@code --metrics=extensive}. */
  READS("grpc_server_handling_seconds", "grpc_method", Set.of("Range")),

  /** Only with {@code --metrics=extensive}. */
  WRITES("grpc_server_handling_seconds", "grpc_method", Set.of("Put", "Txn", "DeleteRange")),

  /** From etcd 3.7 on. */
  SERVER_READS("etcd_server_request_duration_seconds", "type", Set.of("Range", "ReadonlyTxn")),

  /** From etcd 3.7 on. */
  SERVER_WRITES(
      "etcd_server_request_duration_seconds", "type", Set.of("Put", "Txn", "DeleteRange")),

  /** Of the v2 API, up to etcd 3.5. */
  V2_READS("etcd_http_successful_duration_seconds", "method", Set.of("GET", "QGET")),

  /** Of the v2 API, up to etcd 3.5. */
  V2_WRITES("etcd_http_successful_duration_seconds", "method", Set.of("PUT", "POST", "DELETE"));

  private final String metric;
  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // only ever Set.of
  private final Set<String> values;

  Timings(String metric, String label, Set<String> values) {
    this.metric = metric;
    this.label = label;
    this.values = values;
  }

  /** The name of its buckets on the page. */
  String buckets() {
    return metric + "_bucket";
  }

  boolean has(Sample sample) {
    return values.isEmpty() || values.contains(sample.label(label));
  }
}
