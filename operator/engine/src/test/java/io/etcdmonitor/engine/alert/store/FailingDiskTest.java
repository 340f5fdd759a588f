package io.etcdmonitor.engine.alert.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.engine.alert.store.AlertStore.Change;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories where a file should be stand for a disk that takes no file: that works as root. */
class FailingDiskTest {
  private static final String FILLER = "x".repeat(100_000);
  @TempDir private Path directory;
  private Path file;
  private Path copy;

  @BeforeEach
  void names() {
    file = directory.resolve(JournalStore.FILE);
    copy = directory.resolve(JournalStore.FILE + ".new");
  }

  private static void block(Path path) throws IOException {
    Files.createDirectories(path.resolve("in-the-way"));
  }

  private static void unblock(Path path) throws IOException {
    Files.delete(path.resolve("in-the-way"));
    Files.delete(path);
  }

  private static void put(AlertStore store, String key, String text) {
    store.commit(List.of(new Change("t", key, Optional.of(text))));
  }

  /** As a tick does: what fails is tried with the next. */
  private static void commitUntilTriedAgain(AlertStore store, String text) {
    for (int i = 0; i <= JournalStore.COMMITS_BETWEEN_TRIES; i++) {
      try {
        put(store, "last", i + text);
      } catch (StoreException e) {
        assertThat(i).isLessThan(JournalStore.COMMITS_BETWEEN_TRIES);
      }
    }
  }

  @Test
  void withoutRoomForACopyAStartGoesOnWithTheFile() throws IOException {
    try (JournalStore store = JournalStore.open(directory)) {
      put(store, "before", "1");
    }
    byte[] whole = Files.readAllBytes(file);
    Files.writeString(file, "torn", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    block(copy);
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.rows("t")).isEqualTo(Map.of("before", "1"));
      assertThat(store.damage()).as("nothing is lost").isEmpty();
      assertThat(Files.readAllBytes(file)).as("the torn end is cut off").isEqualTo(whole);
      put(store, "after", "2");
    }
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.rows("t")).isEqualTo(Map.of("before", "1", "after", "2"));
    }
  }

  @Test
  void withoutRoomForACopyADamagedFileIsGoneOnWithBehindItsLastRecord() throws IOException {
    long first;
    try (JournalStore store = JournalStore.open(directory)) {
      first = Files.size(file);
      put(store, "lost", "1");
      put(store, "behind", "2");
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(first);
      bytes.write(0xff);
    }
    block(copy);
    try (JournalStore store = JournalStore.open(directory)) {
      put(store, "after", "3");
    }
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.rows("t")).isEqualTo(Map.of("behind", "2", "after", "3"));
      assertThat(store.damage()).isPresent();
    }
  }

  @Test
  void theCopyOfAStartIsMadeUp() throws IOException {
    block(copy);
    try (JournalStore store = JournalStore.open(directory)) {
      put(store, "row", FILLER);
      unblock(copy);
      commitUntilTriedAgain(store, FILLER);
      assertThat(Files.size(file)).as("not one for each commit").isLessThan(10L * FILLER.length());
    }
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.rows("t")).containsOnlyKeys("row", "last").containsEntry("row", FILLER);
    }
  }

  @Test
  void aCopyThatFailedLaterIsMadeUpToo() throws IOException {
    try (JournalStore store = JournalStore.open(directory)) {
      block(copy);
      for (int i = 0; i < 45; i++) {
        put(store, "row", i + FILLER);
      }
      assertThat(Files.size(file)).isGreaterThan(4L << 20);
      unblock(copy);
      commitUntilTriedAgain(store, FILLER);
      assertThat(Files.size(file)).isLessThan(10L * FILLER.length());
    }
  }

  @Test
  void aFileThatCannotBeWrittenAnyMoreGivesWayToAnother() {
    try (JournalStore store = JournalStore.open(directory)) {
      put(store, "before", "1");
      // An interrupt closes the file for good, as a volume that goes away does.
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> put(store, "lost", "2")).isInstanceOf(StoreException.class);
      assertThat(Thread.interrupted()).isTrue();
      put(store, "after", "3");
    }
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.rows("t")).isEqualTo(Map.of("before", "1", "after", "3"));
    }
  }

  @Test
  void afterItsCloseItWritesNothing() {
    JournalStore closed = JournalStore.open(directory);
    closed.close();
    try (JournalStore store = JournalStore.open(directory)) {
      put(store, "ours", "1");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> put(closed, "late", "2")).isInstanceOf(StoreException.class);
      }
    }
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.rows("t")).isEqualTo(Map.of("ours", "1"));
    }
  }

  @Test
  void noHalfCopyTakesTheSpace() throws IOException {
    try (JournalStore store = JournalStore.open(directory)) {
      Files.delete(file);
      block(file);
      for (int i = 0; i < 45; i++) {
        put(store, "row", i + FILLER);
      }
      assertThat(copy).doesNotExist();
      unblock(file);
      commitUntilTriedAgain(store, FILLER);
    }
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.rows("t")).containsEntry("row", 44 + FILLER);
    }
  }

  @Test
  void aDiskThatTakesNothingRefusesNoStart() throws IOException {
    block(copy);
    Files.createSymbolicLink(file, directory.resolve("gone").resolve("away"));
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.unwritable()).get().asString().contains("cannot be written");
      assertThatThrownBy(() -> put(store, "row", "1")).isInstanceOf(StoreException.class);
      unblock(copy);
      commitUntilTriedAgain(store, "");
      assertThat(store.unwritable()).as("it can be written again").isEmpty();
    }
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.rows("t")).containsOnlyKeys("last");
    }
  }

  @Test
  void aReadOnlyDiskIsReadAndRefusesNoStart() throws IOException {
    try (JournalStore store = JournalStore.open(directory)) {
      put(store, "before", "1");
    }
    Path lock = directory.resolve("lock");
    Files.delete(lock);
    block(lock);
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.rows("t")).isEqualTo(Map.of("before", "1"));
      assertThat(store.unwritable()).get().asString().contains("cannot be written");
      assertThatThrownBy(() -> put(store, "row", "1")).isInstanceOf(StoreException.class);
      unblock(lock);
      commitUntilTriedAgain(store, "");
      assertThat(store.damage()).isEmpty();
      assertThatThrownBy(() -> JournalStore.open(directory))
          .as("it is ours now")
          .hasMessageContaining("in use by another");
    }
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.rows("t")).containsOnlyKeys("before", "last");
    }
  }

  @Test
  void aDirectoryThatWasNeverUsedAndCannotBeIsAFaultOfTheConfiguration() throws IOException {
    block(directory.resolve("lock"));
    assertThatThrownBy(() -> JournalStore.open(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("check its path");
  }
}
