package io.etcdmonitor.engine.scrape;

import io.etcdmonitor.engine.metricspage.MetricsPage.Sample;
import java.util.Set;

/** The histograms of a page that are kept, in seconds; matching label sets are summed. */
public enum Timings {
  WAL_FSYNC("etcd_disk_wal_fsync_duration_seconds", Set.of()),
  BACKEND_COMMIT("etcd_disk_backend_commit_duration_seconds", Set.of()),
  SNAPSHOT("etcd_disk_backend_snapshot_duration_seconds", Set.of()),
  DEFRAGMENTATION("etcd_disk_backend_defrag_duration_seconds", Set.of()),

  /** Only with {@code --metrics=extensive}. */
  READS("grpc_server_handling_seconds", Set.of("Range")),

  /** Only with {@code --metrics=extensive}. */
  WRITES("grpc_server_handling_seconds", Set.of("Put", "Txn", "DeleteRange"));

  private final String metric;

  @SuppressWarnings("ImmutableEnumChecker") // only ever Set.of
  private final Set<String> methods;

  Timings(String metric, Set<String> methods) {
    this.metric = metric;
    this.methods = methods;
  }

  /** The name of its buckets on the page. */
  String buckets() {
    return metric + "_bucket";
  }

  boolean has(Sample sample) {
    return methods.isEmpty() || methods.contains(sample.label("grpc_method"));
  }
}
