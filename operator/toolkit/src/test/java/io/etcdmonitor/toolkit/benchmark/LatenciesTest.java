package io.etcdmonitor.toolkit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void barsRiseAndCountEverythingOnce() {
    Histogram nanos = Tally.empty();
    for (long micros = 200; micros <= 90_000; micros += 37) {
      nanos.recordValue(micros * 1_000);
    }
    Report.OperationResult result = Latencies.result(Operation.PUT, nanos, 10);
    assertThat(result.histogram()).extracting(Report.Bar::upToMillis).isSorted();
    assertThat(result.histogram().stream().mapToLong(Report.Bar::count).sum())
        .isEqualTo(result.count());
    assertThat(result.percentiles()).extracting(Report.Percentile::millis).isSorted();
  }

  @Test
  void oneValueIsOneBar() {
    Histogram nanos = Tally.empty();
    nanos.recordValue(3_341_000_000L);
    Report.OperationResult result = Latencies.result(Operation.PUT, nanos, 10);
    assertThat(result.histogram()).hasSize(1).extracting(Report.Bar::count).containsExactly(1L);
  }

  @Test
  void nothingMeasuredIsNotZero() {
    Report.OperationResult result = Latencies.result(Operation.PUT, Tally.empty(), 10);
    assertThat(result.latency()).isNull();
    assertThat(result.histogram()).isEmpty();
  }
}
