package io.etcdmonitor.app.benchmark;

import io.etcdmonitor.toolkit.benchmark.Report;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The last few runs of one inspection. Runs of one inspection do not overlap. */
final class Past {
  private static final int KEPT = 5;

  private final Deque<Report> runs = new ArrayDeque<>();

  /** The median run by p99 among those with the same parameters. */
  synchronized Optional<Report> baseline(Report latest) {
    List<Report> same =
        runs.stream()
            .filter(run -> run.parameters().equals(latest.parameters()))
            .sorted(Comparator.comparingDouble(Past::p99))
            .toList();
    return same.isEmpty() ? Optional.empty() : Optional.of(same.get((same.size() - 1) / 2));
  }

  synchronized void add(Report report) {
    runs.addLast(report);
    if (runs.size() > KEPT) {
      runs.removeFirst();
    }
  }

  private static double p99(Report report) {
    return report.operations().stream()
        .filter(o -> o.latency() != null)
        .mapToDouble(o -> o.latency().p99())
        .max()
        .orElse(0);
  }
}
