package io.etcdmonitor.toolkit.disk;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What is tried.
 *
 * @param directory on the disk in question, best the one of etcd's write-ahead log
 * @param bytes how much is written in all
 * @param blockSize bytes per append
 * @param passMark the 99th percentile of fdatasync must be below
 * @param tool what measures
 */
public record DiskOptions(Path directory, long bytes, int blockSize, Duration passMark, Tool tool) {

  /** What measures. */
  public enum Tool {
    /** fio where it is installed, else Java. */
    AUTO,
    FIO,
    JAVA
  }

  /** The sizes that etcd was seen to write, of the recipe that etcd's documentation refers to. */
  public static final long RECIPE_BYTES = 22L << 20;

  public static final int RECIPE_BLOCK = 2_300;

  /** etcd's FAQ: the 99th percentile of WAL fsync of a healthy disk. */
  public static final Duration RECIPE_PASS = Duration.ofMillis(10);

  public DiskOptions {
    if (blockSize < 1 || blockSize > 1 << 20) {
      throw new IllegalArgumentException("block size: 1 byte to 1 MiB");
    }
    if (bytes < 100L * blockSize || bytes > 4L << 30) {
      throw new IllegalArgumentException(
          "size: at least a hundred blocks, for a 99th percentile, and at most 4 GiB");
    }
    if (!passMark.isPositive()) {
      throw new IllegalArgumentException("pass mark: longer than nothing");
    }
  }

  /** etcd's recipe. */
  public static DiskOptions recipe(Path directory) {
    return new DiskOptions(directory, RECIPE_BYTES, RECIPE_BLOCK, RECIPE_PASS, Tool.AUTO);
  }
}
