package io.etcdmonitor.app.metrics;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the rows of one scrape. Two rows of one family with equal labels would spoil the whole
 * scrape (etcd members may share a name), so the larger value is kept then.
 */
final class Rows {
  private final Map<String, FamilyRows> families = new HashMap<>();

  void add(MetricFamily family, double value, String... labelValues) {
    of(family).add(value, labelValues);
  }

  void add(MetricFamily family, long value, String... labelValues) {
    of(family).add((double) value, labelValues);
  }

  void add(MetricFamily family, LatencyHistogram histogram, String... labelValues) {
    of(family).add(histogram, labelValues);
  }

  /** One row for each word, 1 for the one in force. */
  void addStates(MetricFamily family, List<String> words, String current, String... labelValues) {
    FamilyRows rows = of(family);
    String[] all = new String[labelValues.length + 1];
    System.arraycopy(labelValues, 0, all, 0, labelValues.length);
    for (String word : words) {
      all[labelValues.length] = word;
      rows.add(word.equals(current) ? 1 : 0, all);
    }
  }

  /** All of them, in the order of the page. */
  List<FamilyRows> families() {
    return families.values().stream()
        .sorted(Comparator.comparing(rows -> rows.family().baseName()))
        .toList();
  }

  // By name: a string keeps its hash, a record computes it anew.
  private FamilyRows of(MetricFamily family) {
    return families.computeIfAbsent(family.name(), name -> new FamilyRows(family));
  }
}
