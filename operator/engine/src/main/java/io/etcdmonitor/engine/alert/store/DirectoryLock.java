package io.etcdmonitor.engine.alert.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** That a directory is ours alone, for as long as it is open. */
final class DirectoryLock implements Closeable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes it.
   *
   * @throws StoreException when another has it
   */
  static DirectoryLock on(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      lock(directory, channel);
      return new DirectoryLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void lock(Path directory, FileChannel channel) throws IOException {
    FileLock lock = null;
    OverlappingFileLockException cause = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      cause = e;
    }
    if (lock == null) {
      throw new StoreException(
          "The alert directory %s is in use by another etcd-monitor: give each its own"
              .formatted(directory),
          cause);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
