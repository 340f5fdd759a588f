package io.etcdmonitor.toolkit.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be asked for, which keys come of it, and how results are judged. */
class BenchmarkOptionsTest {

  @Test
  void whatCannotWorkIsRefusedWithWhatIsAllowed() {
    BenchmarkOptions write = BenchmarkOptions.of(BenchmarkKind.WRITE);
    BenchmarkOptions.Data data = write.data();
    assertThatThrownBy(() -> BenchmarkKind.of("writes")).hasMessageContaining("write, read, mixed");
    assertThatThrownBy(() -> new BenchmarkOptions.Shape(false, 101, 1, 1, 1))
        .hasMessageContaining("0 to 100");
    assertThatThrownBy(() -> new BenchmarkOptions.Shape(false, 70, 1, 129, 1))
        .hasMessageContaining("1 to 128");
    assertThatThrownBy(() ->
            BenchmarkOptions.of(BenchmarkKind.WATCH)
                .with(new BenchmarkOptions.Data("/p/", 32, 4, 1, false, 1)))
        .hasMessageContaining("at least 8 bytes for watch");
    assertThatThrownBy(() -> new BenchmarkOptions.Data("", 32, 4, 1, false, 1))
        .hasMessageContaining("prefix");
    assertThatThrownBy(() -> new KeyMaker("/etcd-bench/abcdef/", 20, 1000))
        .hasMessageContaining("at least 22");
    assertThat(data.keySize()).isEqualTo(32);
  }

  @Test
  void keysHaveTheSizeThatWasAskedForAndSortByNumber() {
    KeyMaker keys = new KeyMaker("/p/", 12, 1000);
    assertThat(keys.key(0).toStringUtf8()).isEqualTo("/p/000000000");
    assertThat(keys.key(987).toStringUtf8()).isEqualTo("/p/000000987");
  }

  @Test
  void theSameSeedMakesTheSameCalls() {
    BenchmarkOptions mixed = BenchmarkOptions.of(BenchmarkKind.MIXED);
    KeyMaker keys = new KeyMaker("/p/", 32, mixed.data().keySpace());
    List<String> first = calls(new Workloads(mixed, keys).measured());
    assertThat(calls(new Workloads(mixed, keys).measured())).isEqualTo(first);
    long reads = first.stream().filter(call -> call.startsWith("READ")).count();
    assertThat(reads / 1000.0).isCloseTo(0.7, within(0.06));
  }

  private static List<String> calls(Workload workload) {
    SplittableRandom random = new SplittableRandom(3);
    return java.util.stream.LongStream.range(0, 1000)
        .mapToObj(i -> workload.next(random, i))
        .map(request -> request.operation() + " " + request.message())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    // kind, rate, done per second, p99 in ms, errors, missed, verdict
    "WRITE, 0, 20000, 99, 0, 0, MET",
    "WRITE, 0, 19999, 99, 0, 0, MISSED",
    "WRITE, 0, 20000, 101, 0, 0, MISSED",
    "WRITE, 0, 20000, 99, 1, 0, MISSED",
    "READ, 0, 39999, 9, 0, 0, MISSED",
    "READ, 0, 40000, 9, 0, 0, MET",
    // 70 % reads at 40,000 and 30 % writes at 20,000: 30,769
    "MIXED, 0, 30700, 9, 0, 0, MISSED",
    "MIXED, 0, 30800, 9, 0, 0, MET",
    // It never tried for more than 1,000.
    "WRITE, 1000, 990, 9, 0, 0, MET",
    "WRITE, 1000, 900, 9, 0, 0, MISSED",
    "WRITE, 1000, 990, 9, 0, 5, MISSED",
    "LEASE, 0, 10, 9, 0, 0, MET",
    "WRITE, 0, 0, 0, 7, 0, NOT_JUDGED",
  })
  void judges(
      BenchmarkKind kind,
      double rate,
      double perSecond,
      double p99,
      long errors,
      long missed,
      String verdict) {
    BenchmarkOptions options =
        BenchmarkOptions.of(kind)
            .with(
                new BenchmarkOptions.Load(
                    1, 1, OptionalLong.empty(), Duration.ofSeconds(1), rate, Duration.ZERO));
    Report.Latency latency =
        perSecond == 0 ? null : new Report.Latency(1, 1, p99, 1, 1, 1, 1, p99, p99);
    Report.Slo slo =
        Judge.judge(
            options,
            new Report.Measured(1, (long) perSecond, perSecond, errors, missed, false),
            List.of(
                new Report.OperationResult(
                    "put", (long) perSecond, perSecond, latency, List.of(), List.of())));
    assertThat(slo.verdict()).isEqualTo(verdict);
  }

  @Test
  void theHistogramHoldsEveryValue() {
    Histogram nanos = Tally.empty();
    for (long i = 1; i <= 10_000; i++) {
      nanos.recordValue(i * 1_000);
    }
    Report.OperationResult result = Latencies.result(Operation.PUT, nanos, 2);
    assertThat(result.perSecond()).isEqualTo(5_000);
    assertThat(result.latency().p50()).isCloseTo(5, within(0.01));
    assertThat(result.latency().p999()).isCloseTo(9.99, within(0.02));
    assertThat(result.histogram().stream().mapToLong(Report.Bar::count).sum()).isEqualTo(10_000);
    assertThat(result.histogram())
        .last()
        .extracting(Report.Bar::upToMillis)
        .isEqualTo(result.latency().max());
    assertThat(Latencies.result(Operation.PUT, Tally.empty(), 2).latency()).isNull();
  }
}
