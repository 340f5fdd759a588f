package io.etcdmonitor.engine.alert.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory with one file: a snapshot of all rows, then the batches since. Each record is its
 * length, its CRC-32C and its bytes, and is forced to the disk before {@link #commit} returns. When
 * the batches outgrow the snapshot a new file takes the old one's place by an atomic rename, so at
 * every moment exactly one whole file exists. A torn last record, as a crash leaves it, is cut off.
 * What is damaged before whole records is passed over, and the file as it was kept beside; one of
 * which nothing can be read is set aside, never deleted.
 *
 * <p>A disk that is full or read-only refuses no start: what was read counts, commits fail until it
 * can be written again, and that is tried anew now and then.
 */
public final class JournalStore implements AlertStore {
  private static final Logger log = LoggerFactory.getLogger(JournalStore.class);
  static final String FILE = "alerts.journal";
  private static final long MIN_COMPACTION = 4L << 20;

  /** Commits until a file is written anew again that could not be: it costs as much as all rows. */
  static final int COMMITS_BETWEEN_TRIES = 60;

  private final Path directory;
  private final Path file;
  private final Path next;
  private final Rows rows = new Rows();
  private Optional<String> damage = Optional.empty();
  private Optional<String> unwritable = Optional.empty();
  private DirectoryLock lock;
  private FileChannel journal;
  private long snapshotSize;
  private long end;
  private boolean owed;
  private boolean copyOwed;
  private boolean closed;
  private int commitsToWait;

  private JournalStore(Path directory) {
    this.directory = directory;
    this.file = directory.resolve(FILE);
    this.next = directory.resolve(FILE + ".new");
  }

  /**
   * Opens the directory, makes it where it is missing, and reads what is there.
   *
   * @throws StoreException when it cannot be used, or another process uses it
   */
  public static JournalStore open(Path directory) {
    JournalStore store = new JournalStore(directory);
    try {
      Files.createDirectories(directory);
      store.load();
      return store;
    } catch (IOException e) {
      store.close();
      throw new StoreException(
          "The alert directory %s cannot be used (%s): check its path, its permissions and the space on the disk"
              .formatted(directory, e),
          e);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private void load() throws IOException {
    Optional<IOException> readOnly = Optional.empty();
    try {
      lock = DirectoryLock.on(directory);
    } catch (IOException e) {
      if (!Files.exists(file)) {
        throw e;
      }
      // It was the right directory once, so it is the disk and not the configuration.
      readOnly = Optional.of(e);
    }
    byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    Salvage salvage = Salvage.of(bytes, rows);
    if (bytes.length > 0 && salvage.records() == 0) {
      setAside();
    } else if (salvage.damage().isPresent()) {
      damaged(salvage.damage().getAsInt());
    } else if (salvage.end() < bytes.length) {
      log.warn(
          "{} ends in {} bytes that are no whole record, as a crash leaves them; they are cut off",
          file,
          bytes.length - salvage.end());
    }
    if (readOnly.isPresent()) {
      tryLater();
      cannotWriteAtStart(readOnly.get());
      return;
    }
    try {
      compact();
    } catch (IOException e) {
      goOn(salvage.end(), e);
    }
  }

  /** A full disk has no room for a second copy, but maybe for what comes. */
  private void goOn(long position, IOException cause) {
    tryLater();
    try {
      journal = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      journal.truncate(position);
      end = position;
      snapshotSize = position;
      log.warn("{} could not be written anew; it is gone on with, and tried again", file, cause);
    } catch (IOException e) {
      close(journal);
      journal = null;
      cannotWriteAtStart(e);
    }
  }

  private void tryLater() {
    owed = true;
    commitsToWait = COMMITS_BETWEEN_TRIES;
  }

  private void cannotWriteAtStart(IOException cause) {
    cannotWrite(cause);
    log.error("{}", unwritable.orElseThrow());
  }

  private void cannotWrite(IOException cause) {
    unwritable =
        Optional.of(
            "The alert state cannot be written to %s (%s): check the disk; what was not written is kept in memory and tried again, and does not survive a restart"
                .formatted(file, cause));
  }

  private void setAside() throws IOException {
    Path aside = Aside.move(file);
    String sentence =
        "The alert state in %s could not be read and was set aside as %s: open alerts, silences and acknowledgements begin anew"
            .formatted(file, aside.getFileName());
    log.error("{}", sentence);
    damage = Optional.of(sentence);
  }

  private void damaged(int position) {
    String sentence =
        "The alert state in %s was damaged at byte %d; what can be read before and behind it counts, and the file as it was is kept as %s: some open alerts, silences and acknowledgements may be missing or out of date"
            .formatted(file, position, Aside.ofDamaged(file).getFileName());
    log.error("{}", sentence);
    damage = Optional.of(sentence);
    copyOwed = true;
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
    if (owed && !closed) {
      tidy();
    }
    try {
      if (journal == null) {
        throw new IOException("no file could be opened");
      }
      end += Frames.write(journal, end, Rows.bytes(changes));
      rows.apply(changes);
      unwritable = Optional.empty();
    } catch (IOException e) {
      // Another file may be written where this one no longer can, as after the volume went away.
      owed = true;
      cannotWrite(e);
      throw new StoreException(unwritable.orElseThrow(), e);
    }
    if (!owed && end > Math.max(MIN_COMPACTION, 4 * snapshotSize)) {
      tidy();
    }
  }

  private void tidy() {
    if (commitsToWait > 0) {
      commitsToWait--;
      return;
    }
    try {
      compact();
      owed = false;
      unwritable = Optional.empty();
    } catch (IOException e) {
      log.warn("{} could not be written anew ({}); that is tried again", file, e.toString());
      tryLater();
    }
  }

  private void compact() throws IOException {
    if (lock == null) {
      lock = DirectoryLock.on(directory);
    }
    if (copyOwed && Files.exists(file)) {
      Aside.keep(file);
    }
    copyOwed = false;
    FileChannel fresh = null;
    long size;
    try {
      fresh = PrivateFile.create(next);
      size = Frames.write(fresh, 0, Rows.bytes(rows.all()));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      close(fresh);
      removeHalf();
      throw e;
    }
    forceDirectory();
    FileChannel old = journal;
    journal = fresh;
    snapshotSize = size;
    end = size;
    close(old);
  }

  /** Half a copy takes the space that the whole file needs. */
  private void removeHalf() {
    try {
      Files.deleteIfExists(next);
    } catch (IOException e) {
      log.debug("{} cannot be removed", next, e);
    }
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
  public synchronized Optional<String> unwritable() {
    return unwritable;
  }

  @Override
  public synchronized void close() {
    // Another may have the directory from now on.
    closed = true;
    close(journal);
    close(lock);
  }

  private void close(Closeable part) {
    try {
      if (part != null) {
        part.close();
      }
    } catch (IOException e) {
      log.warn("{} could not be closed", file, e);
    }
  }
}
