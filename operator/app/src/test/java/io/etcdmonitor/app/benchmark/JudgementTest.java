package io.etcdmonitor.app.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.toolkit.benchmark.Report;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the runs of a schedule say one after another. */
class JudgementTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

  private final Past past = new Past();

  /** The parts of a context that a judgement uses. */
  private final InspectionContext context =
      (InspectionContext)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {InspectionContext.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "now" -> NOW;
                    case "memory" -> past;
                    case "setting" -> " 50";
                    default -> throw new UnsupportedOperationException(method.getName());
                  });

  private static Report run(double p99, String slo, Long left) {
    Report.Latency latency =
        new Report.Latency(0.1, p99 / 3, p99 * 2, 0.2, p99 / 4, p99 / 2, p99 / 1.5, p99, p99 * 1.5);
    List<Report.Second> series =
        IntStream.range(0, 10)
            .mapToObj(i -> new Report.Second(i, 1, 200 + i, Map.of("put", 200.0), 0, latency))
            .toList();
    return new Report(
        Report.FORMAT,
        "abc123",
        NOW.toString(),
        new Report.Parameters(
            "write", 4, 8, 0, 10, 200, 2, "/p/", 32, 256, 100, false, 1, false, 70, 100, 1, 100,
            false),
        new Report.Target("c1", List.of("3.5.30"), List.of("http://127.0.0.1:2379")),
        new Report.WarmUp(2, 400, 0, 0),
        new Report.Measured(10, 2_000, 200, 0, 0, false),
        List.of(
            new Report.OperationResult(
                "put", 2_000, 200, latency, List.of(new Report.Bar(1, 2_000)), List.of())),
        List.of(),
        series,
        List.of(),
        new Report.Client(1, 2.0, 2),
        new Report.Slo(
            slo, "", List.of(new Report.Mark("p99 of put", p99, 100, "ms", slo.equals("MET")))),
        new Report.CleanUp(100, left, false, "what became of the keys"),
        List.of());
  }

  private InspectionOutcome judged(double p99) {
    return Judgement.of(context, run(p99, "MET", 0L));
  }

  @Test
  void theFirstRunHasNothingToCompareWith() {
    InspectionOutcome first = judged(5);
    assertThat(first.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(first.message()).contains("p99 5 ms").contains("nothing to compare with yet");
    assertThat(first.measurements())
        .contains(new Measurement(MeasurementNames.BENCHMARK_P99, "", "put", 0.005));
  }

  @Test
  void aRunMuchSlowerThanTheOnesBeforeIsARegression() {
    List.of(5.0, 5.2, 4.9).forEach(this::judged);
    assertThat(judged(7).verdict()).as("40 % slower is within 50").isEqualTo(Verdict.PASSED);
    InspectionOutcome slower = judged(9);
    assertThat(slower.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(slower.reason()).isEqualTo(Reasons.BENCHMARK_REGRESSION);
    assertThat(slower.findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.reason()).isEqualTo(Reasons.BENCHMARK_REGRESSION);
          assertThat(finding.message()).contains("slower than before").contains("instead of");
          assertThat(finding.remedy()).contains("disk");
        });
  }

  @Test
  void aMissedMarkAndKeysThatAreLeftAreFindings() {
    InspectionOutcome outcome = Judgement.of(context, run(120, "MISSED", null));
    assertThat(outcome.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(outcome.findings())
        .extracting(Finding::reason)
        .containsExactly(Reasons.BENCHMARK_MISSED, Reasons.BENCHMARK_LEFT_KEYS);
  }
}
