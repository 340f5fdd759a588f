package io.etcdmonitor.toolkit.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.etcdmonitor.toolkit.disk.DiskResult.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What fio tells, what Java measures, and what is made of it. */
class DiskCheckTest {
  @TempDir private Path directory;

  @Test
  void readsWhatFioPrints() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/disk/fio-3.33.json")) {
      SyncTimes times = Fio.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      assertThat(times.tool()).isEqualTo("fio-3.33");
      assertThat(times.syncs()).isEqualTo(911);
      assertThat(times.syncsPerSecond()).isCloseTo(179.8, within(0.1));
      assertThat(times.latency().p50()).isCloseTo(2.80, within(0.01));
      assertThat(times.latency().p99()).isCloseTo(51.1, within(0.1));
      assertThat(times.latency().p999()).isCloseTo(442.5, within(0.1));
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "nothing", "'{\"jobs\": []}'", "'{\"jobs\": [{\"error\": 5}]}'", "'{'"})
  void whatIsNotFiosIsRefused(String out) {
    assertThatThrownBy(() -> Fio.parse(out))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("fio");
  }

  @ParameterizedTest
  @CsvSource({
    "ext4, 2, PASS, 0",
    "ext4, 9.9, PASS, 1",
    "xfs, 10, FAIL, 0",
    "xfs, 80, FAIL, 0",
    "tmpfs, 0.01, NOT_JUDGED, 0",
  })
  void judgesByThe99thPercentile(String fileSystem, double p99, Verdict verdict, int notes) {
    DiskResult result =
        DiskCheck.judged(
            DiskOptions.recipe(directory),
            directory,
            fileSystem,
            new SyncTimes("java", 1000, 100, new DiskResult.Latency(1, 1, p99, 90, 100)),
            new ArrayList<>());
    assertThat(result.verdict()).isEqualTo(verdict);
    assertThat(result.notes()).hasSize(notes);
    assertThat(result.lines()).last().asString().startsWith(verdict.name().replace('_', ' '));
  }

  @Test
  void javaWritesThePatternAndLeavesNothing() throws Exception {
    DiskOptions options =
        new DiskOptions(directory, 100 * 512, 512, Duration.ofHours(1), DiskOptions.Tool.JAVA);
    DiskResult result = DiskCheck.run(options);
    assertThat(result.tool()).isEqualTo("java");
    assertThat(result.syncs()).isEqualTo(100);
    assertThat(result.latency().p99()).isPositive();
    assertThat(result.latency().max()).isGreaterThanOrEqualTo(result.latency().p99());
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatCannotWorkIsOneSentence() {
    assertThatThrownBy(() -> DiskCheck.run(DiskOptions.recipe(directory.resolve("no"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no directory");
    assertThatThrownBy(
            () -> new DiskOptions(directory, 10, 512, Duration.ofMillis(1), DiskOptions.Tool.JAVA))
        .hasMessageContaining("at least a hundred blocks");
  }

  @Test
  void answersInWholeSecondsNarrowTheClockDown() {
    ClockOffset first = new ClockOffset(Duration.ofMillis(1200), Duration.ofMillis(2200));
    ClockOffset second = new ClockOffset(Duration.ofMillis(1500), Duration.ofMillis(2500));
    ClockOffset both = first.and(second);
    assertThat(both).isEqualTo(new ClockOffset(Duration.ofMillis(1500), Duration.ofMillis(2200)));
    assertThat(both.certain()).isEqualTo(Duration.ofMillis(1500));
    assertThat(new ClockOffset(Duration.ofMillis(-400), Duration.ofMillis(600)).certain()).isZero();
    ClockOffset set = new ClockOffset(Duration.ofSeconds(9), Duration.ofSeconds(10));
    assertThat(both.and(set)).isEqualTo(set);
    assertThat(List.of(first, second)).doesNotContain(both);
  }
}
