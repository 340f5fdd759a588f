package io.etcdmonitor.toolkit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.etcdmonitor.toolkit.benchmark.Comparison.Criteria;
import io.etcdmonitor.toolkit.benchmark.Comparison.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as a regression, and what does not. */
class ComparisonTest {
  @TempDir private Path directory;

  static Report report(String kind, int seconds, double perSecond, double p99, long errors) {
    SplittableRandom random = new SplittableRandom(seconds + (long) perSecond);
    List<Report.Second> series = new ArrayList<>();
    for (int i = 0; i < seconds; i++) {
      double noise = 0.95 + random.nextDouble() * 0.1;
      Report.Latency latency =
          new Report.Latency(
              0.1, 0.5, p99 * 3, 0.2, p99 / 3 * noise, p99 / 2, p99 / 1.5, p99 * noise, p99 * 2);
      series.add(new Report.Second(i, 1, perSecond * noise, Map.of("put", perSecond), 0, latency));
    }
    return new Report(
        Report.FORMAT,
        "abc123",
        "2026-11-21T00:00:00Z",
        new Report.Parameters(
            kind, 10, 10, 0, seconds, 0, 5, "/p/", 32, 256, 100, false, 1, false, 70, 100, 1, 100,
            false),
        new Report.Target("c1", List.of("3.5.30"), List.of("http://127.0.0.1:2379")),
        new Report.WarmUp(5, 1000, 0, 0),
        new Report.Measured(seconds, (long) (perSecond * seconds), perSecond, errors, 0, false),
        List.of(
            new Report.OperationResult(
                "put",
                (long) (perSecond * seconds),
                perSecond,
                series.isEmpty() ? null : series.get(0).latency(),
                List.of(new Report.Bar(1, 10), new Report.Bar(2, 5)),
                List.of(new Report.Percentile(50, 1), new Report.Percentile(100, 2)))),
        errors == 0
            ? List.of()
            : List.of(new Report.ErrorCount("TIMEOUT", errors, "<no answer> & nothing")),
        series,
        List.of(
            new Report.MemberDisk(
                "http://127.0.0.1:2379",
                new Report.Timing(100, 1.0, 2.0, false),
                new Report.Timing(0, null, null, false),
                1.5,
                "")),
        new Report.Client(1, 2.0, 2),
        new Report.Slo("MET", "", List.of(new Report.Mark("p99 of put", p99, 100, "ms", true))),
        new Report.CleanUp(100, 0L, false, "100 keys deleted"),
        List.of());
  }

  @ParameterizedTest
  @CsvSource({
    // seconds, throughput A and B, p99 A and B, errors in B, verdict
    "30, 1000, 1000, 5, 5, 0, NO_REGRESSION",
    "30, 1000, 700, 5, 5, 0, REGRESSION",
    "30, 1000, 1000, 5, 9, 0, REGRESSION",
    // Significant, and too small to matter.
    "60, 1000, 950, 5, 5, 0, NO_REGRESSION",
    "30, 1000, 1400, 5, 5, 0, IMPROVEMENT",
    // Faster, because half of it fails.
    "30, 1000, 1400, 5, 5, 20000, REGRESSION",
    "4, 1000, 500, 5, 5, 0, CANNOT_TELL",
  })
  void judgesTheSecondRunAgainstTheFirst(
      int seconds, double a, double b, double p99a, double p99b, long errors, Verdict verdict) {
    Comparison comparison =
        Comparison.of(
            report("write", seconds, a, p99a, 0),
            report("write", seconds, b, p99b, errors),
            Criteria.DEFAULT);
    assertThat(comparison.verdict()).isEqualTo(verdict);
    assertThat(comparison.lines())
        .last()
        .asString()
        .contains(verdict.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
  }

  @Test
  void differentBenchmarksAreNotCompared() {
    Comparison comparison =
        Comparison.of(
            report("write", 30, 1000, 5, 0), report("read", 30, 1000, 5, 0), Criteria.DEFAULT);
    assertThat(comparison.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(comparison.warnings()).anyMatch(w -> w.contains("different benchmarks"));
  }

  @Test
  void runsDifferByTheirParametersButNotByTheirSeed() {
    Report one = report("write", 30, 1000, 5, 0);
    Report reseeded = with(one, 256, 2);
    assertThat(reseeded.parameters()).isNotEqualTo(one.parameters());
    assertThat(Comparison.of(one, reseeded, Criteria.DEFAULT).warnings()).isEmpty();
    assertThat(Comparison.of(one, with(one, 512, 1), Criteria.DEFAULT).warnings())
        .anyMatch(w -> w.contains("parameters differ"));
  }

  private static Report with(Report report, int valueSize, long seed) {
    return new Report(
        report.format(),
        report.id(),
        report.started(),
        new Report.Parameters(
            "write", 10, 10, 0, 30, 0, 5, "/p/", 32, valueSize, 100, false, seed, false, 70, 100, 1,
            100, false),
        report.target(),
        report.warmUp(),
        report.measured(),
        report.operations(),
        report.errors(),
        report.series(),
        report.members(),
        report.client(),
        report.slo(),
        report.cleanUp(),
        report.notes());
  }

  @Test
  void theTestAgreesWithKnownValues() {
    // R: wilcox.test(1:10, 6:15, exact = FALSE)$p.value
    assertThat(MannWhitney.pValue(range(1, 10), range(6, 15))).isCloseTo(0.005075, offset(2e-4));
    assertThat(MannWhitney.pValue(range(1, 10), range(1, 10))).isEqualTo(1, offset(1e-6));
    assertThat(MannWhitney.pValue(new double[] {5, 5, 5}, new double[] {5, 5, 5})).isEqualTo(1);
    assertThat(MannWhitney.pValue(range(1, 10), range(101, 110))).isLessThan(2e-4);
  }

  private static double[] range(int from, int to) {
    return java.util.stream.IntStream.rangeClosed(from, to).asDoubleStream().toArray();
  }

  @Test
  void whatIsSavedIsReadBack() throws IOException {
    Report report = report("write", 10, 1000, 5, 3);
    Path file = directory.resolve("sub/a.json");
    ReportFile.write(file, ReportFile.json(report));
    assertThat(ReportFile.read(file)).isEqualTo(report);
    assertThat(file.getParent().toFile().list()).containsExactly("a.json");
  }

  @Test
  void otherFilesAreRefusedWithASentence() throws IOException {
    Path file = directory.resolve("b.json");
    assertThatThrownBy(() -> ReportFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not exist");
    Files.writeString(file, "{\"format\": 7}");
    assertThatThrownBy(() -> ReportFile.read(file)).hasMessageContaining("no benchmark report");
    Files.writeString(file, "nothing");
    assertThatThrownBy(() -> ReportFile.read(file)).hasMessageContaining("no benchmark report");
  }

  @Test
  void thePageNeedsNothingBesidesItself() {
    String page = HtmlReport.of(report("write", 10, 1000, 5, 3));
    assertThat(page).contains("<svg", "polyline", "&lt;no answer&gt; &amp; nothing");
    assertThat(page).doesNotContain("<no answer>", "<script", "src=", "href=", "NaN");
    // Names have the colours of their lines.
    assertThat(page).contains("style='fill:#d1495b' font-weight='600'>p95<");
  }
}
