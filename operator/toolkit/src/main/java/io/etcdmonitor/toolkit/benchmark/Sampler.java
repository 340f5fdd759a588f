package io.etcdmonitor.toolkit.benchmark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** Sums what the connections recorded, second by second. One thread at a time. */
final class Sampler {
  private static final double NANOS = 1e9;

  private final Set<Operation> operations;
  private final List<Tally> tallies;
  private final Map<Operation, Histogram> totals;
  private final List<Report.Second> series = new ArrayList<>();
  private long began;
  private long last;
  private long errors;
  private boolean finished;

  Sampler(Set<Operation> operations, List<Tally> tallies) {
    this.operations = operations;
    this.tallies = tallies;
    this.totals = histograms();
  }

  private Map<Operation, Histogram> histograms() {
    Map<Operation, Histogram> made = new EnumMap<>(Operation.class);
    operations.forEach(operation -> made.put(operation, Tally.empty()));
    return made;
  }

  /** Drops what was recorded while keys were written first. */
  synchronized void discard() {
    tallies.forEach(tally -> tally.drainInto(histograms()));
  }

  /** The measurement begins, or began: clients record nothing of the warm-up. */
  synchronized void begin(long now) {
    began = now;
    last = now;
  }

  /** Ends the measurement. */
  synchronized void finish(long now) {
    tick(now);
    finished = true;
  }

  /** Ends a second of the series, unless the measurement has ended. */
  synchronized Optional<Report.Second> tick(long now) {
    if (finished) {
      return Optional.empty();
    }
    Map<Operation, Histogram> second = histograms();
    long failed = tallies.stream().mapToLong(tally -> tally.drainInto(second)).sum();
    Histogram all = Tally.empty();
    Map<String, Double> rates = new LinkedHashMap<>();
    double seconds = Math.max(1, now - last) / NANOS;
    second.forEach((operation, histogram) -> {
      totals.get(operation).add(histogram);
      all.add(histogram);
      rates.put(operation.word(), histogram.getTotalCount() / seconds);
    });
    errors += failed;
    Report.Second point =
        new Report.Second(
            (last - began) / NANOS,
            seconds,
            all.getTotalCount() / seconds,
            rates,
            failed,
            Latencies.of(all));
    last = now;
    series.add(point);
    return Optional.of(point);
  }

  synchronized List<Report.Second> series() {
    return List.copyOf(series);
  }

  synchronized double seconds() {
    return (last - began) / NANOS;
  }

  synchronized long errors() {
    return errors;
  }

  synchronized long count() {
    return totals.values().stream().mapToLong(Histogram::getTotalCount).sum();
  }

  /** What was measured in all, by kind of operation. */
  synchronized List<Report.OperationResult> results() {
    double seconds = seconds();
    return totals.entrySet().stream()
        .map(entry -> Latencies.result(entry.getKey(), entry.getValue(), seconds))
        .toList();
  }
}
