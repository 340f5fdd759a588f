package io.etcdmonitor.toolkit.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Reads histograms of nanoseconds into milliseconds. */
final class Latencies {
  private static final double MILLIS = 1e6;
  private static final int BARS = 12;

  /** Of the curve; closer together where it matters. */
  private static final double[] CURVE = {
    0, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 97, 98, 99, 99.5, 99.9, 99.99, 100
  };

  private Latencies() {}

  /** Null without a single value: nothing was measured, which is not 0. */
  static Report.Latency of(Histogram nanos) {
    if (nanos.getTotalCount() == 0) {
      return null;
    }
    return new Report.Latency(
        nanos.getMinValue() / MILLIS,
        nanos.getMean() / MILLIS,
        nanos.getMaxValue() / MILLIS,
        nanos.getStdDeviation() / MILLIS,
        at(nanos, 50),
        at(nanos, 90),
        at(nanos, 95),
        at(nanos, 99),
        at(nanos, 99.9));
  }

  private static double at(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / MILLIS;
  }

  static Report.OperationResult result(Operation operation, Histogram nanos, double seconds) {
    return new Report.OperationResult(
        operation.word(),
        nanos.getTotalCount(),
        seconds > 0 ? nanos.getTotalCount() / seconds : 0,
        of(nanos),
        bars(nanos),
        curve(nanos));
  }

  /** Equal steps on a logarithmic scale: latencies spread over decades. */
  private static List<Report.Bar> bars(Histogram nanos) {
    List<Report.Bar> bars = new ArrayList<>();
    if (nanos.getTotalCount() == 0) {
      return bars;
    }
    double least = Math.max(1_000.0, (double) nanos.getMinValue());
    double most = (double) nanos.getMaxValue();
    if (most < least * 1.01) {
      return List.of(new Report.Bar(nanos.getMaxValue() / MILLIS, nanos.getTotalCount()));
    }
    double step = Math.pow(most / least, 1.0 / BARS);
    long below = 0;
    for (int i = 1; i <= BARS; i++) {
      long upTo = i == BARS ? nanos.getMaxValue() : (long) (least * Math.pow(step, i));
      long count =
          i == BARS
              ? nanos.getTotalCount() - below
              : Math.max(0, nanos.getCountBetweenValues(0, upTo) - below);
      below += count;
      bars.add(new Report.Bar(upTo / MILLIS, count));
    }
    return bars;
  }

  private static List<Report.Percentile> curve(Histogram nanos) {
    List<Report.Percentile> curve = new ArrayList<>();
    if (nanos.getTotalCount() > 0) {
      for (double percentile : CURVE) {
        curve.add(new Report.Percentile(percentile, at(nanos, percentile)));
      }
    }
    return curve;
  }
}
