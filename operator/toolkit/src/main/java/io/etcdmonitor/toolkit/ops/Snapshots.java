package io.etcdmonitor.toolkit.ops;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.SnapshotRequest;
import io.etcd.jetcd.api.SnapshotResponse;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** Snapshots of one member's database. */
public final class Snapshots {
  static final int TRAILER = 32;

  private final Calls calls;

  Snapshots(Calls calls) {
    this.calls = calls;
  }

  /** Is told how far it is; total is what etcd announced. */
  @FunctionalInterface
  public interface Progress {
    void on(long bytes, long total);
  }

  /**
   * A snapshot that is complete, verified and on disk.
   *
   * @param bytes with the checksum at its end
   * @param version of the server's storage, from etcd 3.6; else empty
   */
  public record Saved(Path file, long bytes, String version, Duration took) {}

  /**
   * Saves one. The file appears under its name only when it is whole: it is written beside it, its
   * SHA-256 compared with the one that etcd sends last, forced to disk, then renamed. What could
   * not be finished is deleted. The server is asked for a block only when the last one was written.
   *
   * @param limit for all of it
   * @throws EtcdException when etcd fails or what it sent is not whole
   * @throws UncheckedIOException when it cannot be written
   */
  public Saved save(Endpoint endpoint, Path file, Duration limit, Progress progress) {
    long start = System.nanoTime();
    Path absolute = file.toAbsolutePath();
    Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
    try {
      Received received;
      try (FileChannel out = create(part)) {
        received = receive(endpoint, limit, out, progress);
        out.force(true);
      }
      Files.move(
          part, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncDirectory(absolute.getParent());
      return new Saved(
          file, received.bytes, received.version, Duration.ofNanos(System.nanoTime() - start));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the snapshot cannot be written to " + absolute + ": " + e.getMessage(), e);
    } catch (StatusRuntimeException e) {
      throw calls.failed(
          endpoint,
          MaintenanceGrpc.getSnapshotMethod(),
          e,
          Duration.ofNanos(System.nanoTime() - start));
    } finally {
      deleteQuietly(part);
    }
  }

  /** Readable by its owner only: it holds every secret in the store. */
  private static FileChannel create(Path part) throws IOException {
    Files.deleteIfExists(part);
    if (part.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(part);
    }
    return FileChannel.open(part, StandardOpenOption.WRITE);
  }

  private static final class Received {
    private long bytes;
    private String version = "";
  }

  private Received receive(Endpoint endpoint, Duration limit, FileChannel out, Progress progress)
      throws IOException {
    Iterator<SnapshotResponse> blocks =
        ClientCalls.blockingServerStreamingCall(
            calls.connection().channel(endpoint),
            MaintenanceGrpc.getSnapshotMethod(),
            CallOptions.DEFAULT.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS),
            SnapshotRequest.getDefaultInstance());
    Received received = new Received();
    Trailer trailer = new Trailer();
    long remaining = 0;
    while (blocks.hasNext()) {
      SnapshotResponse block = blocks.next();
      for (ByteBuffer bytes : block.getBlob().asReadOnlyByteBufferList()) {
        received.bytes += bytes.remaining();
        trailer.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
      remaining = block.getRemainingBytes();
      String version = Wire.text(block, 4);
      received.version = version.isEmpty() ? received.version : version;
      progress.on(received.bytes, received.bytes + remaining);
    }
    if (remaining > 0 || received.bytes % 512 != TRAILER || !trailer.matches()) {
      throw new EtcdException(
          FailureCause.OTHER,
          endpoint
              + ": the snapshot is not whole ("
              + received.bytes
              + " bytes came, "
              + remaining
              + " are missing, or its SHA-256 is wrong): nothing was saved, take it again");
    }
    return received;
  }

  private static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void deleteQuietly(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // What stopped us from writing is told already.
    }
  }

  /**
   * Hashes everything but the last 32 bytes, and keeps those: where the end is shows only at the
   * end.
   */
  static final class Trailer {
    private final MessageDigest digest = sha256();
    private byte[] held = new byte[0];

    void update(ByteBuffer bytes) {
      byte[] all = new byte[held.length + bytes.remaining()];
      System.arraycopy(held, 0, all, 0, held.length);
      bytes.get(all, held.length, bytes.remaining());
      int keep = Math.min(TRAILER, all.length);
      digest.update(all, 0, all.length - keep);
      held = java.util.Arrays.copyOfRange(all, all.length - keep, all.length);
    }

    boolean matches() {
      return held.length == TRAILER && MessageDigest.isEqual(digest.digest(), held);
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }
}
