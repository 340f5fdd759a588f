package io.etcdmonitor.toolkit.ops;

import com.google.protobuf.ByteString;

/**
 * One key, or a half-open range of keys.
 *
 * @param key the key, or the first of the range
 * @param end the first key after the range; empty for a single key; one zero byte for "to the end"
 */
public record Keys(ByteString key, ByteString end) {
  private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

  /** Every key there is. */
  public static final Keys ALL = new Keys(ZERO, ZERO);

  /** One key. */
  public static Keys of(String key) {
    return of(Bytes.of(key));
  }

  /** One key. */
  public static Keys of(ByteString key) {
    return new Keys(key, ByteString.EMPTY);
  }

  /** From the first key up to, without, the second. */
  public static Keys range(String from, String to) {
    return new Keys(Bytes.of(from), Bytes.of(to));
  }

  /** From the key on to the end; an empty one means all. */
  public static Keys from(String key) {
    return from(Bytes.of(key));
  }

  /** From the key on to the end; an empty one means all. */
  public static Keys from(ByteString key) {
    return new Keys(key.isEmpty() ? ZERO : key, ZERO);
  }

  /** All keys that begin so; an empty prefix means all. */
  public static Keys prefix(String prefix) {
    return prefix(Bytes.of(prefix));
  }

  /** All keys that begin so; an empty prefix means all. */
  public static Keys prefix(ByteString prefix) {
    if (prefix.isEmpty()) {
      return ALL;
    }
    for (int i = prefix.size() - 1; i >= 0; i--) {
      if (prefix.byteAt(i) != (byte) 0xff) {
        byte[] end = prefix.substring(0, i + 1).toByteArray();
        end[i]++;
        return new Keys(prefix, ByteString.copyFrom(end));
      }
    }
    return new Keys(prefix, ZERO);
  }

  /** Whether it is one key. */
  public boolean single() {
    return end.isEmpty();
  }
}
