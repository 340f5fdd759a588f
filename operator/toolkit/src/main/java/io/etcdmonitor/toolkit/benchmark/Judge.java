package io.etcdmonitor.toolkit.benchmark;

import java.util.ArrayList;
import java.util.List;

/** Compares what was measured with the marks. */
final class Judge {
  /** An open loop keeps up when it does so much of what was asked for. */
  private static final double KEEPS_UP = 0.95;

  private Judge() {}

  static Report.Slo judge(
      BenchmarkOptions options, Report.Measured measured, List<Report.OperationResult> results) {
    if (measured.operations() == 0) {
      return new Report.Slo("NOT_JUDGED", "not one operation succeeded", List.of());
    }
    List<Report.Mark> marks = new ArrayList<>();
    throughput(options, measured, results, marks);
    double p99 = options.slo().p99().toNanos() / 1e6;
    for (Report.OperationResult result : results) {
      if (p99 > 0 && result.latency() != null) {
        double actual = result.latency().p99();
        marks.add(new Report.Mark("p99 of " + result.operation(), actual, p99, "ms", actual < p99));
      }
    }
    if (measured.errors() > 0) {
      marks.add(new Report.Mark("errors", measured.errors(), 0, "", false));
    }
    if (measured.missed() > 0) {
      marks.add(new Report.Mark("operations never begun", measured.missed(), 0, "", false));
    }
    if (marks.isEmpty()) {
      return new Report.Slo("NOT_JUDGED", "no mark was given", List.of());
    }
    boolean met = marks.stream().allMatch(Report.Mark::met);
    return new Report.Slo(met ? "MET" : "MISSED", "", marks);
  }

  private static void throughput(
      BenchmarkOptions options,
      Report.Measured measured,
      List<Report.OperationResult> results,
      List<Report.Mark> marks) {
    double rate = options.load().rate();
    double target = options.kind().judgesThroughput() ? target(options) : 0;
    if (rate > 0 && (target == 0 || rate < target)) {
      // It never tried for more: whether it kept up is all there is to judge.
      double actual = options.kind() == BenchmarkKind.WATCH ? puts(results) : measured.perSecond();
      marks.add(
          new Report.Mark(
              "throughput at the rate asked for",
              actual,
              rate * KEEPS_UP,
              "/s",
              actual >= rate * KEEPS_UP));
    } else if (target > 0) {
      double actual = measured.perSecond();
      marks.add(new Report.Mark("throughput", actual, target, "/s", actual >= target));
    }
  }

  private static double puts(List<Report.OperationResult> results) {
    return results.stream()
        .filter(result -> result.operation().equals(Operation.PUT.word()))
        .mapToDouble(Report.OperationResult::perSecond)
        .sum();
  }

  /** For a mix: what a cluster does that needs 1/reads for a read and 1/writes for a write. */
  private static double target(BenchmarkOptions options) {
    double reads = options.slo().readsPerSecond();
    double writes = options.slo().writesPerSecond();
    return switch (options.kind()) {
      case READ -> reads;
      case MIXED -> {
        double share = options.shape().readPercent() / 100.0;
        yield reads == 0 || writes == 0 ? 0 : 1 / (share / reads + (1 - share) / writes);
      }
      case TXN -> writes / options.shape().txnOperations();
      default -> writes;
    };
  }
}
