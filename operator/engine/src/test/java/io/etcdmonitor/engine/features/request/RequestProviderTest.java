package io.etcdmonitor.engine.features.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.metricspage.MetricsPageTest;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.FakeMember;
import io.etcdmonitor.engine.testing.Lab;
import io.etcdmonitor.etcd.FailureCause;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestProviderTest {
  private static final Duration TEN = Duration.ofSeconds(10);

  private final FakeCluster cluster = new FakeCluster(3);
  private final Lab lab = new Lab(new RequestProvider(), cluster);

  private static String page(double start, int puts, int failedPuts, int pending, int failed) {
    return """
    process_start_time_seconds %f
    grpc_server_handled_total{grpc_code="OK",grpc_method="Put",grpc_type="unary"} %d
    grpc_server_handled_total{grpc_code="ResourceExhausted",grpc_method="Put",grpc_type="unary"} %d
    grpc_server_handled_total{grpc_code="Unavailable",grpc_method="Watch",grpc_type="bidi_stream"} 900
    grpc_server_handled_total{grpc_code="OK",grpc_method="Compact",grpc_type="unary"} 0
    etcd_server_proposals_committed_total 100
    etcd_server_proposals_pending %d
    etcd_server_proposals_failed_total %d
    etcd_debugging_mvcc_watcher_total 7
    """
        .formatted(start, puts, failedPuts, pending, failed);
  }

  private void pages(String page) {
    cluster.members.forEach(m -> m.page = page);
  }

  private static Optional<Double> value(
      InspectionOutcome outcome, String name, String member, String label) {
    return outcome.measurements().stream()
        .filter(m -> m.name().equals(name) && m.member().equals(member) && m.label().equals(label))
        .map(Measurement::value)
        .findFirst();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4-basic", "3.5-basic", "3.6-extensive"})
  void recordedPagesOfEveryVersion(String version) throws IOException {
    pages(MetricsPageTest.anonymous(version));
    InspectionOutcome outcome = lab.round(TEN);
    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.reason()).isEqualTo(Reasons.TOO_FEW_SAMPLES);
    assertThat(outcome.message()).contains("first time");
    assertThat(value(outcome, MeasurementNames.REQUEST_RATE, "m1", "Put")).isEmpty();
    assertThat(value(outcome, MeasurementNames.PROPOSALS_PENDING, "m1", "")).contains(0.0);
    assertThat(value(outcome, MeasurementNames.WATCHERS, "m1", "")).isPresent();

    outcome = lab.round(TEN);

    assertThat(outcome.reason()).isEqualTo(Reasons.REQUESTS_NORMAL);
    assertThat(value(outcome, MeasurementNames.REQUEST_RATE, "m1", "Put")).contains(0.0);
    assertThat(value(outcome, MeasurementNames.REQUEST_RATE, "m1", "Defragment")).isEmpty();
  }

  @Test
  void ratesAndErrorsPerKindOfRequest() {
    pages(page(5, 1000, 0, 3, 0));
    lab.round(TEN);
    pages(page(5, 1090, 10, 3, 0));

    InspectionOutcome outcome = lab.round(TEN);

    assertThat(value(outcome, MeasurementNames.REQUEST_RATE, "m1", "Put")).contains(10.0);
    assertThat(value(outcome, MeasurementNames.REQUEST_ERROR_RATE, "m1", "Put")).contains(1.0);
    assertThat(value(outcome, MeasurementNames.REQUEST_RATE, "m1", "Watch")).isEmpty();
    assertThat(value(outcome, MeasurementNames.REQUEST_RATE, "m1", "Compact")).isEmpty();
    assertThat(outcome.reason()).isEqualTo(Reasons.HIGH_ERROR_RATE);
    assertThat(outcome.findings().get(0).value()).isEqualTo("10 %");
    assertThat(outcome.findings().get(0).message()).contains("100 requests", "Put");
  }

  /** Lists and statuses, of all members since the last look. */
  private long questions() {
    long asked =
        cluster.members.stream().mapToLong(m -> m.calls("status") + m.calls("memberList")).sum();
    cluster.members.forEach(m -> m.calls.clear());
    return asked;
  }

  @Test
  void whilePagesComeNobodyIsAskedForWhatARecentRoundKnows() {
    pages(page(5, 1000, 0, 0, 0));
    lab.round(TEN);
    assertThat(questions()).isPositive();

    for (int i = 0; i < 4; i++) {
      assertThat(lab.round(TEN).verdict()).isEqualTo(Verdict.PASSED);
      assertThat(questions()).isZero();
    }
    lab.round(TEN);
    assertThat(questions()).as("after 50 s").isPositive();

    cluster.m(2).down = Optional.of(FailureCause.CONNECTION_REFUSED);
    InspectionOutcome outcome = lab.round(TEN);
    assertThat(questions()).as("a page is missing").isPositive();
    assertThat(value(outcome, MeasurementNames.PROPOSALS_PENDING, "m1", "")).isPresent();
    assertThat(value(outcome, MeasurementNames.PROPOSALS_PENDING, "m2", "")).isEmpty();
    lab.round(TEN);
    assertThat(questions()).as("a member is in doubt").isPositive();
  }

  @Test
  void fewRequestsMakeNoErrorRate() {
    pages(page(5, 1000, 0, 0, 0));
    lab.round(TEN);
    pages(page(5, 1000, 5, 0, 0));
    assertThat(lab.round(TEN).verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void aRestartedMemberHasNoRatesForOneRun() {
    pages(page(5, 1000, 0, 0, 0));
    lab.round(TEN);
    pages(page(99, 2000, 0, 0, 0));
    assertThat(value(lab.round(TEN), MeasurementNames.REQUEST_RATE, "m1", "Put")).isEmpty();
    pages(page(99, 10, 0, 0, 0));
    assertThat(value(lab.round(TEN), MeasurementNames.REQUEST_RATE, "m1", "Put")).isEmpty();
    pages(page(99, 30, 0, 0, 0));
    assertThat(value(lab.round(TEN), MeasurementNames.REQUEST_RATE, "m1", "Put")).contains(2.0);
  }

  /**
   * Seconds by which each member's clock is ahead of ours, and who is told of; the limit is 5 s.
   * Whole seconds are read, and the answers take different times.
   */
  @ParameterizedTest
  @CsvSource({
    "0 0 0, ''",
    "0 0 60, m3 ahead",
    "-60 0 0, m1 behind",
    "0.9 -0.9 2.9, ''",
    // Ours is wrong, and one of theirs.
    "3600 3600 3600, ''",
    "3600 3600 3540, m3 behind",
    // Ours decides between two, and between two and two; of one nobody knows.
    "0 30, m2 ahead",
    "600, ''",
    "0 0 90 90, m3 ahead m4 ahead",
  })
  void aClockFarFromTheOthersIsToldAndOursDoesNotMatter(String ahead, String expected) {
    String[] seconds = ahead.split(" ");
    FakeCluster some = new FakeCluster(seconds.length);
    Lab here = new Lab(new RequestProvider(), some);
    for (int i = 0; i < seconds.length; i++) {
      long millis = Math.round(Double.parseDouble(seconds[i]) * 1000);
      FakeMember member = some.members.get(i);
      member.page = page(5, 0, 0, 0, 0);
      member.latency = Duration.ofMillis(600L * i);
      member.date = () -> Optional.of(here.clock.instant().plusMillis(millis));
    }

    InspectionOutcome outcome = here.round(TEN);

    assertThat(
            outcome.findings().stream()
                .filter(f -> f.reason().equals(Reasons.CLOCK_SKEW))
                .map(f -> f.member() + (f.message().contains("behind") ? " behind" : " ahead"))
                .sorted()
                .collect(Collectors.joining(" ")))
        .isEqualTo(expected);
    assertThat(outcome.verdict()).isEqualTo(expected.isEmpty() ? Verdict.PASSED : Verdict.WARNING);
  }

  /** What a header can say. */
  @Test
  void aClockThatIsThousandsOfYearsOffIsToldToo() {
    pages(page(5, 0, 0, 0, 0));
    cluster.members.forEach(m -> m.date = () -> Optional.of(lab.clock.instant()));
    cluster.m(2).date = () -> Optional.of(Instant.parse("9999-12-31T23:59:59Z"));
    InspectionOutcome outcome = lab.round(TEN);
    assertThat(outcome.reason()).isEqualTo(Reasons.CLOCK_SKEW);
    assertThat(outcome.message()).contains("member m2").containsPattern("about \\d{7} days ahead");
  }

  @Test
  void aClockIsToldInStepsAndMeasuredInSeconds() {
    pages(page(5, 0, 0, 0, 0));
    cluster.members.forEach(m -> m.date = () -> Optional.of(lab.clock.instant()));
    cluster.m(2).date = () -> Optional.of(lab.clock.instant().plusSeconds(61));

    InspectionOutcome outcome = lab.round(TEN);

    assertThat(outcome.message())
        .startsWith("the clock of member m2 is about 60 s ahead of those of the other members");
    assertThat(value(outcome, MeasurementNames.CLOCK_SKEW, "m2", "")).contains(61.0);
    assertThat(value(outcome, MeasurementNames.CLOCK_SKEW, "m1", "")).contains(0.0);
    cluster.m(2).latency = Duration.ofSeconds(3);
    assertThat(lab.round(TEN).verdict())
        .as("too slow an answer tells no time")
        .isEqualTo(Verdict.PASSED);
  }

  @Test
  void pendingAndFailedProposals() {
    pages(page(5, 0, 0, 101, 0));
    assertThat(lab.round(TEN).reason()).isEqualTo(Reasons.PROPOSALS_PENDING);
    pages(page(5, 0, 0, 100, 4));
    assertThat(lab.round(TEN).verdict()).isEqualTo(Verdict.PASSED);
    pages(page(5, 0, 0, 100, 9));
    assertThat(lab.round(TEN).reason()).isEqualTo(Reasons.PROPOSALS_FAILED);
  }

  @Test
  void withoutPagesStatusTellsWhatItCanAndTheResultSaysSo() {
    lab.round(TEN);

    InspectionOutcome outcome = lab.round(TEN);

    assertThat(outcome.verdict()).as("nobody saw whether requests fail").isEqualTo(Verdict.UNKNOWN);
    assertThat(outcome.reason()).isEqualTo(Reasons.METRICS_UNAVAILABLE);
    assertThat(outcome.message())
        .contains("only the rate of proposals", "metrics of member m1 cannot", "metrics.port");
    assertThat(outcome.findings())
        .hasSize(3)
        .allMatch(f -> f.severity() == Severity.UNKNOWN)
        .extracting(Finding::id)
        .contains("MetricsUnavailable/m1");
    assertThat(value(outcome, MeasurementNames.PROPOSAL_RATE, "m1", "")).contains(0.0);
    assertThat(value(outcome, MeasurementNames.PROBE_LATENCY, "m1", "")).contains(0.002);
    assertThat(value(outcome, MeasurementNames.WATCHERS, "m1", "")).isEmpty();
  }

  @Test
  void aPageThatIsNotEtcdsIsNone() {
    pages("<html>hello</html>");
    InspectionOutcome outcome = lab.round(TEN);
    assertThat(outcome.reason()).isEqualTo(Reasons.METRICS_UNAVAILABLE);
    assertThat(outcome.findings().get(0).message()).contains("not etcd's");
  }

  @Test
  void itRunsAsOftenAsPagesAreRead() {
    RequestProvider request = new RequestProvider();
    assertThat(request.defaultInterval(MetricsAccess.DEFAULT)).isEqualTo(TEN);
    MetricsAccess rare = MetricsAccess.DEFAULT.every(Duration.ofMinutes(1));
    assertThat(request.defaultInterval(rare)).isEqualTo(Duration.ofMinutes(1));
    MetricsAccess off =
        new MetricsAccess(false, rare.scheme(), rare.port(), rare.path(), rare.interval());
    assertThat(request.defaultInterval(off)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void metricsSwitchedOffAreNotRead() {
    pages(page(5, 1, 0, 0, 0));
    lab.pages(false, TEN);

    InspectionOutcome outcome = lab.round(TEN);

    assertThat(outcome.findings()).extracting(Finding::id).containsExactly("MetricsUnavailable");
    assertThat(outcome.verdict()).as("its owner wants it so").isEqualTo(Verdict.PASSED);
    assertThat(cluster.m(1).calls("page")).isZero();
  }

  /** The first with --metrics=extensive only, the second always, but from 3.7 on. */
  @ParameterizedTest
  @CsvSource({
    "grpc_server_handling_seconds, grpc_method, Range, Txn, LeaseGrant",
    "etcd_server_request_duration_seconds, type, ReadonlyTxn, Put, LeaseRevoke"
  })
  void latenciesAreThoseThatServersMeasured(
      String metric, String label, String read, String write, String neither) {
    pages(timed(metric, label, read, write, neither, 0));
    assertThat(value(lab.round(TEN), MeasurementNames.WRITE_LATENCY, "", "p50")).isEmpty();
    pages(timed(metric, label, read, write, neither, 100));
    InspectionOutcome outcome = lab.round(TEN);
    assertThat(value(outcome, MeasurementNames.READ_LATENCY, "", "p50")).contains(0.006);
    assertThat(value(outcome, MeasurementNames.WRITE_LATENCY, "", "p50")).contains(0.024);
    assertThat(value(outcome, MeasurementNames.WRITE_LATENCY, "", "p99").orElse(0.0))
        .isBetween(0.031, 0.032);
    assertThat(value(lab.round(TEN), MeasurementNames.READ_LATENCY, "", "p50"))
        .as("nothing was asked for since")
        .isEmpty();
  }

  private static String timed(
      String metric, String label, String read, String write, String neither, int number) {
    return page(5, 1, 0, 0, 0)
        + buckets(metric, label, read, 0.004, number)
        + buckets(metric, label, write, 0.016, number)
        + buckets(metric, label, neither, 1, number);
  }

  /** So many took longer than this and at most twice as long. */
  private static String buckets(
      String metric, String label, String what, double longerThan, int number) {
    return """
    %1$s_bucket{%2$s="%3$s",le="%4$s"} 0
    %1$s_bucket{%2$s="%3$s",le="%5$s"} %6$d
    %1$s_bucket{%2$s="%3$s",le="+Inf"} %6$d
    """
        .formatted(metric, label, what, longerThan, 2 * longerThan, number);
  }

  /** etcd before 3.6 keeps their series and has no etcd_network_known_peers. */
  @Test
  void peersThatWereRemovedAreNotToldOf() {
    pages(
        page(5, 1, 0, 0, 0)
            + """
            etcd_network_active_peers{Local="a1",Remote="a2"} 1
            etcd_network_active_peers{Local="a1",Remote="a99"} 0
            etcd_network_peer_sent_failures_total{To="a99"} 7
            """);
    InspectionOutcome outcome = lab.round(TEN);
    assertThat(value(outcome, MeasurementNames.PEER_ACTIVE, "m1", "a2")).contains(1.0);
    assertThat(outcome.measurements()).extracting(Measurement::label).doesNotContain("a99");
  }

  @Test
  void keysUnderPrefixesAreCountedByTheLeader() {
    pages(page(5, 1, 0, 0, 0));
    for (int i = 0; i < 12; i++) {
      cluster.keys.put("/a/" + i, 1L);
    }
    cluster.elect(1);
    lab.settings.put(RequestProvider.PREFIXES, " /a/ , /b/");

    InspectionOutcome outcome = lab.round(TEN);

    assertThat(value(outcome, MeasurementNames.KEYS, "", "/a/")).contains(12.0);
    assertThat(value(outcome, MeasurementNames.KEYS, "", "/b/")).contains(0.0);
    assertThat(cluster.m(2).calls("count")).isEqualTo(2);

    cluster.m(2).failing.put("count", FailureCause.PERMISSION_DENIED);
    outcome = lab.round(TEN);
    assertThat(value(outcome, MeasurementNames.KEYS, "", "/a/")).isEmpty();
    assertThat(outcome.findings()).extracting(Finding::id).contains("KeysNotCounted:/a/");
  }

  @Test
  void whenNobodyAnswersItIsUnknown() {
    lab.round(TEN);
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    InspectionOutcome outcome = lab.round(TEN);
    assertThat(outcome.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(outcome.reason()).isEqualTo(Reasons.CONNECTION_REFUSED);
  }

  @Test
  void aMemberWithoutAPageDoesNotHideTheOthers() {
    pages(page(5, 1, 0, 0, 0));
    FakeMember blind = cluster.m(3);
    blind.page = null;
    InspectionOutcome outcome = lab.round(TEN);
    assertThat(outcome.reason()).isEqualTo(Reasons.TOO_FEW_SAMPLES);
    assertThat(outcome.message()).contains("2 of 3 pages");
    assertThat(outcome.findings()).extracting(Finding::member).containsExactly("m3");
  }
}
