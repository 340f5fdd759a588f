package io.etcdmonitor.toolkit.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.etcd.jetcd.api.KeyValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32C;

/** Looks into a snapshot, or into a member's database file that nobody writes to. */
public final class SnapshotFile {
  private static final int TRAILER = 32;
  private static final int SECTOR = 512;
  private static final int REVISION = 17;
  private static final byte TOMBSTONE = 't';

  /** Whether the checksum at a snapshot's end is there and right. */
  public enum Checksum {
    VALID,
    /** A database file that was copied has none. */
    ABSENT
  }

  /**
   * What is in it, as {@code etcdutl snapshot status} counts.
   *
   * @param hash CRC32C over all buckets' names, keys and values
   * @param revision of the newest change
   * @param totalKeys keys that exist at that revision; as etcdutl 3.6 counts
   * @param totalEntries entries of all buckets; what etcdctl 3.4 and etcdutl 3.5 call total keys
   * @param totalSize of the database, without the checksum
   * @param version of the storage, from etcd 3.6; else empty
   */
  public record Status(
      long hash,
      long revision,
      long totalKeys,
      long totalEntries,
      long totalSize,
      String version,
      Checksum checksum) {}

  private SnapshotFile() {}

  /**
   * Reads all of it: checksum, pages, keys.
   *
   * @throws DamagedException when it must not be used
   */
  public static Status status(Path file) throws IOException {
    Checksum checksum = checksum(file);
    Count count = new Count();
    try (BoltFile bolt = new BoltFile(file)) {
      bolt.buckets((name, value, bucket) -> bucket(bolt, count, name, bucket, file));
      return new Status(
          count.crc.getValue(),
          count.revision,
          count.keys.size(),
          count.entries,
          bolt.size(),
          count.version,
          checksum);
    }
  }

  private static final class Count {
    private final CRC32C crc = new CRC32C();
    private final Set<ByteString> keys = new HashSet<>();
    private long entries;
    private long revision;
    private String version = "";
  }

  private static void bucket(
      BoltFile bolt, Count count, byte[] name, BoltFile.BoltBucket bucket, Path file)
      throws IOException {
    if (bucket == null) {
      throw new DamagedException(file + " is no etcd database: its root holds more than buckets");
    }
    count.crc.update(name);
    String bucketName = new String(name, StandardCharsets.UTF_8);
    bolt.entries(
        bucket,
        (key, value, inner) -> {
          count.crc.update(key);
          if (value != null) {
            count.crc.update(value);
          }
          count.entries++;
          if (bucketName.equals("key")) {
            change(count, key, value, file);
          } else if (bucketName.equals("meta")
              && new String(key, StandardCharsets.UTF_8).equals("storageVersion")) {
            count.version = new String(value, StandardCharsets.UTF_8);
          }
        });
  }

  /** A key is {@code main(8) _ sub(8)}, and {@code t} after it for a deletion. */
  private static void change(Count count, byte[] key, byte[] value, Path file)
      throws DamagedException {
    if (key.length < REVISION || value == null) {
      throw new DamagedException(file + " holds a change that is no revision");
    }
    count.revision = ByteBuffer.wrap(key).getLong(0);
    try {
      ByteString name = KeyValue.parseFrom(value).getKey();
      if (key.length > REVISION && key[REVISION] == TOMBSTONE) {
        count.keys.remove(name);
      } else {
        count.keys.add(name);
      }
    } catch (InvalidProtocolBufferException e) {
      throw new DamagedException(
          file + " holds a change at revision " + count.revision + " that cannot be read", e);
    }
  }

  /**
   * Checks the SHA-256 that etcd puts at a snapshot's end.
   *
   * @throws DamagedException when it is wrong
   */
  public static Checksum checksum(Path file) throws IOException {
    long size = Files.size(file);
    if (size % SECTOR == 0) {
      return Checksum.ABSENT;
    }
    if (size % SECTOR != TRAILER) {
      throw new DamagedException(
          file
              + " is not whole: a snapshot has "
              + TRAILER
              + " bytes after its last block of "
              + SECTOR);
    }
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      long left = size - TRAILER;
      while (left > 0) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (n < 0) {
          throw new DamagedException(file + " became shorter while it was read");
        }
        digest.update(buffer, 0, n);
        left -= n;
      }
      if (!MessageDigest.isEqual(digest.digest(), in.readNBytes(TRAILER))) {
        throw new DamagedException(
            file + " is damaged: its content does not match the SHA-256 at its end");
      }
    }
    return Checksum.VALID;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
