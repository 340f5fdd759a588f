package io.etcdmonitor.app.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the rows of one scrape. Two rows of one family with equal labels would spoil the whole
 * scrape (etcd members may share a name), so the larger value is kept then.
 */
final class Rows {
  private final Map<MetricFamily, Map<Labels, Double>> values = new LinkedHashMap<>();
  private final Map<MetricFamily, Map<Labels, LatencyHistogram>> histograms = new LinkedHashMap<>();

  void add(MetricFamily family, double value, String... labelValues) {
    values
        .computeIfAbsent(family, f -> new LinkedHashMap<>())
        .merge(labels(family, labelValues), value, Math::max);
  }

  void add(MetricFamily family, long value, String... labelValues) {
    add(family, (double) value, labelValues);
  }

  void add(MetricFamily family, LatencyHistogram histogram, String... labelValues) {
    histograms
        .computeIfAbsent(family, f -> new LinkedHashMap<>())
        .put(labels(family, labelValues), histogram);
  }

  /** One row for each word, 1 for the one in force. */
  void addStates(MetricFamily family, List<String> words, String current, String... labelValues) {
    String[] all = new String[labelValues.length + 1];
    System.arraycopy(labelValues, 0, all, 0, labelValues.length);
    for (String word : words) {
      all[labelValues.length] = word;
      add(family, word.equals(current) ? 1 : 0, all.clone());
    }
  }

  /** All rows, as the registry wants them. */
  MetricSnapshots snapshots() {
    List<MetricSnapshot> all = new ArrayList<>();
    values.forEach((family, rows) ->
        all.add(
            family.type() == MetricFamily.Type.COUNTER
                ? counter(family, rows)
                : gauge(family, rows)));
    histograms.forEach((family, rows) -> all.add(histogram(family, rows)));
    return new MetricSnapshots(all);
  }

  private static Labels labels(MetricFamily family, String... labelValues) {
    return Labels.of(family.labels(), List.of(labelValues));
  }

  private static MetricMetadata metadata(MetricFamily family) {
    return new MetricMetadata(family.baseName(), family.help());
  }

  private static GaugeSnapshot gauge(MetricFamily family, Map<Labels, Double> rows) {
    List<GaugeDataPointSnapshot> points = new ArrayList<>(rows.size());
    rows.forEach((labels, value) -> points.add(new GaugeDataPointSnapshot(value, labels, null)));
    return new GaugeSnapshot(metadata(family), points);
  }

  private static CounterSnapshot counter(MetricFamily family, Map<Labels, Double> rows) {
    List<CounterDataPointSnapshot> points = new ArrayList<>(rows.size());
    rows.forEach(
        (labels, value) -> points.add(new CounterDataPointSnapshot(value, labels, null, 0)));
    return new CounterSnapshot(metadata(family), points);
  }

  private static HistogramSnapshot histogram(
      MetricFamily family, Map<Labels, LatencyHistogram> rows) {
    List<HistogramDataPointSnapshot> points = new ArrayList<>(rows.size());
    rows.forEach((labels, histogram) ->
        points.add(
            HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(histogram.buckets())
                .sum(histogram.sum())
                .labels(labels)
                .build()));
    return new HistogramSnapshot(metadata(family), points);
  }
}
