package io.etcdmonitor.engine.alert.store;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory with one file: a snapshot of all rows, then the batches since. Each record is its
 * length, its CRC-32C and its bytes, and is forced to the disk before {@link #commit} returns. When
 * the batches outgrow the snapshot a new file takes the old one's place by an atomic rename, so at
 * every moment exactly one whole file exists. A torn last record, as a crash leaves it, is cut off;
 * a file whose beginning cannot be read is set aside, never deleted.
 */
public final class JournalStore implements AlertStore {
  private static final Logger log = LoggerFactory.getLogger(JournalStore.class);
  static final String FILE = "alerts.journal";
  private static final int HEADER = 8;
  private static final int MAX_RECORD = 1 << 30;
  private static final long MIN_COMPACTION = 4L << 20;

  private final Path directory;
  private final Path file;
  private final FileChannel lockChannel;
  private final Rows rows = new Rows();
  private Optional<String> damage = Optional.empty();
  private FileChannel journal;
  private long snapshotSize;
  private long end;

  private JournalStore(Path directory, FileChannel lockChannel) {
    this.directory = directory;
    this.file = directory.resolve(FILE);
    this.lockChannel = lockChannel;
  }

  /**
   * Opens the directory, makes it where it is missing, and reads what is there.
   *
   * @throws StoreException when it cannot be used, or another process uses it
   */
  public static JournalStore open(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel lockChannel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        lock(directory, lockChannel);
        JournalStore store = new JournalStore(directory, lockChannel);
        store.load();
        return store;
      } catch (IOException | RuntimeException e) {
        lockChannel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StoreException(
          "The alert directory %s cannot be used (%s): check its path, its permissions and the space on the disk"
              .formatted(directory, e),
          e);
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

  private void load() throws IOException {
    Files.deleteIfExists(directory.resolve(FILE + ".new"));
    byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    int position = 0;
    int records = 0;
    for (int size = record(bytes, position); size >= 0; size = record(bytes, position)) {
      if (!apply(bytes, position, size)) {
        break;
      }
      position += HEADER + size;
      records++;
    }
    if (bytes.length > 0 && records == 0) {
      setAside();
    } else if (position < bytes.length) {
      log.warn(
          "{} ends in {} bytes that are no whole record, as a crash leaves them; they are cut off",
          file,
          bytes.length - position);
    }
    compact();
  }

  private boolean apply(byte[] bytes, int position, int size) {
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, position + HEADER, size))) {
      rows.apply(Rows.read(in));
      return true;
    } catch (IOException e) {
      log.warn("{}: the record at byte {} cannot be understood", file, position, e);
      return false;
    }
  }

  /** Size of the whole record at a position, or -1. */
  private static int record(byte[] bytes, int position) {
    if (bytes.length - position < HEADER) {
      return -1;
    }
    ByteBuffer header = ByteBuffer.wrap(bytes, position, HEADER);
    int size = header.getInt();
    int sum = header.getInt();
    boolean fits = size > 0 && size <= MAX_RECORD && size <= bytes.length - position - HEADER;
    return fits && sum == sum(bytes, position + HEADER, size) ? size : -1;
  }

  private void setAside() throws IOException {
    int number = 1;
    while (Files.exists(directory.resolve(FILE + ".unreadable-" + number))) {
      number++;
    }
    Path aside = directory.resolve(FILE + ".unreadable-" + number);
    Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
    String sentence =
        "The alert state in %s could not be read and was set aside as %s: open alerts, silences and acknowledgements begin anew"
            .formatted(file, aside.getFileName());
    log.error("{}", sentence);
    damage = Optional.of(sentence);
  }

  @Override
  public synchronized Map<String, String> rows(String table) {
    return rows.table(table);
  }

  @Override
  public synchronized void commit(List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    try {
      end += write(journal, end, Rows.bytes(changes));
      rows.apply(changes);
    } catch (IOException e) {
      throw new StoreException(
          "The alert state cannot be written to %s (%s): check the disk; what was not written is kept in memory and tried again"
              .formatted(file, e),
          e);
    }
    if (end > Math.max(MIN_COMPACTION, 4 * snapshotSize)) {
      try {
        compact();
      } catch (IOException e) {
        log.warn("{} could not be written anew; it goes on growing", file, e);
        snapshotSize = end;
      }
    }
  }

  /** At a fixed position: a failed write is overwritten by the next, never followed by it. */
  private static long write(FileChannel channel, long position, byte[] body) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(HEADER + body.length);
    record.putInt(body.length).putInt(sum(body, 0, body.length)).put(body).flip();
    long at = position;
    while (record.hasRemaining()) {
      at += channel.write(record, at);
    }
    channel.force(false);
    return at - position;
  }

  private void compact() throws IOException {
    Path next = directory.resolve(FILE + ".new");
    FileChannel fresh =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    long size;
    try {
      size = write(fresh, 0, Rows.bytes(rows.all()));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      forceDirectory();
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
    if (journal != null) {
      journal.close();
    }
    journal = fresh;
    snapshotSize = size;
    end = size;
  }

  /** A rename is safe only when the directory is. Not every system lets one open a directory. */
  private void forceDirectory() {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      log.debug("The directory {} cannot be forced to the disk", directory, e);
    }
  }

  @Override
  public synchronized Optional<String> damage() {
    return damage;
  }

  @Override
  public synchronized void close() {
    try (lockChannel) {
      journal.close();
    } catch (IOException e) {
      log.warn("{} could not be closed", file, e);
    }
  }

  private static int sum(byte[] bytes, int from, int size) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, size);
    return (int) crc.getValue();
  }
}
