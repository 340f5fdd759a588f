package io.etcdmonitor.toolkit.benchmark;

import com.google.protobuf.ByteString;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.GetOptions;
import io.etcdmonitor.toolkit.ops.KeyValue;
import io.etcdmonitor.toolkit.ops.Keys;
import java.time.Duration;
import java.util.List;

/**
 * Deletes a run's keys, a bounded number at a time: one delete of a hundred thousand keys holds
 * every other request up. Says what is left when it cannot.
 */
final class Cleaner {
  private static final int BATCH = 1_000;
  private static final Duration COMPACTION = Duration.ofMinutes(1);
  private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

  private final EtcdOperations operations;
  private final String prefix;
  private final Duration each;

  /**
   * @param each for one request
   */
  Cleaner(EtcdOperations operations, String prefix, Duration each) {
    this.operations = operations;
    this.prefix = prefix;
    this.each = each;
  }

  Report.CleanUp clean(Duration limit, boolean compact, List<Long> leases) {
    long until = System.nanoTime() + limit.toNanos();
    long deleted = 0;
    long revision = 0;
    String problem = "";
    try {
      revoke(leases, until);
      while (until - System.nanoTime() > 0) {
        List<KeyValue> batch =
            operations
                .within(each)
                .get(Keys.prefix(prefix), GetOptions.DEFAULT.withKeysOnly().withLimit(BATCH))
                .kvs();
        if (batch.isEmpty()) {
          return cleaned(deleted, revision, compact);
        }
        ByteString last = batch.get(batch.size() - 1).key();
        var done =
            operations.within(each).delete(new Keys(batch.get(0).key(), last.concat(ZERO)), false);
        deleted += done.deleted();
        revision = done.header().revision();
      }
      problem = "there was no time for more";
    } catch (EtcdException e) {
      problem = e.getMessage();
    }
    return leftOver(deleted, problem);
  }

  private void revoke(List<Long> leases, long until) {
    for (long lease : leases) {
      if (until - System.nanoTime() <= 0) {
        return;
      }
      operations.leases(each).revoke(lease);
    }
  }

  private Report.CleanUp cleaned(long deleted, long revision, boolean compact) {
    if (compact && revision > 0) {
      try {
        operations.within(each).compact(revision, true, COMPACTION);
        return new Report.CleanUp(
            deleted, 0L, true, deleted + " keys deleted, compacted at revision " + revision);
      } catch (EtcdException e) {
        return new Report.CleanUp(
            deleted, 0L, false, deleted + " keys deleted, not compacted: " + e.getMessage());
      }
    }
    return new Report.CleanUp(
        deleted, 0L, false, deleted + " keys deleted; their history stays until a compaction");
  }

  private Report.CleanUp leftOver(long deleted, String problem) {
    Long left = null;
    try {
      left =
          operations
              .within(each)
              .get(Keys.prefix(prefix), GetOptions.DEFAULT.withCountOnly())
              .count();
    } catch (EtcdException e) {
      // Not known then: the sentence below says so.
    }
    return new Report.CleanUp(
        deleted,
        left,
        false,
        "%d keys deleted, %s left under %s (%s); delete them with 'etcd-monitor ctl del --prefix %s'"
            .formatted(
                deleted, left == null ? "an unknown number" : left, prefix, problem, prefix));
  }
}
