package io.etcdmonitor.toolkit.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Errors by type, each with its first sentence. Thread-safe. */
final class Errors {
  private static final class Seen {
    final String example;
    long count;

    Seen(String example) {
      this.example = example;
    }
  }

  private final Map<String, Seen> byType = new TreeMap<>();

  synchronized void add(String type, String message) {
    byType.computeIfAbsent(type, t -> new Seen(message)).count++;
  }

  /** Forgets them: they belong to the warm-up. */
  synchronized long clear() {
    long count = byType.values().stream().mapToLong(seen -> seen.count).sum();
    byType.clear();
    return count;
  }

  synchronized List<Report.ErrorCount> all() {
    List<Report.ErrorCount> counts = new ArrayList<>();
    byType.forEach(
        (type, seen) -> counts.add(new Report.ErrorCount(type, seen.count, seen.example)));
    return counts;
  }
}
