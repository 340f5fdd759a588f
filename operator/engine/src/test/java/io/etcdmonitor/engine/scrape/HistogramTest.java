package io.etcdmonitor.engine.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.etcdmonitor.engine.metricspage.MetricsPage;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {
  static Optional<Histogram> of(String... boundsAndCounts) {
    StringBuilder page = new StringBuilder();
    for (String pair : boundsAndCounts) {
      String[] parts = pair.split(":", -1);
      page.append("h_bucket{le=\"%s\"} %s%n".formatted(parts[0], parts[1]));
    }
    return Histogram.of(MetricsPage.parse(page.toString(), n -> true, 100).samples("h_bucket"));
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 0.0015", // the 50th of 100 is half way into the bucket from 1 to 2 ms
    "0.25, 0.001",
    "0.75, 0.002",
    "0.10, 0.0004",
    "0.99, 0.008" // beyond the last bound: that bound
  })
  void quantilesAreInterpolatedAsPrometheusDoes(double q, double seconds) {
    Histogram histogram = of("0.001:25", "0.002:75", "0.008:95", "+Inf:100").orElseThrow();
    assertThat(histogram.quantile(q).getAsDouble()).isCloseTo(seconds, within(1e-9));
    assertThat(histogram.beyond(q)).isEqualTo(q > 0.95);
    assertThat(histogram.count()).isEqualTo(100);
  }

  @Test
  void nothingObservedHasNoQuantile() {
    assertThat(of("0.001:0", "+Inf:0").orElseThrow().quantile(0.99)).isEmpty();
  }

  @Test
  void onlyWhatCameSinceCounts() {
    Histogram before = of("0.001:1000", "0.5:1000", "+Inf:1000").orElseThrow();
    Histogram after = of("0.001:1000", "0.5:1100", "+Inf:1100").orElseThrow();
    Histogram since = after.since(before).orElseThrow();
    assertThat(since.count()).isEqualTo(100);
    assertThat(since.quantile(0.5).getAsDouble()).isGreaterThan(0.2);
    assertThat(since.plus(since).orElseThrow().count()).isEqualTo(200);
  }

  @Test
  void aRestartIsNoNegativeCount() {
    Histogram before = of("0.001:10", "+Inf:10").orElseThrow();
    assertThat(of("0.001:3", "+Inf:3").orElseThrow().since(before)).isEmpty();
    assertThat(of("0.002:30", "+Inf:30").orElseThrow().since(before)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.001:1", // no +Inf
        "0.001:5 +Inf:3", // falling
        "0.001:NaN +Inf:3",
        "fast:1 +Inf:3",
        "0.001:-1 +Inf:3"
      })
  void whatIsNoHistogramIsNone(String buckets) {
    assertThat(of(buckets.split(" ", -1))).isEmpty();
  }
}
