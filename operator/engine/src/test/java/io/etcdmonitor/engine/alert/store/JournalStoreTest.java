package io.etcdmonitor.engine.alert.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.engine.alert.store.AlertStore.Change;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStoreTest {
  @TempDir private Path directory;

  /** Commits pairs of rows for as long as it lives, and says which are committed. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      try (JournalStore store = JournalStore.open(Path.of(args[0]))) {
        String filler = "x".repeat(20_000);
        for (int i = 0; true; i++) {
          store.commit(
              List.of(
                  new Change("a", "row", Optional.of(i + filler)),
                  new Change("b", "row", Optional.of(i + filler))));
          System.out.println(i);
        }
      }
    }
  }

  @Test
  void whatWasCommittedIsThereAgain() {
    try (JournalStore store = JournalStore.open(directory)) {
      store.commit(
          List.of(
              new Change("t", "one", Optional.of("ä\n\"1\"")),
              new Change("t", "two", Optional.of("2"))));
      store.commit(List.of(Change.remove("t", "two")));
    }
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.rows("t")).isEqualTo(Map.of("one", "ä\n\"1\""));
      assertThat(store.damage()).isEmpty();
    }
  }

  @RepeatedTest(3)
  void aKilledProcessLosesNothingThatItWasToldIsSafe() throws Exception {
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int last = -1;
    int stopAfter = 50 + new Random().nextInt(400);
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      while (last < stopAfter) {
        String line = out.readLine();
        last = line.matches("\\d+") ? Integer.parseInt(line) : last;
      }
      // Through its handle: what it has said can still be read.
      child.toHandle().destroyForcibly();
      child.waitFor();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        last = line.matches("\\d+") ? Math.max(last, Integer.parseInt(line)) : last;
      }
    } finally {
      child.destroyForcibly();
    }
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(number(store.rows("a").get("row"))).isBetween(last, last + 1);
      assertThat(store.rows("b")).isEqualTo(store.rows("a"));
      assertThat(store.damage()).isEmpty();
    }
  }

  @Test
  void whateverIsCutOffTheEndOnlyWholeCommitsCount() throws IOException {
    try (JournalStore store = JournalStore.open(directory)) {
      for (int i = 0; i < 5; i++) {
        store.commit(
            List.of(
                new Change("a", "row", Optional.of("" + i)),
                new Change("b", "row", Optional.of("" + i))));
      }
    }
    byte[] whole = Files.readAllBytes(directory.resolve(JournalStore.FILE));
    for (int cut = 1; cut < whole.length - 16; cut++) {
      byte[] torn = Arrays.copyOf(whole, whole.length - cut);
      Files.write(directory.resolve(JournalStore.FILE), torn);
      try (JournalStore store = JournalStore.open(directory)) {
        assertThat(store.rows("a")).isEqualTo(store.rows("b"));
        assertThat(store.damage()).isEmpty();
      }
    }
  }

  @Test
  void aFlippedBitIsNoticedAndTheCommitsBeforeItCount() throws IOException {
    try (JournalStore store = JournalStore.open(directory)) {
      store.commit(List.of(new Change("a", "row", Optional.of("first"))));
      store.commit(List.of(new Change("a", "row", Optional.of("second"))));
    }
    Path file = directory.resolve(JournalStore.FILE);
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(bytes.length() - 2);
      bytes.write(0);
    }
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.rows("a")).isEqualTo(Map.of("row", "first"));
    }
  }

  @Test
  void damageBeforeWholeCommitsCostsNoneOfThemAndIsSaid() throws IOException {
    Path file = directory.resolve(JournalStore.FILE);
    int beforeLast;
    try (JournalStore store = JournalStore.open(directory)) {
      for (int i = 0; i < 4; i++) {
        store.commit(List.of(new Change("a", "row" + i, Optional.of("" + i))));
      }
      beforeLast = (int) Files.size(file);
      store.commit(List.of(new Change("a", "last", Optional.of("4"))));
    }
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < beforeLast; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) 0xff;
      Files.write(file, damaged);
      Map<String, String> rows;
      try (JournalStore store = JournalStore.open(directory)) {
        rows = store.rows("a");
        assertThat(rows).as("byte %d", at).containsEntry("last", "4").hasSizeBetween(4, 5);
        assertThat(store.damage()).get().asString().contains("damaged", "alerts.journal.damaged");
      }
      assertThat(directory.resolve("alerts.journal.damaged")).hasBinaryContent(damaged);
      try (JournalStore store = JournalStore.open(directory)) {
        assertThat(store.rows("a")).isEqualTo(rows);
        assertThat(store.damage()).as("it is said once").isEmpty();
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).as("journal, lock and one copy").hasSize(3);
    }
  }

  /** Rows hold many bytes that look like the begin of a record. */
  @Test
  void behindALargeSnapshotWithoutItsSizeTheCommitsAreFound() throws IOException {
    Path file = directory.resolve(JournalStore.FILE);
    String text = "{\"text\":\"%s\"}".formatted("x".repeat(200));
    List<Change> many =
        IntStream.range(0, 20_000)
            .mapToObj(i -> new Change("alert", "%032x".formatted(i), Optional.of(text)))
            .toList();
    try (JournalStore store = JournalStore.open(directory)) {
      store.commit(many);
    }
    try (JournalStore store = JournalStore.open(directory)) {
      store.commit(List.of(new Change("a", "row", Optional.of("1"))));
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(0);
      bytes.write(0xff);
    }
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.rows("a")).isEqualTo(Map.of("row", "1"));
      assertThat(store.rows("alert")).isEmpty();
      assertThat(store.damage()).isPresent();
    }
  }

  @Test
  void anUnreadableFileIsSetAsideAndSaid() throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(JournalStore.FILE), "this was never a journal");
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.rows("a")).isEmpty();
      assertThat(store.damage()).get().asString().contains("set aside");
      store.commit(List.of(new Change("a", "row", Optional.of("new"))));
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).anyMatch(f -> f.getFileName().toString().contains("unreadable"));
    }
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.rows("a")).isEqualTo(Map.of("row", "new"));
    }
  }

  @Test
  void theFileDoesNotGrowForever() throws IOException {
    String row = "x".repeat(100_000);
    try (JournalStore store = JournalStore.open(directory)) {
      for (int i = 0; i < 200; i++) {
        store.commit(List.of(new Change("a", "row", Optional.of(i + row))));
      }
    }
    assertThat(Files.size(directory.resolve(JournalStore.FILE))).isLessThan(5L << 20);
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(number(store.rows("a").get("row"))).isEqualTo(199);
    }
  }

  /** It holds PagerDuty's key, and that of a process before may be readable. */
  @Test
  void noOtherUserReadsTheFile() throws IOException {
    Path file = directory.resolve(JournalStore.FILE);
    Files.writeString(file.resolveSibling(JournalStore.FILE + ".new"), "left by a crash");
    for (int start = 0; start < 2; start++) {
      try (JournalStore store = JournalStore.open(directory)) {
        store.commit(List.of(new Change("a", "row", Optional.of("new"))));
        assertThat(Files.getPosixFilePermissions(file))
            .doesNotContain(PosixFilePermission.OTHERS_READ, PosixFilePermission.GROUP_WRITE);
      }
      Files.setPosixFilePermissions(file, EnumSet.allOf(PosixFilePermission.class));
    }
  }

  @Test
  void twoProcessesDoNotShareADirectory() {
    try (JournalStore store = JournalStore.open(directory)) {
      assertThat(store.damage()).isEmpty();
      assertThatThrownBy(() -> JournalStore.open(directory))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by another");
    }
  }

  private static int number(String text) {
    return Integer.parseInt(text.replaceAll("x+$", ""));
  }
}
