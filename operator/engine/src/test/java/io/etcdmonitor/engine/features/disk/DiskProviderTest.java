package io.etcdmonitor.engine.features.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.metricspage.MetricsPageTest;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.Lab;
import io.etcdmonitor.etcd.FailureCause;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskProviderTest {
  private static final double[] BOUNDS = {0.001, 0.008, 0.016, 0.032, 0.064, 0.128, 0.512, 8.192};

  private final FakeCluster cluster = new FakeCluster(3);
  private final Lab lab = new Lab(new DiskProvider(), cluster);

  /**
   * A page after {@code count} fsyncs and commits that took so long each, besides 1,000 fast ones.
   */
  private static String page(double start, int count, double fsync, double commit, int slow) {
    return "process_start_time_seconds %f%n".formatted(start)
        + "etcd_server_proposals_committed_total %d%n".formatted(count)
        + "etcd_server_proposals_applied_total %d%n".formatted(count)
        + "etcd_server_slow_apply_total %d%n".formatted(slow)
        + histogram("etcd_disk_wal_fsync_duration_seconds", count, fsync)
        + histogram("etcd_disk_backend_commit_duration_seconds", count, commit);
  }

  private static String histogram(String name, int count, double seconds) {
    StringBuilder text = new StringBuilder();
    for (double bound : BOUNDS) {
      int at = 1_000 + (seconds <= bound ? count : 0);
      text.append("%s_bucket{le=\"%s\"} %d%n".formatted(name, bound, at));
    }
    return text + "%s_bucket{le=\"+Inf\"} %d%n".formatted(name, 1_000 + count);
  }

  private void pages(String page) {
    cluster.members.forEach(m -> m.page = page);
  }

  private InspectionOutcome after(String page) {
    pages(page);
    return lab.round();
  }

  private static Optional<Double> value(InspectionOutcome outcome, String name, String member) {
    return outcome.measurements().stream()
        .filter(m -> m.name().equals(name) && m.member().equals(member))
        .map(Measurement::value)
        .findFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "0.001, 0.001, PASSED, DiskNormal",
    "0.008, 0.016, PASSED, DiskNormal",
    "0.016, 0.016, WARNING, SlowFsync",
    "0.064, 0.016, WARNING, SlowFsync",
    "0.128, 0.016, CRITICAL, SlowFsync",
    "0.001, 0.032, WARNING, SlowCommit",
    "0.001, 0.512, CRITICAL, SlowCommit",
    "0.016, 0.512, CRITICAL, SlowCommit",
    "9, 0.001, CRITICAL, SlowFsync"
  })
  void thresholds(double fsync, double commit, Verdict verdict, String reason) {
    after(page(5, 0, fsync, commit, 0));
    InspectionOutcome outcome = after(page(5, 200, fsync, commit, 0));
    assertThat(outcome.verdict()).isEqualTo(verdict);
    assertThat(outcome.reason()).isEqualTo(reason);
    assertThat(value(outcome, MeasurementNames.WAL_FSYNC_P99, "m1")).isPresent();
    assertThat(value(outcome, MeasurementNames.BACKEND_COMMIT_P95, "m3")).isPresent();
    if (fsync > 8.192) {
      assertThat(outcome.findings().get(0).value()).isEqualTo("more than 8.2 s");
    }
  }

  @Test
  void whatIsALittleOverTheLimitReadsSo() {
    String bucket = "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.008\"} ";
    after(page(5, 0, 0.016, 0.001, 0));
    String later = page(5, 2_000, 0.016, 0.001, 0).replace(bucket + 1_000, bucket + 2_972);
    Finding finding = after(later).findings().get(0);
    assertThat(finding.threshold()).isEqualTo("10 ms");
    assertThat(finding.value()).isEqualTo("10.3 ms");
    assertThat(finding.message()).contains("on member m1 is 10.3 ms, of 2000 ");
  }

  @Test
  void aFreshClusterPassesAndSaysThatItKnowsNothingYet() {
    InspectionOutcome outcome = after(page(5, 5_000, 9, 9, 0));
    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.reason()).isEqualTo(Reasons.TOO_FEW_SAMPLES);
    assertThat(outcome.measurements()).isEmpty();
  }

  @Test
  void fewSlowOnesAreNoPercentile() {
    after(page(5, 0, 0.064, 0.128, 0));
    InspectionOutcome outcome = after(page(5, 99, 0.064, 0.128, 0));
    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.reason()).isEqualTo(Reasons.TOO_FEW_SAMPLES);
    assertThat(outcome.message()).contains("fewer than 100 fsyncs");
  }

  @ParameterizedTest
  @CsvSource({"9, PASSED", "10, CRITICAL", "99, CRITICAL"})
  void aDiskTooSlowForAHundredFsyncsIsFoundByItsMedian(int fsyncs, Verdict verdict) {
    after(page(5, 0, 0.512, 0.001, 0));
    for (int i = 1; i < 9; i++) {
      after(page(5, fsyncs * i / 9, 0.512, 0.001, 0));
    }
    InspectionOutcome outcome = after(page(5, fsyncs, 0.512, 0.001, 0));
    assertThat(outcome.verdict()).isEqualTo(verdict);
    if (verdict == Verdict.CRITICAL) {
      assertThat(outcome.reason()).isEqualTo(Reasons.SLOW_FSYNC);
      assertThat(outcome.findings().get(0).message())
          .isEqualTo(
              "even half of the %d WAL fsyncs on member m1 within 5 min took 320 ms or more"
                  .formatted(fsyncs));
      assertThat(outcome.findings().get(0).value()).isEqualTo("320 ms");
      assertThat(value(outcome, MeasurementNames.WAL_FSYNC_P50, "m1").orElseThrow())
          .isBetween(0.3, 0.34);
      assertThat(value(outcome, MeasurementNames.WAL_FSYNC_P99, "m1")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"PT10M, PT10S", "PT30S, PT10M", "PT2H, PT10M"})
  void longIntervalsHaveDeltasToo(Duration interval, Duration metrics) {
    lab.interval = Optional.of(interval);
    lab.pages(true, metrics);
    Duration apart = interval.compareTo(metrics) > 0 ? interval : metrics;
    pages(page(5, 0, 0.064, 0.001, 0));
    lab.round(apart);
    pages(page(5, 200, 0.064, 0.001, 0));
    InspectionOutcome outcome = lab.round(apart);
    assertThat(outcome.reason()).isEqualTo(Reasons.SLOW_FSYNC);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e300, -1e300, 1e12, -1e12, 0})
  void aStartThatCannotBeIsNotTold(double start) {
    lab.interval = Optional.empty();
    InspectionOutcome slow = after(page(start, 50, 0.064, 0.001, 0));
    assertThat(slow.reason()).isEqualTo(Reasons.SLOW_FSYNC);
    assertThat(slow.findings().get(0).message()).endsWith("of 1050 since its start");
  }

  @Test
  void whoLooksOnceIsToldOfTheTimeSinceTheMembersStarted() {
    lab.interval = Optional.empty();
    double started = lab.clock.instant().minus(Duration.ofHours(3)).getEpochSecond();

    InspectionOutcome slow = after(page(started, 50, 0.064, 0.001, 0));
    assertThat(slow.reason()).isEqualTo(Reasons.SLOW_FSYNC);
    assertThat(slow.findings().get(0).message()).endsWith("of 1050 since its start 3 h before");

    lab.forget();
    InspectionOutcome fast = after(page(started, 50, 0.001, 0.001, 0));
    assertThat(fast.reason()).isEqualTo(Reasons.DISK_NORMAL);
    assertThat(fast.message()).contains("since the members started");
    assertThat(value(fast, MeasurementNames.WAL_FSYNC_P99, "m2")).isPresent();
  }

  @Test
  void whoLooksOnceAtAYoungClusterIsNotToldToWait() {
    lab.interval = Optional.empty();
    String young = page(5, 0, 1, 1, 0).replaceAll(" 1000\\R", " 8\n");
    InspectionOutcome outcome = after(young);
    assertThat(outcome.reason()).isEqualTo(Reasons.TOO_FEW_SAMPLES);
    assertThat(outcome.message()).endsWith("fewer than 100 fsyncs since the members started");
  }

  @Test
  void aQuietClusterIsMeasuredOverALongerTime() {
    after(page(5, 0, 0.064, 0.001, 0));
    after(page(5, 40, 0.064, 0.001, 0));
    after(page(5, 80, 0.064, 0.001, 0));
    InspectionOutcome outcome = after(page(5, 120, 0.064, 0.001, 0));
    assertThat(outcome.reason()).isEqualTo(Reasons.SLOW_FSYNC);
    assertThat(outcome.findings().get(0).message()).contains("of 120 within 90 s");
  }

  @Test
  void aQuietClusterIsMeasuredInEachRound() {
    for (int i = 0; i < 60; i++) {
      InspectionOutcome outcome = after(page(5, 20 * i, 0.008, 0.016, 0));
      if (i >= 8) {
        assertThat(outcome.reason()).as("round %d", i).isEqualTo(Reasons.DISK_NORMAL);
      }
    }
  }

  @Test
  void whatWasSlowLongAgoIsForgotten() {
    after(page(5, 0, 0.5, 0.001, 0));
    assertThat(after(page(5, 200, 0.5, 0.001, 0)).reason()).isEqualTo(Reasons.SLOW_FSYNC);
    for (int i = 0; i < 11; i++) {
      lab.round();
    }
    assertThat(lab.round().reason()).isEqualTo(Reasons.TOO_FEW_SAMPLES);
  }

  @Test
  void aRestartedMemberBeginsAnew() {
    after(page(5, 0, 0.001, 0.001, 0));
    after(page(5, 500, 0.001, 0.001, 0));
    InspectionOutcome outcome = after(page(80, 10, 9, 9, 0));
    assertThat(outcome.reason()).isEqualTo(Reasons.TOO_FEW_SAMPLES);
    assertThat(outcome.measurements()).isEmpty();
    assertThat(after(page(80, 300, 0.001, 0.001, 0)).verdict()).isEqualTo(Verdict.PASSED);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, ", "3, 0, INFO", "9, 0, INFO", "10, 0, WARNING", "20, 1000, INFO"})
  void slowApplies(int slow, int more, Severity severity) {
    after(page(5, 0, 0.001, 0.001, 0));
    InspectionOutcome outcome = after(page(5, 150 + more, 0.001, 0.001, slow));
    if (severity == null) {
      assertThat(outcome.findings()).isEmpty();
    } else {
      assertThat(outcome.findings()).extracting(Finding::severity).containsOnly(severity);
      assertThat(outcome.findings()).extracting(Finding::id).contains("SlowApplies/m1");
    }
  }

  @Test
  void slowAppliesStayUntilThePageIsReadAnew() {
    lab.pages(true, Duration.ofMinutes(1));
    after(page(5, 0, 0.001, 0.001, 0));
    lab.round();
    for (int i = 1; i < 4; i++) {
      assertThat(after(page(5, 150 * i, 0.001, 0.001, 20 * i)).reason())
          .isEqualTo(Reasons.SLOW_APPLIES);
      assertThat(lab.round().reason()).as("the same page again").isEqualTo(Reasons.SLOW_APPLIES);
    }
    assertThat(lab.round().findings()).as("a page without more of them").isEmpty();
  }

  @Test
  void oneSlowDiskIsNamed() {
    after(page(5, 0, 0.001, 0.001, 0));
    pages(page(5, 200, 0.001, 0.001, 0));
    cluster.m(2).page = page(5, 0, 0.3, 0.001, 0);
    lab.round();
    cluster.m(2).page = page(5, 200, 0.3, 0.001, 0);
    InspectionOutcome outcome = lab.round();
    assertThat(outcome.findings()).extracting(Finding::member).containsExactly("m2");
    assertThat(outcome.message()).contains("m2", "faster disk");
  }

  @Test
  void aMissingPageIsUnknownForThatMemberOnly() {
    pages(page(5, 0, 0.001, 0.001, 0));
    cluster.m(3).page = null;
    lab.round();
    cluster.m(1).page = page(5, 200, 0.001, 0.001, 0);
    cluster.m(2).page = page(5, 200, 0.001, 0.001, 0);
    InspectionOutcome outcome = lab.round();
    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.message()).contains("2 of 3 members judged");
    assertThat(outcome.findings())
        .singleElement()
        .satisfies(f -> {
          assertThat(f.severity()).isEqualTo(Severity.UNKNOWN);
          assertThat(f.member()).isEqualTo("m3");
        });
  }

  @Test
  void withoutAnyPageItIsUnknown() {
    InspectionOutcome outcome = lab.round();
    assertThat(outcome.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(outcome.reason()).isEqualTo(Reasons.METRICS_UNAVAILABLE);
  }

  @Test
  void switchedOffItDoesNotApply() {
    lab.pages(false, Duration.ofSeconds(10));
    assertThat(lab.round().reason()).isEqualTo(Reasons.NOT_APPLICABLE);
  }

  @Test
  void whenNobodyAnswersItIsUnknown() {
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    assertThat(lab.round().reason()).isEqualTo(Reasons.CONNECTION_REFUSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4-full", "3.5-full", "3.6-full"})
  void recordedPagesOfEveryVersion(String version) throws IOException {
    String later = MetricsPageTest.anonymous(version);
    String earlier = MetricsPageTest.zeroed(later);
    pages(earlier);
    lab.round();
    pages(later);
    InspectionOutcome outcome = lab.round();
    assertThat(value(outcome, MeasurementNames.WAL_FSYNC_P99, "m1").orElseThrow())
        .isBetween(0.0001, 1.0);
    assertThat(value(outcome, MeasurementNames.BACKEND_COMMIT_P99, "m1"))
        .as("a commit for every 100 ms is too few")
        .isEmpty();
    assertThat(outcome.message()).contains("not known for backend commit");
  }
}
