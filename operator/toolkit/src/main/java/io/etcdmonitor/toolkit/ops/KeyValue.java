package io.etcdmonitor.toolkit.ops;

import com.google.protobuf.ByteString;

/**
 * One key as etcd stores it.
 *
 * @param createRevision revision at which it was last created
 * @param modRevision revision of its last change
 * @param version changes since it was created; 0 for a deletion
 * @param lease its lease; 0 when it has none
 */
public record KeyValue(
    ByteString key,
    ByteString value,
    long createRevision,
    long modRevision,
    long version,
    long lease) {

  /** The key as UTF-8. */
  public String keyText() {
    return key.toStringUtf8();
  }

  /** The value as UTF-8. */
  public String valueText() {
    return value.toStringUtf8();
  }
}
