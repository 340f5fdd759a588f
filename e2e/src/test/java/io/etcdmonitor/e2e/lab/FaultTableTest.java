package io.etcdmonitor.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table says only what can be done, and the page in docs is what table and results say. */
class FaultTableTest {
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

  @Test
  void aNumberSelectsTheRowsWithALetterToo() {
    assertThat(table.select(List.of("1"))).extracting(Row::row).containsExactly("1");
    assertThatThrownBy(() -> table.select(List.of("99"))).hasMessageStartingWith("no row 99 in ");
  }

  @Test
  void thePageIsWhatTableAndResultsSay() throws Exception {
    String page = new Report(table, Results.load(Lab.resultsFile())).text();
    assertThat(Files.readString(Lab.reportFile())).as("run: make lab LAB=--report").isEqualTo(page);
  }
}
