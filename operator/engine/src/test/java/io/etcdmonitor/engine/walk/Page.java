package io.etcdmonitor.engine.walk;

import io.etcdmonitor.engine.testing.FakeMember;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A member's metrics page, whose counters count. */
final class Page {
  private static final List<String> TIMED =
      List.of("etcd_disk_wal_fsync_duration_seconds", "etcd_disk_backend_commit_duration_seconds");
  private static final String PUTS =
      "grpc_server_handled_total{grpc_service=\"etcdserverpb.KV\",grpc_method=\"Put\","
          + "grpc_type=\"unary\",grpc_code=\"";

  boolean readable = true;
  boolean slow;
  boolean failing;
  private Instant started;
  private Instant counted;
  private double fastWrites;
  private double slowWrites;
  private double errors;

  Page(Instant now) {
    restarted(now);
  }

  void restarted(Instant now) {
    started = now;
    counted = now;
    fastWrites = 0;
    slowWrites = 0;
    errors = 0;
  }

  void mend() {
    readable = true;
    slow = false;
    failing = false;
  }

  /** Null where it cannot be read. */
  String at(FakeMember m, Instant now) {
    double seconds = Duration.between(counted, now).toMillis() / 1e3;
    counted = now;
    fastWrites += slow ? 0 : 20 * seconds;
    slowWrites += slow ? 20 * seconds : 0;
    errors += failing ? 10 * seconds : 0;
    if (!readable) {
      return null;
    }
    // A bucket less those below it does not go back.
    long fast = (long) fastWrites;
    long all = fast + (long) slowWrites;
    StringBuilder page = new StringBuilder();
    line(page, "etcd_server_id{server_id=\"" + m.id + "\"}", 1);
    line(page, "process_start_time_seconds", started.getEpochSecond());
    line(page, "etcd_server_proposals_committed_total", m.applied);
    line(page, "etcd_server_proposals_applied_total", m.applied);
    line(page, "etcd_server_proposals_failed_total", (long) errors / 10);
    line(page, "etcd_server_quota_backend_bytes", 2L << 30);
    line(page, "etcd_debugging_mvcc_current_revision", m.revision);
    line(page, "etcd_debugging_mvcc_compact_revision", m.compactRevision);
    for (String timed : TIMED) {
      line(page, timed + "_bucket{le=\"0.008\"}", fast);
      line(page, timed + "_bucket{le=\"0.512\"}", all);
      line(page, timed + "_bucket{le=\"+Inf\"}", all);
    }
    line(page, PUTS + "OK\"}", all);
    line(page, PUTS + "Unavailable\"}", (long) errors);
    return page.toString();
  }

  private static void line(StringBuilder page, String series, long value) {
    page.append(series).append(' ').append(value).append('\n');
  }
}
