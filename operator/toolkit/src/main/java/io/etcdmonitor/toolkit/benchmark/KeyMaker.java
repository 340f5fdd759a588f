package io.etcdmonitor.toolkit.benchmark;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes keys of one size: the run's prefix, then a number with leading zeros. Thread-safe. */
final class KeyMaker {
  private final byte[] template;
  private final int digits;
  private final String prefix;

  /**
   * @throws IllegalArgumentException when the numbers do not fit
   */
  KeyMaker(String prefix, int size, long keys) {
    this.prefix = prefix;
    byte[] head = prefix.getBytes(StandardCharsets.UTF_8);
    digits = size - head.length;
    int needed = Long.toString(Math.max(0, keys - 1)).length();
    if (digits < needed) {
      throw new IllegalArgumentException(
          "key size: "
              + size
              + " bytes are too few for the prefix '"
              + prefix
              + "' and numbers up to "
              + (keys - 1)
              + ": at least "
              + (head.length + needed));
    }
    template = Arrays.copyOf(head, size);
    Arrays.fill(template, head.length, size, (byte) '0');
  }

  String prefix() {
    return prefix;
  }

  ByteString key(long number) {
    byte[] key = template.clone();
    long rest = number;
    for (int at = key.length - 1; rest > 0 && at >= key.length - digits; at--) {
      key[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return UnsafeByteOperations.unsafeWrap(key);
  }
}
