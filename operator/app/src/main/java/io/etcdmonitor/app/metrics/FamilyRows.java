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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rows of one family, flat: references to label values and a number, no object for a row. They
 * become the library's objects a block at a time, when they are written.
 */
final class FamilyRows {
  /** How many rows are kept in one array, and how many are written at a time. */
  static final int BLOCK = 512;

  private final MetricFamily family;

  /** Label names in the order of the page. */
  private final String[] names;

  /** Where the family's labels stand among them. */
  private final int[] places;

  private final List<String[]> labels = new ArrayList<>();
  private final List<double[]> values = new ArrayList<>();
  private final List<LatencyHistogram> histograms = new ArrayList<>();
  private int size;

  FamilyRows(MetricFamily family) {
    this.family = family;
    List<String> sorted = family.labels().stream().sorted().toList();
    names = sorted.toArray(new String[0]);
    places = family.labels().stream().mapToInt(sorted::indexOf).toArray();
  }

  MetricFamily family() {
    return family;
  }

  void add(double value, String... labelValues) {
    if (labelValues.length != names.length) {
      throw new IllegalArgumentException(
          family.name() + " has the labels " + family.labels() + ", not " + labelValues.length);
    }
    if (family.type() == MetricFamily.Type.COUNTER && value < 0) {
      // Whoever answers in etcd's place may count below zero; the library refuses the whole page.
      return;
    }
    int row = size % BLOCK;
    if (row == 0) {
      labels.add(new String[BLOCK * names.length]);
      values.add(new double[BLOCK]);
    }
    String[] block = labels.getLast();
    for (int i = 0; i < places.length; i++) {
      block[row * names.length + places[i]] = labelValues[i];
    }
    values.getLast()[row] = value;
    size++;
  }

  /** The row's number is the histogram's place, so that the later one of two is the larger. */
  void add(LatencyHistogram histogram, String... labelValues) {
    add(histograms.size(), labelValues);
    histograms.add(histogram);
  }

  /**
   * All rows as the library wants them, made when they are asked for: in the order of their labels,
   * and of rows with equal labels the one with the larger value.
   */
  Stream<MetricSnapshot> blocks() {
    int[] rows = distinct();
    MetricMetadata metadata = new MetricMetadata(family.baseName(), family.help());
    return IntStream.iterate(0, from -> from < rows.length, from -> from + BLOCK)
        .mapToObj(from -> Arrays.copyOfRange(rows, from, Math.min(from + BLOCK, rows.length)))
        .map(block -> snapshot(metadata, block));
  }

  private int[] distinct() {
    Integer[] sorted = new Integer[size];
    Arrays.setAll(sorted, row -> row);
    Arrays.sort(sorted, this::compare);
    int[] distinct = new int[size];
    int count = 0;
    for (int row : sorted) {
      if (count > 0 && compare(distinct[count - 1], row) == 0) {
        int kept = distinct[count - 1];
        values.get(kept / BLOCK)[kept % BLOCK] = Math.max(value(kept), value(row));
      } else {
        distinct[count++] = row;
      }
    }
    return Arrays.copyOf(distinct, count);
  }

  private int compare(int one, int other) {
    String[] ones = labels.get(one / BLOCK);
    String[] others = labels.get(other / BLOCK);
    int at = one % BLOCK * names.length;
    int otherAt = other % BLOCK * names.length;
    for (int i = 0; i < names.length; i++) {
      // Mostly the same string, which equals sees at once.
      if (!ones[at + i].equals(others[otherAt + i])) {
        return ones[at + i].compareTo(others[otherAt + i]);
      }
    }
    return 0;
  }

  private double value(int row) {
    return values.get(row / BLOCK)[row % BLOCK];
  }

  private Labels labels(int row) {
    int from = row % BLOCK * names.length;
    return Labels.of(names, Arrays.copyOfRange(labels.get(row / BLOCK), from, from + names.length));
  }

  private MetricSnapshot snapshot(MetricMetadata metadata, int[] rows) {
    return switch (family.type()) {
      case GAUGE ->
          new GaugeSnapshot(
              metadata,
              points(rows, row -> new GaugeDataPointSnapshot(value(row), labels(row), null)));
      case COUNTER ->
          new CounterSnapshot(
              metadata,
              points(rows, row -> new CounterDataPointSnapshot(value(row), labels(row), null, 0)));
      case HISTOGRAM -> new HistogramSnapshot(metadata, points(rows, this::histogram));
    };
  }

  private static <T> List<T> points(int[] rows, IntFunction<T> point) {
    List<T> points = new ArrayList<>(rows.length);
    for (int row : rows) {
      points.add(point.apply(row));
    }
    return points;
  }

  private HistogramDataPointSnapshot histogram(int row) {
    LatencyHistogram histogram = histograms.get((int) value(row));
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(histogram.buckets())
        .sum(histogram.sum())
        .labels(labels(row))
        .build();
  }
}
