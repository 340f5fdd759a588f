package io.etcdmonitor.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.e2e.operator.Scrape;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table says only what can be done, and the page in docs is what table and results say. */
class FaultTableTest {
  private static final Pattern TIME =
      Pattern.compile("\\w+_(timestamp|not_after|start_time)_seconds\\b");
  private static final Sight NOTHING =
      new Sight(
          Instant.EPOCH, null, List.of(), List.of(), List.of(), new Scrape(List.of()), Map.of());

  private final FaultTable table = FaultTable.load();

  @Test
  void everyWordIsKnown() {
    Words words = new Words(null);
    for (Row row : table.rows()) {
      assertThat(
              Stream.of(row.inject(), row.during(), row.mend())
                  .flatMap(List::stream)
                  .filter(line -> !words.known(line)))
          .as("row " + row.row())
          .isEmpty();
    }
  }

  /** What can be asked; and a time is compared with now, for every time is later than 1970. */
  @Test
  void everyMetricCanBeLookedForAndSaysSomething() {
    for (Row row : table.rows()) {
      if (row.expect() != null && row.expect().metric() != null) {
        assertThat(Checks.of(row).stream().filter(c -> c.kind().equals("metric")))
            .as("row " + row.row())
            .allSatisfy(
                check -> assertThat(Checks.met(check, NOTHING, row.cluster(), "m1")).isFalse());
        if (TIME.matcher(row.expect().metric()).lookingAt()) {
          assertThat(row.expect().metric()).as("row " + row.row()).contains(" now");
        }
      }
    }
  }

  @Test
  void aNumberSelectsTheRowsWithALetterToo() {
    assertThat(table.select(List.of("1"))).extracting(Row::row).containsExactly("1");
    assertThatThrownBy(() -> table.select(List.of("99"))).hasMessageStartingWith("no row 99 in ");
  }

  @Test
  void thePageIsWhatTableAndResultsSay() throws Exception {
    String page = new Report(table, Results.load(Lab.resultsFile(Optional.empty()))).text();
    assertThat(Files.readString(Lab.reportFile(Optional.empty())))
        .as("run: make lab LAB=--report")
        .isEqualTo(page);
  }

  @Test
  void anotherEtcdIsForRowsThatDoNotSayWhichTheyNeedAndIsNotPublished() {
    assertThat(LabOptions.parse(List.of("--etcd", "3.6", "1")).etcd()).contains("3.6");
    assertThatThrownBy(() -> LabOptions.parse(List.of("--etcd", "../x")))
        .hasMessage("--etcd is a minor version such as 3.6, not ../x");
    Row usual = table.select(List.of("1")).get(0);
    assertThat(usual.on("3.6").set().etcd()).containsExactly("3.6");
    assertThat(usual.on("3.6").expect()).isEqualTo(usual.expect());
    Row upgrade = table.select(List.of("22")).get(0);
    assertThat(upgrade.on("3.6")).isEqualTo(upgrade);
    assertThat(Lab.reportFile(Optional.of("3.6")).toString()).contains("e2e/target/lab/");
    assertThat(Lab.resultsFile(Optional.of("3.6")).toString()).contains("e2e/target/lab/");
  }
}
