package io.etcdmonitor.toolkit.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** etcd's pattern in Java: append, fdatasync ({@code force(false)}), again. */
final class JavaProbe {
  private static final double MILLIS = 1e6;

  private JavaProbe() {}

  static SyncTimes run(DiskOptions options, Path directory)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile(directory, "etcd-monitor-disk-check-", ".tmp");
    Histogram nanos = new Histogram(1_000, 3_600_000_000_000L, 3);
    ByteBuffer block = ByteBuffer.allocateDirect(options.blockSize());
    byte[] bytes = new byte[options.blockSize()];
    new SplittableRandom(1).nextBytes(bytes);
    block.put(bytes);
    long count = options.bytes() / options.blockSize();
    long start = System.nanoTime();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (long i = 0; i < count; i++) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        block.rewind();
        while (block.hasRemaining()) {
          channel.write(block);
        }
        long written = System.nanoTime();
        channel.force(false);
        nanos.recordValue(Math.max(1_000, System.nanoTime() - written));
      }
    } finally {
      Files.deleteIfExists(file);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new SyncTimes(
        "java",
        count,
        count / seconds,
        new DiskResult.Latency(
            nanos.getMean() / MILLIS,
            nanos.getValueAtPercentile(50) / MILLIS,
            nanos.getValueAtPercentile(99) / MILLIS,
            nanos.getValueAtPercentile(99.9) / MILLIS,
            nanos.getMaxValue() / MILLIS));
  }
}
