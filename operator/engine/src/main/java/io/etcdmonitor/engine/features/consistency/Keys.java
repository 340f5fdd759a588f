package io.etcdmonitor.engine.features.consistency;

import com.google.protobuf.ByteString;
import io.etcdmonitor.etcd.KeyDigest;
import io.etcdmonitor.etcd.KeyRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keys and ranges of keys, byte by byte. Pure. */
final class Keys {
  static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();
  private static final int LONGEST_SHOWN = 120;

  private Keys() {}

  /** The range after a key, to the end of another range. */
  static KeyRange after(ByteString key, KeyRange range) {
    return new KeyRange(key.concat(ByteString.copyFrom(new byte[] {0})), range.end());
  }

  /** All keys that begin like this. */
  static KeyRange prefix(ByteString start) {
    for (int i = start.size() - 1; i >= 0; i--) {
      if (start.byteAt(i) != (byte) 0xff) {
        byte[] end = start.substring(0, i + 1).toByteArray();
        end[i]++;
        return new KeyRange(start, ByteString.copyFrom(end));
      }
    }
    return new KeyRange(start, KeyRange.ALL.end());
  }

  /** What two ranges have in common. */
  static KeyRange within(KeyRange a, KeyRange b) {
    ByteString start = ORDER.compare(a.start(), b.start()) >= 0 ? a.start() : b.start();
    if (open(a) || open(b)) {
      return new KeyRange(start, open(a) ? b.end() : a.end());
    }
    return new KeyRange(start, ORDER.compare(a.end(), b.end()) <= 0 ? a.end() : b.end());
  }

  /** Whether a range goes to the end of the key space. */
  static boolean open(KeyRange range) {
    return range.end().equals(KeyRange.ALL.end());
  }

  /**
   * A key about in the middle between two ends of a range; equal to its start when there is none.
   *
   * @param range read as fractions, to a precision of 64 bytes
   */
  static ByteString middle(KeyRange range) {
    int length = Math.min(64, Math.max(range.start().size(), range.end().size()) + 1);
    byte[] middle = new byte[length];
    int[] low = digits(range.start(), length, 0);
    int[] high = open(range) ? full(length) : digits(range.end(), length, 0);
    int carry = 0;
    int[] sum = new int[length];
    for (int i = length - 1; i >= 0; i--) {
      int digit = low[i] + high[i] + carry;
      sum[i] = digit & 0xff;
      carry = digit >> 8;
    }
    for (int i = 0; i < length; i++) {
      int digit = (carry << 8) | sum[i];
      middle[i] = (byte) (digit >> 1);
      carry = digit & 1;
    }
    return ByteString.copyFrom(middle);
  }

  /** A key as people write it; bytes that cannot be printed are escaped. */
  static String show(ByteString key) {
    StringBuilder text = new StringBuilder();
    if (key.isValidUtf8()) {
      key.toStringUtf8()
          .codePoints()
          .forEach(c -> {
            if (Character.isISOControl(c)) {
              text.append(String.format("\\x%02x", c));
            } else {
              text.appendCodePoint(c);
            }
          });
    } else {
      text.append("0x");
      key.forEach(b -> text.append(String.format("%02x", b)));
    }
    return text.length() > LONGEST_SHOWN
        ? text.substring(0, LONGEST_SHOWN) + "..."
        : text.toString();
  }

  /** What differs between two pages of one range, as sentences about the other. */
  static List<String> differences(List<KeyDigest> reference, List<KeyDigest> other, String name) {
    Map<ByteString, KeyDigest> here = byKey(reference);
    Map<ByteString, KeyDigest> there = byKey(other);
    TreeMap<ByteString, Boolean> all = new TreeMap<>(ORDER);
    here.keySet().forEach(k -> all.put(k, true));
    there.keySet().forEach(k -> all.put(k, true));
    List<String> differences = new ArrayList<>();
    for (ByteString key : all.keySet()) {
      KeyDigest a = here.get(key);
      KeyDigest b = there.get(key);
      if (b == null) {
        differences.add(show(key) + " is missing on " + name);
      } else if (a == null) {
        differences.add(show(key) + " exists on " + name + " only");
      } else if (a.valueDigest() != b.valueDigest()) {
        differences.add(show(key) + " has another value on " + name);
      } else if (a.modRevision() != b.modRevision() || a.version() != b.version()) {
        differences.add(show(key) + " has another revision on " + name);
      }
    }
    return differences;
  }

  private static Map<ByteString, KeyDigest> byKey(List<KeyDigest> page) {
    Map<ByteString, KeyDigest> keys = new TreeMap<>(ORDER);
    page.forEach(k -> keys.put(k.key(), k));
    return keys;
  }

  private static int[] digits(ByteString key, int length, int filler) {
    int[] digits = new int[length];
    for (int i = 0; i < length; i++) {
      digits[i] = i < key.size() ? key.byteAt(i) & 0xff : filler;
    }
    return digits;
  }

  private static int[] full(int length) {
    int[] digits = new int[length];
    Arrays.fill(digits, 0xff);
    return digits;
  }
}
