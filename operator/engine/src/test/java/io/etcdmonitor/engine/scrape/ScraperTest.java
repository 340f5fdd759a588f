package io.etcdmonitor.engine.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.feature.Answering;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.engine.metricspage.MetricsPage;
import io.etcdmonitor.engine.metricspage.MetricsPageTest;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.Lab;
import io.etcdmonitor.etcd.FailureCause;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScraperTest {
  private final FakeCluster cluster = new FakeCluster(3);
  private final Reader reader = new Reader();
  private final Lab lab = new Lab(reader, cluster);

  /** Reads twice per round, as two features do. */
  private static final class Reader implements FeatureProvider {
    Scrape first;
    Scrape second;
    SampleHistory history;

    @Override
    public String name() {
      return "reader";
    }

    @Override
    public String description() {
      return "Reads.";
    }

    @Override
    public Duration defaultInterval() {
      return Duration.ofSeconds(10);
    }

    @Override
    public Set<SettingSpec> settings() {
      return Set.of();
    }

    @Override
    public InspectionOutcome inspect(InspectionContext context) {
      first = Scraper.of(context).read(context, Answering.members(context));
      second = Scraper.of(context).read(context, Answering.members(context));
      history = Scraper.of(context).history();
      return InspectionOutcome.unknown("", "");
    }
  }

  @ParameterizedTest
  @CsvSource({"0,4096", "3,4096", "8,4096", "16,2048", "128,256"})
  void thePagesOfAClusterShareWhatItMayTake(int members, int kib) {
    assertThat(Scraper.mostBytes(members)).isEqualTo(kib << 10);
  }

  static String page(double start, double committed, double fsyncs) {
    return """
    process_start_time_seconds %f
    process_cpu_seconds_total %f
    etcd_server_proposals_committed_total %f
    etcd_server_proposals_applied_total %f
    etcd_mvcc_db_total_size_in_bytes 1048576
    etcd_disk_wal_fsync_duration_seconds_bucket{le="0.001"} %f
    etcd_disk_wal_fsync_duration_seconds_bucket{le="+Inf"} %f
    etcd_network_active_peers{Local="a1",Remote="a2"} 1
    etcd_network_active_peers{Local="a1",Remote="gone"} 0
    etcd_network_known_peers{Local="a1",Remote="a2"} 1
    etcd_network_known_peers{Local="a1",Remote="gone"} 0
    etcd_network_peer_round_trip_time_seconds_sum{To="a2"} %f
    etcd_network_peer_round_trip_time_seconds_count{To="a2"} %f
    """
        .formatted(
            start,
            committed / 100,
            committed,
            committed,
            fsyncs,
            fsyncs,
            committed / 50,
            committed / 10);
  }

  private void pages(String page) {
    cluster.members.forEach(m -> m.page = page);
  }

  private Scrape.Page round(int seconds) {
    lab.round(Duration.ofSeconds(seconds));
    return reader.first.of("a1");
  }

  @Test
  void thePageOfAnotherMemberIsNotThisOnes() {
    cluster.members.forEach(m ->
        m.page =
            page(5, 100, 10)
                + "etcd_server_id{server_id=\"gone\"} 0\netcd_server_id{server_id=\"a1\"} 1\n");

    assertThat(round(10).sample()).isPresent();
    assertThat(reader.first.of("a2").sample()).isEmpty();
    assertThat(reader.first.of("a2").problem()).contains("that of member a1");
  }

  @Test
  void pagesAreReadOncePerIntervalHoweverManyAsk() {
    pages(page(5, 100, 10));
    lab.round(Duration.ofSeconds(1));
    assertThat(reader.second).isSameAs(reader.first);
    for (int i = 0; i < 30; i++) {
      lab.round(Duration.ofSeconds(1));
    }
    // 31 rounds within 30 seconds, each 10 s (a little early counts, rounds have jitter).
    assertThat(cluster.m(1).calls("page")).isEqualTo(4);
  }

  @Test
  void ratesComeFromTwoSamplesOfOneProcess() {
    pages(page(5, 100, 10));
    assertThat(round(10).delta()).isEmpty();
    pages(page(5, 600, 510));

    SampleDelta delta = round(10).delta().orElseThrow();

    assertThat(delta.passed()).isEqualTo(Duration.ofSeconds(10));
    assertThat(delta.increase(Series.COMMITTED)).hasValue(500);
    assertThat(delta.perSecond(500)).isEqualTo(50);
    assertThat(delta.histogram(Timings.WAL_FSYNC).orElseThrow().count()).isEqualTo(500);

    pages(page(99, 700, 600));
    assertThat(round(10).delta()).as("another process").isEmpty();
    pages(page(99, 20, 1));
    assertThat(round(10).delta()).as("counters went back").isEmpty();
  }

  @Test
  void ratesAreKnownHoweverRarelyPagesAreRead() {
    lab.pages(true, Duration.ofMinutes(10));
    pages(page(5, 100, 10));
    round(600);
    pages(page(5, 700, 10));
    assertThat(round(600).delta().orElseThrow().passed()).isEqualTo(Duration.ofMinutes(10));
    lab.pages(true, Duration.ofSeconds(10));
    assertThat(round(600).delta()).as("ten minutes are no rate of now here").isEmpty();
  }

  @Test
  void aPageThatFailsOnceIsMeasuredFromTheLastOne() {
    pages(page(5, 100, 10));
    round(10);
    cluster.m(1).hiccups.put("page", 1);
    Scrape.Page lost = round(10);
    assertThat(lost.sample()).isEmpty();
    assertThat(lost.problem()).contains("no answer");
    assertThat(reader.first.of("a2").sample()).isPresent();
    pages(page(5, 300, 10));
    assertThat(round(10).delta().orElseThrow().passed()).isEqualTo(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>404</html>", "\u0000\u0001{{{", "up 1\n"})
  void whatIsNotEtcdsPageIsSaidToBeNone(String text) {
    pages(text);
    assertThat(round(10).sample()).isEmpty();
    assertThat(reader.first.of("a1").problem()).isEqualTo("the page is not etcd's");
  }

  /** A page that was cut would make wrong sums. */
  @Test
  void aPageOfTooManySamplesIsNotReadByHalf() {
    pages(
        page(5, 100, 10)
            + "etcd_server_client_requests_total{client_api_version=\"3\"} 1\n"
                .repeat(Scraper.MAX_SAMPLES));
    assertThat(round(10).sample()).isEmpty();
    assertThat(reader.first.of("a1").problem()).contains("more than 20000 samples");
  }

  /** Clients name what they like; each name would be a time series of ours. */
  @Test
  void ofTheVersionsThatClientsNameOnlySomeAreToldApart() {
    pages(page(5, 100, 10) + clients(1_000, 100) + clients("3.5", 5_000));
    round(10);
    pages(page(5, 200, 10) + clients(1_001, 110) + clients("3.5", 5_050));
    Map<String, Double> clients = round(10).delta().orElseThrow().clients();
    assertThat(clients)
        .hasSize(Requests.MAX_CLIENT_VERSIONS + 1)
        .containsEntry("3.5", 50.0)
        .containsEntry("v0000", 10.0);
    assertThat(SampleDelta.total(clients)).isEqualTo(50.0 + 1_000 * 10 + 110);
    assertThat(SampleMeasurements.of("m1", sample(), reader.first.of("a1").delta()))
        .filteredOn(m -> m.name().equals(MeasurementNames.CLIENT_REQUEST_RATE))
        .hasSize(Requests.MAX_CLIENT_VERSIONS + 1);
  }

  /** It had been counted with the others: none of that happened since. */
  @Test
  void aVersionThatIsToldApartFromNowOnHasNotJustBegun() {
    pages(page(5, 100, 10) + clients(100, 100) + clients("new", 90));
    round(10);
    pages(page(5, 200, 10) + clients(100, 100) + clients("new", 120));
    Map<String, Double> clients = round(10).delta().orElseThrow().clients();
    assertThat(clients).doesNotContainKey("new").containsEntry("other", 30.0);
    pages(page(5, 300, 10) + clients(100, 100) + clients("new", 125));
    assertThat(round(10).delta().orElseThrow().clients())
        .containsEntry("new", 5.0)
        .containsEntry("other", 0.0);
  }

  @Test
  void fewVersionsAreAllToldApart() {
    pages(page(5, 100, 10) + clients(20, 100));
    round(10);
    pages(page(5, 200, 10) + clients(20, 101));
    assertThat(round(10).delta().orElseThrow().clients())
        .hasSize(20)
        .doesNotContainKey("other")
        .containsEntry("v0019", 1.0);
  }

  /** Each kind is some time series of ours, each peer three. */
  @Test
  void morePartsThanAnEtcdCanHaveAreNotReadOut() {
    pages(page(5, 100, 10) + numbered("grpc_server_handled_total{grpc_type=\"unary\",grpc_method"));
    assertThat(round(10).sample()).isEmpty();
    assertThat(reader.first.of("a1").problem()).isEqualTo("the page is not etcd's");

    pages(page(5, 100, 10) + numbered("etcd_http_received_total{method"));
    assertThat(round(10).sample()).isEmpty();

    pages(page(5, 100, 10) + numbered("etcd_network_active_peers{Local=\"a1\",Remote"));
    assertThat(round(10).sample().orElseThrow().peers()).hasSize(Peer.MOST).containsKey("a2");
  }

  /** Counters of ours: the metrics library takes none below zero. */
  @Test
  void whatIsCountedBelowZeroIsNotTold() {
    pages(page(5, 100, 10) + "etcd_network_peer_sent_failures_total{To=\"a2\"} -1\n");
    assertThat(SampleMeasurements.of("m1", round(10).sample().orElseThrow(), Optional.empty()))
        .isNotEmpty()
        .allMatch(m -> m.value() >= 0);
  }

  /** The kind that fails most is named in Events, messages and the log. */
  @Test
  void whatPagesNameStaysInItsLine() {
    String evil = "Put\\n2026-11-23 ERROR forged\u001b[2J";
    String counted =
        "grpc_server_handled_total{grpc_type=\"unary\",grpc_code=\"Internal\",grpc_method=\"%s\"}"
            + " %d\n";
    pages(page(5, 100, 10) + counted.formatted(evil, 1) + clients(evil, 1));
    round(10);
    pages(page(5, 200, 10) + counted.formatted(evil, 9) + clients(evil, 9));
    SampleDelta delta = round(10).delta().orElseThrow();
    String clean = "Put 2026-11-23 ERROR forged [2J";
    assertThat(delta.handled()).containsOnlyKeys(clean);
    assertThat(delta.errors()).containsOnlyKeys(clean);
    assertThat(delta.clients()).containsOnlyKeys(clean);
  }

  private static String numbered(String metric) {
    return IntStream.range(0, 1_000)
        .mapToObj(i -> "%s=\"x%d\"} 1\n".formatted(metric, i))
        .collect(Collectors.joining());
  }

  private MemberSample sample() {
    return reader.first.of("a1").sample().orElseThrow();
  }

  private static String clients(int versions, int requests) {
    return IntStream.range(0, versions)
        .mapToObj(i -> clients("v%04d".formatted(i), requests))
        .collect(Collectors.joining());
  }

  private static String clients(String version, int requests) {
    return "etcd_server_client_requests_total{client_api_version=\"%s\",type=\"unary\"} %d\n"
        .formatted(version, requests);
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureCause.class,
      names = {"PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "TIMEOUT", "TLS_UNTRUSTED"})
  void aPageThatCannotBeReadKeepsItsReason(FailureCause cause) {
    pages(page(5, 100, 10));
    cluster.m(1).failing.put("page", cause);
    assertThat(round(10).failure().orElseThrow().cause()).isEqualTo(cause);
    assertThat(reader.first.read()).isEqualTo(2);
  }

  @Test
  void peersThatWereRemovedAreLeftOutAndTheRoundTripIsTheLatest() {
    pages(page(5, 100, 10));
    Peer first = round(10).sample().orElseThrow().peers().get("a2");
    assertThat(first.active()).isEqualTo(1);
    assertThat(first.latestRoundTrip()).as("since when, nobody knows").isEmpty();
    assertThat(reader.first.of("a1").sample().orElseThrow().peers()).containsOnlyKeys("a2");
    pages(page(5, 200, 10));
    assertThat(round(10).sample().orElseThrow().peers().get("a2").latestRoundTrip()).hasValue(0.2);
    for (int i = 0; i < 7; i++) {
      assertThat(round(10).sample().orElseThrow().peers().get("a2").latestRoundTrip())
          .hasValue(0.2);
    }
    assertThat(round(10).sample().orElseThrow().peers().get("a2").latestRoundTrip()).isEmpty();
  }

  @Test
  void theRecentPastIsKeptAndNoMore() {
    for (int i = 0; i < SampleHistory.CAPACITY + 100; i++) {
      pages(page(5, 100 + 50.0 * i, 10));
      round(10);
    }
    List<SampleHistory.Point> rate =
        reader.history.values("a1", SampleHistory.Column.PROPOSAL_RATE);
    assertThat(rate)
        .as("three members share what is kept of a cluster")
        .hasSizeBetween(SampleHistory.CAPACITY / 3 - 50, SampleHistory.CAPACITY / 3 + 25)
        .allMatch(p -> p.value() == 5);
    Instant last = rate.get(rate.size() - 1).time();
    assertThat(rate.get(0).time()).isEqualTo(last.minusSeconds(10 * (rate.size() - 1L)));
    assertThat(reader.history.members()).containsExactlyInAnyOrder("a1", "a2", "a3");
    assertThat(reader.history.values("a1", SampleHistory.Column.DB_SIZE).get(0).value())
        .isEqualTo(1_048_576);
    assertThat(reader.history.values("a1", SampleHistory.Column.WATCHERS)).isEmpty();
    assertThat(reader.history.values("nobody", SampleHistory.Column.WATCHERS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4-full", "3.5-full", "3.6-full"})
  void everySeriesIsOnTheRecordedPages(String version) throws IOException {
    MetricsPage text =
        MetricsPage.parse(MetricsPageTest.recorded(version), MemberSample::wanted, 20_000);
    MemberSample sample = MemberSample.of(text, Instant.EPOCH, Optional.empty()).orElseThrow();
    for (Series series : Series.values()) {
      boolean later = version.startsWith("3.4") && series == Series.COMPACTION_LAST;
      assertThat(sample.value(series).isPresent()).as(series.metric()).isEqualTo(!later);
    }
    assertThat(sample.histogram(Timings.WAL_FSYNC).orElseThrow().count()).isGreaterThan(100);
    assertThat(sample.histogram(Timings.BACKEND_COMMIT).orElseThrow().count()).isPositive();
    assertThat(sample.histogram(Timings.WRITES).isPresent()).isEqualTo(version.startsWith("3.6"));
    assertThat(sample.peers()).hasSize(2).allSatisfy((id, p) -> assertThat(p.active()).isOne());
  }
}
