package io.etcdmonitor.app.benchmark;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.Settings;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.toolkit.benchmark.Comparison;
import io.etcdmonitor.toolkit.benchmark.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a finished run means for the cluster. */
final class Judgement {
  static final String REGRESSION_PERCENT = "regressionPercent";

  private static final double ALPHA = 0.01;

  private Judgement() {}

  static InspectionOutcome of(InspectionContext context, Report report) {
    List<Measurement> measurements = measurements(report);
    if (report.measured().operations() == 0 || report.measured().stoppedEarly()) {
      return new InspectionOutcome(
          Verdict.UNKNOWN,
          Reasons.BENCHMARK_INCOMPLETE,
          "the benchmark did not come to its end in time; " + report.cleanUp().message(),
          List.of(),
          measurements,
          Optional.empty());
    }
    List<Finding> findings = new ArrayList<>();
    Past past = context.memory(Past.class, Past::new);
    Optional<Report> baseline = past.baseline(report);
    baseline.flatMap(earlier -> regression(context, earlier, report)).ifPresent(findings::add);
    missed(context.now(), report).ifPresent(findings::add);
    leftOver(context.now(), report).ifPresent(findings::add);
    past.add(report);
    String numbers = summary(report) + (baseline.isEmpty() ? "; nothing to compare with yet" : "");
    if (findings.isEmpty()) {
      return new InspectionOutcome(
          Verdict.PASSED,
          Reasons.BENCHMARK_PASSED,
          numbers,
          List.of(),
          measurements,
          Optional.empty());
    }
    Finding worst = findings.get(0);
    return new InspectionOutcome(
        Verdict.WARNING,
        worst.reason(),
        worst.message() + "; " + numbers,
        findings,
        measurements,
        Optional.empty());
  }

  private static Optional<Finding> regression(
      InspectionContext context, Report earlier, Report report) {
    double threshold = Settings.integerOf(context.setting(REGRESSION_PERCENT)) / 100.0;
    Comparison comparison =
        Comparison.of(earlier, report, new Comparison.Criteria(ALPHA, threshold));
    return comparison.differences().stream()
        .filter(Comparison.Difference::worse)
        .findFirst()
        .map(worse ->
            finding(
                    Severity.WARNING,
                    Reasons.BENCHMARK_REGRESSION,
                    "the cluster is slower than before: %s %s %s instead of %s (run of %s)"
                        .formatted(
                            worse.name(),
                            Words.number(worse.medianB()),
                            worse.unit(),
                            Words.number(worse.medianA()),
                            earlier.started()))
                .value(Words.number(worse.medianB()) + " " + worse.unit())
                .threshold(Words.number(worse.medianA()) + " " + worse.unit())
                .remedy(
                    "look at the disk and the network of the members, at other load on them, and"
                        + " at what was changed since")
                .at(context.now()));
  }

  private static Optional<Finding> missed(Instant now, Report report) {
    return report.slo().marks().stream()
        .filter(mark -> !mark.met())
        .findFirst()
        .map(mark ->
            finding(
                    Severity.WARNING,
                    Reasons.BENCHMARK_MISSED,
                    "the benchmark missed its mark: %s is %s %s"
                        .formatted(mark.name(), Words.number(mark.actual()), mark.unit())
                        .stripTrailing())
                .value((Words.number(mark.actual()) + " " + mark.unit()).strip())
                .threshold((Words.number(mark.target()) + " " + mark.unit()).strip())
                .remedy("look at the disk and the network of the members")
                .at(now));
  }

  private static Optional<Finding> leftOver(Instant now, Report report) {
    Long left = report.cleanUp().left();
    return left != null && left == 0
        ? Optional.empty()
        : Optional.of(
            finding(
                    Severity.WARNING,
                    Reasons.BENCHMARK_LEFT_KEYS,
                    "the benchmark could not delete all of its keys: " + report.cleanUp().message())
                .remedy("delete them by hand, as the message says")
                .at(now));
  }

  private static String summary(Report report) {
    List<String> parts = new ArrayList<>();
    for (Report.OperationResult result : report.operations()) {
      if (result.latency() != null) {
        parts.add(
            "%s p50 %s ms, p99 %s ms at %s/s"
                .formatted(
                    result.operation(),
                    Words.number(result.latency().p50()),
                    Words.number(result.latency().p99()),
                    Words.number(result.perSecond())));
      }
    }
    return Words.list(parts);
  }

  private static List<Measurement> measurements(Report report) {
    List<Measurement> measurements = new ArrayList<>();
    for (Report.OperationResult result : report.operations()) {
      if (result.latency() != null) {
        String operation = result.operation();
        measurements.add(
            measurement(MeasurementNames.BENCHMARK_RATE, operation, result.perSecond()));
        measurements.add(
            measurement(MeasurementNames.BENCHMARK_P50, operation, result.latency().p50() / 1_000));
        measurements.add(
            measurement(MeasurementNames.BENCHMARK_P99, operation, result.latency().p99() / 1_000));
      }
    }
    return measurements;
  }

  private static Measurement measurement(String name, String operation, double value) {
    return new Measurement(name, "", operation, value);
  }
}
