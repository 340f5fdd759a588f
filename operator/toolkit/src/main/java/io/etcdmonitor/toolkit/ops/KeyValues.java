package io.etcdmonitor.toolkit.ops;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.KVGrpc;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Keys. Blocking; every call ends within the command timeout or throws {@link EtcdException}. A
 * write that timed out or lost its connection may have been done all the same.
 */
public final class KeyValues {
  private final Calls calls;

  KeyValues(Calls calls) {
    this.calls = calls;
  }

  /** Reads. */
  public KvResult.Got get(Keys keys, GetOptions options) {
    return Messages.got(calls.read(KVGrpc.getRangeMethod(), Messages.range(keys, options)));
  }

  /** Reads one key, linearizable. */
  public Optional<KeyValue> get(String key) {
    return get(Keys.of(key), GetOptions.DEFAULT).first();
  }

  /** Writes. */
  public KvResult.Put put(ByteString key, ByteString value, PutOptions options) {
    return Messages.put(calls.write(KVGrpc.getPutMethod(), Messages.put(key, value, options)));
  }

  /** Writes text. */
  public KvResult.Put put(String key, String value) {
    return put(Bytes.of(key), Bytes.of(value), PutOptions.DEFAULT);
  }

  /** Writes text. */
  public KvResult.Put put(String key, String value, PutOptions options) {
    return put(Bytes.of(key), Bytes.of(value), options);
  }

  /** Writes bytes. */
  public KvResult.Put put(String key, byte[] value, PutOptions options) {
    return put(Bytes.of(key), ByteString.copyFrom(value), options);
  }

  /** {@link #compareAndSwap(ByteString, Optional, ByteString)} with text. */
  public KvResult.TxnDone compareAndSwap(String key, Optional<String> expected, String value) {
    return compareAndSwap(Bytes.of(key), expected.map(Bytes::of), Bytes.of(value));
  }

  /** Deletes. */
  public KvResult.Deleted delete(Keys keys, boolean prevKv) {
    return Messages.deleted(
        calls.write(KVGrpc.getDeleteRangeMethod(), Messages.delete(keys, prevKv)));
  }

  /** Does a transaction. */
  public KvResult.TxnDone txn(Txn txn) {
    return Messages.done(calls.write(KVGrpc.getTxnMethod(), Messages.txn(txn)));
  }

  /**
   * Writes a key if it still has the expected value.
   *
   * @param expected its value; empty when there must be no such key
   * @return succeeded, or the key as it is now
   */
  public KvResult.TxnDone compareAndSwap(
      ByteString key, Optional<ByteString> expected, ByteString value) {
    Keys keys = Keys.of(key);
    Txn.Compare compare =
        expected
            .map(e -> new Txn.Compare(keys, Txn.Target.VALUE, Txn.Result.EQUAL, 0, e))
            .orElse(
                new Txn.Compare(keys, Txn.Target.CREATE, Txn.Result.EQUAL, 0, ByteString.EMPTY));
    return txn(
        new Txn(
            List.of(compare),
            List.of(new Txn.Op.Put(key, value, PutOptions.DEFAULT)),
            List.of(new Txn.Op.Get(keys, GetOptions.DEFAULT))));
  }

  /**
   * Forgets the history before a revision.
   *
   * @param physical wait until it is gone from the database file
   */
  public Header compact(long revision, boolean physical, Duration limit) {
    CompactionRequest request =
        CompactionRequest.newBuilder().setRevision(revision).setPhysical(physical).build();
    return Messages.header(
        calls.at(calls.working(), KVGrpc.getCompactMethod(), request, limit).getHeader());
  }
}
