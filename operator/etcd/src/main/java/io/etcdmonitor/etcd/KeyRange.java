package io.etcdmonitor.etcd;

import com.google.protobuf.ByteString;

/**
 * A half-open range of keys in etcd's terms.
 *
 * @param start first key, inclusive
 * @param end first key after the range; a single zero byte means "to the end of the key space"
 */
public record KeyRange(ByteString start, ByteString end) {
  private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

  /** The whole key space. */
  public static final KeyRange ALL = new KeyRange(ZERO, ZERO);

  /** All keys that begin with the prefix; an empty prefix is the whole key space. */
  public static KeyRange prefix(String prefix) {
    ByteString start = ByteString.copyFromUtf8(prefix);
    for (int i = start.size() - 1; i >= 0; i--) {
      if (start.byteAt(i) != (byte) 0xff) {
        byte[] end = start.substring(0, i + 1).toByteArray();
        end[i]++;
        return new KeyRange(start, ByteString.copyFrom(end));
      }
    }
    return prefix.isEmpty() ? ALL : new KeyRange(start, ZERO);
  }
}
