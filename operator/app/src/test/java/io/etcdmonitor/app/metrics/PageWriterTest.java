package io.etcdmonitor.app.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A page in parts is byte by byte the one document that the library would write of its rows. */
class PageWriterTest {
  private static final MetricFamily MANY = MetricFamily.gauge("b_many", "Many.", "z", "a", "m");
  private static final MetricFamily RUNS = MetricFamily.counter("a_runs_total", "Runs.", "kind");
  private static final MetricFamily TIMES = MetricFamily.histogram("c_seconds", "Times.", "who");
  private static final MetricFamily INFO = MetricFamily.gauge("a_build_info", "One.");
  private static final int PARTS = 2 * FamilyRows.BLOCK + 1;

  static Stream<ExpositionFormatWriter> formats() {
    return Stream.of(PrometheusTextFormatWriter.create(), OpenMetricsTextFormatWriter.create());
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aPageInPartsIsTheDocumentOfTheLibrary(ExpositionFormatWriter format) throws Exception {
    Rows rows = new Rows();
    GaugeSnapshot.Builder many = GaugeSnapshot.builder().name("b_many").help("Many.");
    // Not in the order of the page, and with words that look like what is cut off.
    for (int i = PARTS - 1; i >= 0; i--) {
      rows.add(MANY, i / 3.0, "# EOF\n", "\"" + i % 10, "# TYPE " + i);
      Labels labels = Labels.of("z", "# EOF\n", "a", "\"" + i % 10, "m", "# TYPE " + i);
      many.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(labels).value(i / 3.0).build());
    }
    CounterSnapshot.Builder runs = CounterSnapshot.builder().name("a_runs").help("Runs.");
    HistogramSnapshot.Builder times = HistogramSnapshot.builder().name("c_seconds").help("Times.");
    for (int i = 0; i < FamilyRows.BLOCK; i++) {
      rows.add(RUNS, i, "kind-" + i);
      runs.dataPoint(
          CounterSnapshot.CounterDataPointSnapshot.builder()
              .labels(Labels.of("kind", "kind-" + i))
              .value(i)
              .build());
      LatencyHistogram histogram = new LatencyHistogram();
      histogram.add(i / 1e3);
      rows.add(TIMES, histogram, "who-" + i);
      times.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(Labels.of("who", "who-" + i))
              .classicHistogramBuckets(histogram.buckets())
              .sum(i / 1e3)
              .build());
    }
    rows.add(INFO, 1);
    GaugeSnapshot info =
        GaugeSnapshot.builder()
            .name("a_build_info")
            .help("One.")
            .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(1).build())
            .build();

    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    format.write(whole, MetricSnapshots.of(many.build(), runs.build(), times.build(), info, jvm()));

    assertThat(page(format, rows)).isEqualTo(whole.toString(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void ofRowsWithEqualLabelsTheLargerValueIsThere(ExpositionFormatWriter format) throws Exception {
    Rows rows = new Rows();
    rows.add(MANY, 7, "z", "a", "m");
    for (int i = 0; i < PARTS; i++) {
      rows.add(MANY, i, "z", "a", "m" + i);
    }
    rows.add(MANY, 9, "z", "a", "m");
    rows.add(MANY, 8, "z", "a", "m");

    List<String> page = page(format, rows).lines().toList();
    assertThat(page).contains("b_many{a=\"a\",m=\"m\",z=\"z\"} 9.0");
    assertThat(page.stream().filter(row -> row.startsWith("b_many{"))).hasSize(PARTS + 1);
    assertThat(page.stream().filter(row -> row.startsWith("# TYPE b_many"))).hasSize(1);
    assertThat(page.stream().filter(row -> row.startsWith("# HELP b_many"))).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void ofHistogramsWithEqualLabelsTheLaterIsThere(ExpositionFormatWriter format) throws Exception {
    Rows rows = new Rows();
    LatencyHistogram later = new LatencyHistogram();
    later.add(0.5);
    rows.add(TIMES, new LatencyHistogram(), "me");
    rows.add(TIMES, later, "me");

    assertThat(page(format, rows).lines().filter(row -> row.startsWith("c_seconds_count")))
        .containsExactly("c_seconds_count{who=\"me\"} 1");
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aPageWithoutRowsHasItsEnd(ExpositionFormatWriter format) throws Exception {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    format.write(whole, MetricSnapshots.of(jvm()));

    assertThat(page(format, new Rows())).isEqualTo(whole.toString(UTF_8));
  }

  @Test
  void aRowWithTooFewLabelsIsRefused() {
    assertThatThrownBy(() -> new Rows().add(MANY, 1, "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("b_many has the labels [z, a, m]");
  }

  private static GaugeSnapshot jvm() {
    return GaugeSnapshot.builder()
        .name("jvm_x")
        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(2).build())
        .build();
  }

  private static String page(ExpositionFormatWriter format, Rows rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PageWriter page = new PageWriter(format, out);
    for (FamilyRows family : rows.families()) {
      page.family(family);
    }
    page.last(MetricSnapshots.of(jvm()));
    return out.toString(UTF_8);
  }
}
