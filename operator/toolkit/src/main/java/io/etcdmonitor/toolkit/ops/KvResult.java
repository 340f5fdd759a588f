package io.etcdmonitor.toolkit.ops;

import java.util.List;
import java.util.Optional;

/** What came of an operation on keys. */
public sealed interface KvResult {
  /** Who answered. Inside a transaction only the revision is set. */
  Header header();

  /**
   * Keys that were read.
   *
   * @param more whether the limit cut some off
   * @param count how many there are in the range, whatever the limit
   */
  record Got(Header header, List<KeyValue> kvs, boolean more, long count) implements KvResult {
    /** The one key, when one was asked for and is there. */
    public Optional<KeyValue> first() {
      return kvs.stream().findFirst();
    }
  }

  /** A key that was written. */
  record Put(Header header, Optional<KeyValue> previous) implements KvResult {}

  /** Keys that were deleted. */
  record Deleted(Header header, long deleted, List<KeyValue> previous) implements KvResult {}

  /**
   * A transaction.
   *
   * @param succeeded whether all comparisons held
   * @param results one for each operation of the branch that was done
   */
  record TxnDone(Header header, boolean succeeded, List<KvResult> results) implements KvResult {}
}
