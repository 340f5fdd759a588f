package io.etcdmonitor.toolkit.snapshot;

import com.google.protobuf.ByteString;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/**
 * A bbolt file (format version 2), read page by page in the order of its keys. Every page that is
 * read is checked: its number, its kind, its bounds, that it is reached once, and that keys ascend.
 * Little-endian, as written on every platform that etcd supports.
 */
final class BoltFile implements Closeable {
  private static final int MAGIC = 0xED0CDAED;
  private static final int VERSION = 2;
  private static final int PAGE_HEADER = 16;
  private static final int META_SUMMED = 56;
  private static final int BRANCH = 0x01;
  private static final int LEAF = 0x02;
  private static final int ELEMENT = 16;
  private static final int BUCKET_HEADER = 16;
  private static final int IS_BUCKET = 1;
  private static final int DEEPEST = 64;
  private static final int LARGEST_PAGE = 1 << 30;

  private final FileChannel channel;
  private final Path file;
  private final int pageSize;
  private final long pages;
  private final long root;
  private final BitSet seen = new BitSet();

  /** Is given keys and values; a bucket's value is null. */
  @FunctionalInterface
  interface Visitor {
    void entry(byte[] key, byte[] value, BoltBucket bucket) throws IOException;
  }

  /** A bucket inside the file: a page number, or a page that is stored inside the value. */
  record BoltBucket(long page, ByteString inline) {}

  private record Meta(int pageSize, long root, long pages, long transaction) {}

  /**
   * @throws DamagedException when neither of its two meta pages is valid
   */
  BoltFile(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    Meta meta = null;
    try {
      meta = newest();
    } finally {
      if (meta == null) {
        channel.close();
      }
    }
    pageSize = meta.pageSize();
    root = meta.root();
    pages = meta.pages();
  }

  /** Size of the database as bbolt counts it: its pages, without a snapshot's checksum. */
  long size() {
    return pages * pageSize;
  }

  private Meta newest() throws IOException {
    Meta first = meta(0);
    Meta second = null;
    int[] sizes =
        first == null ? new int[] {4096, 8192, 16384, 65536} : new int[] {first.pageSize()};
    for (int size : sizes) {
      second = second == null ? meta(size) : second;
    }
    if (first == null && second == null) {
      throw new DamagedException(file + " is no etcd database: it has no valid bbolt meta page");
    }
    if (first == null || (second != null && second.transaction() > first.transaction())) {
      return second;
    }
    return first;
  }

  private Meta meta(long at) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(PAGE_HEADER + META_SUMMED + 8);
    if (!fill(bytes, at)) {
      return null;
    }
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    int base = PAGE_HEADER;
    boolean valid =
        bytes.getInt(base) == MAGIC
            && bytes.getInt(base + 4) == VERSION
            && bytes.getLong(base + META_SUMMED) == fnv(bytes.array(), base, META_SUMMED);
    return valid
        ? new Meta(
            bytes.getInt(base + 8),
            bytes.getLong(base + 16),
            bytes.getLong(base + 40),
            bytes.getLong(base + 48))
        : null;
  }

  /** FNV-1a, 64 bits. */
  private static long fnv(byte[] bytes, int from, int length) {
    long hash = 0xcbf29ce484222325L;
    for (int i = from; i < from + length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  private boolean fill(ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      int n = channel.read(bytes, position);
      if (n < 0) {
        return false;
      }
      position += n;
    }
    return true;
  }

  /** Visits the root's entries: the buckets. */
  void buckets(Visitor visitor) throws IOException {
    walk(root, visitor, 0);
  }

  /** Visits the entries of a bucket. */
  void entries(BoltBucket bucket, Visitor visitor) throws IOException {
    if (bucket.inline() != null) {
      leaf(
          ByteBuffer.wrap(bucket.inline().toByteArray()).order(ByteOrder.LITTLE_ENDIAN),
          visitor,
          "inline");
    } else {
      walk(bucket.page(), visitor, 0);
    }
  }

  private void walk(long number, Visitor visitor, int depth) throws IOException {
    if (number < 2 || number >= pages || depth > DEEPEST) {
      throw new DamagedException(file + ": page " + number + " is outside of the database");
    }
    if (seen.get(Math.toIntExact(number))) {
      throw new DamagedException(file + ": page " + number + " is used twice");
    }
    seen.set((int) number);
    ByteBuffer page = page(number);
    int flags = page.getShort(8) & 0xffff;
    if (flags == LEAF) {
      leaf(page, visitor, "page " + number);
    } else if (flags == BRANCH) {
      int count = page.getShort(10) & 0xffff;
      for (int i = 0; i < count; i++) {
        walk(page.getLong(PAGE_HEADER + i * ELEMENT + 8), visitor, depth + 1);
      }
    } else {
      throw new DamagedException(
          file + ": page " + number + " should hold keys, but its kind is " + flags);
    }
  }

  private ByteBuffer page(long number) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(PAGE_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    long at = number * pageSize;
    if (!fill(header, at) || header.getLong(0) != number) {
      throw new DamagedException(file + ": page " + number + " is not where it should be");
    }
    long bytes = (1 + Integer.toUnsignedLong(header.getInt(12))) * pageSize;
    if (bytes > LARGEST_PAGE) {
      throw new DamagedException(file + ": page " + number + " claims " + bytes + " bytes");
    }
    ByteBuffer page = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (!fill(page, at)) {
      throw new DamagedException(file + ": the file ends inside of page " + number);
    }
    return page;
  }

  private void leaf(ByteBuffer page, Visitor visitor, String where) throws IOException {
    int count = page.getShort(10) & 0xffff;
    byte[] last = null;
    for (int i = 0; i < count; i++) {
      int element = PAGE_HEADER + i * ELEMENT;
      byte[] key;
      byte[] value;
      try {
        int keyAt = element + page.getInt(element + 4);
        key = new byte[bounded(page, element + 8)];
        page.get(keyAt, key);
        value = new byte[bounded(page, element + 12)];
        page.get(keyAt + key.length, value);
      } catch (IndexOutOfBoundsException e) {
        throw new DamagedException(file + ": " + where + " points outside of itself", e);
      }
      if (last != null && Arrays.compareUnsigned(last, key) >= 0) {
        throw new DamagedException(file + ": the keys of " + where + " are out of order");
      }
      last = key;
      boolean bucket = (page.getInt(element) & IS_BUCKET) != 0;
      visitor.entry(key, bucket ? null : value, bucket ? bucket(value) : null);
    }
  }

  private static int bounded(ByteBuffer page, int at) {
    return Objects.checkIndex(page.getInt(at), page.capacity());
  }

  private static BoltBucket bucket(byte[] value) {
    long page = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    return page == 0
        ? new BoltBucket(0, ByteString.copyFrom(value, BUCKET_HEADER, value.length - BUCKET_HEADER))
        : new BoltBucket(page, null);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
