package io.etcdmonitor.toolkit.disk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Is a disk fast enough for etcd's write-ahead log? Appends small blocks to one file and waits for
 * each to be on the disk, as etcd does. The file is deleted afterwards. Whoever else uses the disk
 * meanwhile is slowed down: not beside a busy etcd.
 */
public final class DiskCheck {
  private static final long SPARE = 256L << 20;
  private static final Set<String> MEMORY = Set.of("tmpfs", "ramfs");

  /** fio runs alone; with etcd's own database on the disk there is less left. */
  private static final double NEAR = 0.8;

  private DiskCheck() {}

  /**
   * Runs it.
   *
   * @throws IOException with one sentence when the directory cannot be written or the tool fails
   */
  public static DiskResult run(DiskOptions options) throws IOException, InterruptedException {
    Path directory = options.directory().toAbsolutePath();
    if (!Files.isDirectory(directory)) {
      throw new IOException(directory + " is no directory");
    }
    if (!Files.isWritable(directory)) {
      throw new IOException(directory + " cannot be written by this user");
    }
    FileStore store = Files.getFileStore(directory);
    if (store.getUsableSpace() < options.bytes() + SPARE) {
      throw new IOException(
          directory
              + " has too little space for this check: "
              + (store.getUsableSpace() >> 20)
              + " MiB; it leaves "
              + (SPARE >> 20)
              + " MiB free");
    }
    List<String> notes = new ArrayList<>();
    SyncTimes times = measured(options, directory, notes);
    return judged(options, directory, store.type(), times, notes);
  }

  private static SyncTimes measured(DiskOptions options, Path directory, List<String> notes)
      throws IOException, InterruptedException {
    if (options.tool() == DiskOptions.Tool.JAVA) {
      return JavaProbe.run(options, directory);
    }
    Optional<String> fio = Fio.version();
    if (fio.isPresent()) {
      return Fio.run(options, directory);
    }
    if (options.tool() == DiskOptions.Tool.FIO) {
      throw new IOException("fio is not installed, or not on the PATH");
    }
    notes.add("fio is not installed: the same pattern was written by this program");
    return JavaProbe.run(options, directory);
  }

  static DiskResult judged(
      DiskOptions options, Path directory, String fileSystem, SyncTimes times, List<String> notes) {
    double mark = options.passMark().toNanos() / 1e6;
    double p99 = times.latency().p99();
    boolean memory = MEMORY.contains(fileSystem);
    DiskResult.Verdict verdict =
        memory
            ? DiskResult.Verdict.NOT_JUDGED
            : p99 < mark ? DiskResult.Verdict.PASS : DiskResult.Verdict.FAIL;
    if (verdict == DiskResult.Verdict.PASS && p99 > NEAR * mark) {
      notes.add(
          "that is close to the mark, and etcd writes more than this check: expect it to fail in use");
    }
    String message =
        switch (verdict) {
          case NOT_JUDGED ->
              fileSystem + " is memory, not a disk: give --directory the one of etcd's data";
          case PASS ->
              String.format(Locale.ROOT, "p99 of fdatasync is %.2f ms, below %.2f ms", p99, mark);
          case FAIL ->
              String.format(
                  Locale.ROOT,
                  "p99 of fdatasync is %.2f ms, not below %.2f ms: give etcd a faster disk, or one"
                      + " that others do not use",
                  p99,
                  mark);
        };
    return new DiskResult(
        times.tool(),
        directory.toString(),
        fileSystem,
        times.syncs(),
        options.blockSize(),
        times.syncsPerSecond(),
        times.latency(),
        mark,
        verdict,
        message,
        List.copyOf(notes));
  }
}
