package io.etcdmonitor.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.model.ClusterKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final ClusterKey CLUSTER = new ClusterKey("prod", "main");
  private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");

  @TempDir private Path directory;

  @Test
  void aThousandAlertsOfAClusterAreRememberedAndTheFileStaysBounded() throws IOException {
    History history = History.in(directory);
    for (int i = 0; i < 4 * History.KEEP; i++) {
      history.add(CLUSTER, entry(i));
      if (i % 3_000 == 0) {
        history.flush(NOW);
      }
    }
    history.flush(NOW);
    List<HistoryEntry> all = history.of(CLUSTER, Integer.MAX_VALUE);
    assertThat(all).hasSizeBetween(History.KEEP, 2 * History.KEEP);
    assertThat(all.get(0).detail()).isEqualTo(String.valueOf(4 * History.KEEP - 1));
    assertThat(History.in(directory).of(CLUSTER, Integer.MAX_VALUE)).isEqualTo(all);
  }

  /** A pipe that nobody reads stands for a disk that hangs. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aDiskThatHangsHoldsUpNobodyWhoAdds() throws Exception {
    History history = History.in(directory);
    history.add(CLUSTER, entry(1));
    history.flush(NOW);
    Path file = file();
    Files.delete(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    history.add(CLUSTER, entry(2));
    Thread hanging = Thread.ofPlatform().daemon().start(() -> history.flush(NOW));
    while (!isWriting(hanging)) {
      Thread.onSpinWait();
    }
    history.add(CLUSTER, entry(3));
    try (InputStream pipe = Files.newInputStream(file)) {
      assertThat(new String(pipe.readAllBytes(), StandardCharsets.UTF_8)).contains("\"2\"");
    }
    hanging.join();
    Files.delete(file);
    assertThat(history.of(CLUSTER, 10))
        .as("what came meanwhile is still to be written")
        .extracting(HistoryEntry::detail)
        .containsExactly("3");
  }

  private static boolean isWriting(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(at -> at.getMethodName().equals("append"));
  }

  @Test
  void withoutADirectoryMemoryIsBounded() {
    History history = History.inMemory();
    for (int i = 0; i < 10 * History.KEEP_IN_MEMORY; i++) {
      history.add(CLUSTER, entry(i));
    }
    history.flush(NOW);
    assertThat(history.of(CLUSTER, Integer.MAX_VALUE))
        .hasSizeBetween(History.KEEP_IN_MEMORY, 2 * History.KEEP_IN_MEMORY);
  }

  @Test
  void clustersThatComeAndGoDoNotFillTheMemory() {
    History history = History.inMemory();
    ClusterKey lasting = new ClusterKey("prod", "lasting");
    int clusters = History.MOST_IN_MEMORY / 10 + 1_000;
    for (int i = 0; i < clusters; i++) {
      for (int j = 0; j < 10; j++) {
        history.add(new ClusterKey("prod", "c" + i), entry(j));
      }
      if (i % 100 == 0) {
        history.add(lasting, entry(i));
      }
    }
    int kept = history.of(lasting, Integer.MAX_VALUE).size();
    assertThat(kept).isEqualTo((clusters + 99) / 100);
    for (int i = 0; i < clusters; i++) {
      kept += history.of(new ClusterKey("prod", "c" + i), Integer.MAX_VALUE).size();
    }
    assertThat(kept).isBetween(History.MOST_IN_MEMORY - 10, History.MOST_IN_MEMORY);
    assertThat(history.of(new ClusterKey("prod", "c" + (clusters - 1)), 100)).hasSize(10);
  }

  @Test
  void whatWaitsForADiskThatCannotBeWrittenDoesNotFillTheMemory() throws IOException {
    Path noDirectory = Files.writeString(directory.resolve("file"), "");
    History history = History.in(noDirectory);
    int clusters = History.MOST_IN_MEMORY / 10 + 1_000;
    for (int i = 0; i < clusters * 10; i++) {
      history.add(new ClusterKey("prod", "c" + i / 10), entry(i));
    }
    history.flush(NOW);
    assertThat(history.of(new ClusterKey("prod", "c0"), 100)).isEmpty();
    assertThat(history.of(new ClusterKey("prod", "c" + (clusters - 1)), 100)).hasSize(10);
    Files.delete(noDirectory);
    history.flush(NOW);
    for (int i = 0; i < clusters * 10; i++) {
      history.add(new ClusterKey("prod", "d" + i / 10), entry(i));
    }
    assertThat(History.in(noDirectory).of(new ClusterKey("prod", "c" + (clusters - 1)), 100))
        .as("written since")
        .hasSize(10);
  }

  @Test
  void aDamagedByteSpoilsItsLineOnly() throws IOException {
    History history = History.in(directory);
    history.add(CLUSTER, entry(1));
    history.flush(NOW);
    Files.write(file(), new byte[] {'{', (byte) 0xc3, '\n'}, StandardOpenOption.APPEND);
    History again = History.in(directory);
    again.add(CLUSTER, entry(2));
    again.flush(NOW);
    assertThat(again.of(CLUSTER, 10)).extracting(HistoryEntry::detail).containsExactly("2", "1");
  }

  @Test
  void aTornLineIsPassedOver() throws IOException {
    History history = History.in(directory);
    history.add(CLUSTER, entry(1));
    history.flush(NOW);
    Files.writeString(file(), "{\"time\":\"2026-", StandardOpenOption.APPEND);
    history.add(CLUSTER, entry(2));
    history.flush(NOW);
    assertThat(history.of(CLUSTER, 10)).extracting(HistoryEntry::detail).containsExactly("2", "1");
  }

  @Test
  void aFileGoesNinetyDaysAfterItsLastEntry() throws IOException {
    History history = History.in(directory);
    history.add(CLUSTER, entry(1));
    history.flush(NOW);
    Files.setLastModifiedTime(file(), FileTime.from(NOW));
    history.flush(NOW.plus(Duration.ofDays(89)));
    assertThat(history.of(CLUSTER, 10)).hasSize(1);
    history.flush(NOW.plus(Duration.ofDays(91)));
    assertThat(history.of(CLUSTER, 10)).isEmpty();
  }

  @Test
  void clustersOfTheLongestNamesHaveAHistoryEach() {
    ClusterKey one = new ClusterKey("n".repeat(63), "c".repeat(188) + "1");
    ClusterKey two = new ClusterKey("n".repeat(63), "c".repeat(188) + "2");
    History history = History.in(directory);
    history.add(one, entry(1));
    history.add(two, entry(2));
    history.flush(NOW);
    History later = History.in(directory);
    assertThat(later.of(one, 10)).extracting(HistoryEntry::detail).containsExactly("1");
    assertThat(later.of(two, 10)).extracting(HistoryEntry::detail).containsExactly("2");
  }

  @Test
  void aFileThatCannotBeWrittenKeepsNoOtherFromBeingWritten() throws IOException {
    History history = History.in(directory);
    for (int i = 0; i < 20; i++) {
      history.add(new ClusterKey("prod", "c" + i), entry(i));
    }
    Files.createDirectories(directory.resolve("prod%2Fc7.jsonl"));
    history.flush(NOW);
    History later = History.in(directory);
    for (int i = 0; i < 20; i++) {
      assertThat(later.of(new ClusterKey("prod", "c" + i), 10)).hasSize(i == 7 ? 0 : 1);
    }
  }

  @Test
  void aFileThatCannotBeWrittenKeepsNoOldOneThere() throws IOException {
    History history = History.in(directory);
    history.add(CLUSTER, entry(1));
    history.flush(NOW);
    Files.setLastModifiedTime(file(), FileTime.from(NOW));
    ClusterKey bad = new ClusterKey("prod", "bad");
    Files.createDirectories(directory.resolve("prod%2Fbad.jsonl"));
    history.add(bad, entry(2));
    history.flush(NOW.plus(Duration.ofDays(91)));
    assertThat(history.of(CLUSTER, 10)).isEmpty();
  }

  private Path file() throws IOException {
    try (var files = Files.list(directory)) {
      return files.findFirst().orElseThrow();
    }
  }

  private static HistoryEntry entry(int number) {
    return new HistoryEntry(NOW, "R", "", "e", HistoryEntry.SENT, "slack", String.valueOf(number));
  }
}
