package io.etcdmonitor.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.app.FakeClock;
import io.etcdmonitor.app.FakeEngine;
import io.etcdmonitor.app.Sightings;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Findings;
import io.etcdmonitor.engine.feature.LatencyWindow;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsTest {
  private static final ClusterKey ORDERS = Sightings.key("orders");

  private final FakeClock clock = new FakeClock();
  private final FakeEngine engine = new FakeEngine(clock);
  private final Map<ClusterKey, List<ConfigurationProblem>> problems = new HashMap<>();
  private final Metrics metrics = new Metrics(engine, () -> problems, clock);

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void aHealthyClusterHasItsRows() {
    watch(ORDERS, "healthy");
    engine.publish(Sightings.healthy(ORDERS, clock.instant(), "m0", "m1", "m2"));

    assertRow(
        "etcd_monitor_cluster_health{cluster=\"orders\",namespace=\"team-a\",state=\"Healthy\"}"
            + " 1.0");
    assertRow(
        "etcd_monitor_cluster_health{cluster=\"orders\",namespace=\"team-a\",state=\"Critical\"}"
            + " 0.0");
    assertRow(
        "etcd_monitor_member_state{cluster=\"orders\",member=\"m1\",namespace=\"team-a\",state=\"Healthy\"}"
            + " 1.0");
    assertRow(
        "etcd_monitor_member_role{cluster=\"orders\",member=\"m1\",namespace=\"team-a\",role=\"Follower\"}"
            + " 1.0");
    assertRow("etcd_monitor_cluster_suspended{cluster=\"orders\",namespace=\"team-a\"} 0.0");
    assertRow("etcd_monitor_quorum_can_lose{cluster=\"orders\",namespace=\"team-a\"} 1.0");
    assertRow("etcd_monitor_leader_changes_total{cluster=\"orders\",namespace=\"team-a\"} 4.0");
    assertRow(
        "etcd_monitor_database_size_bytes{cluster=\"orders\",member=\"m2\",namespace=\"team-a\"}"
            + " 20480.0");
    assertRow(
        "etcd_monitor_database_quota_bytes{cluster=\"orders\",member=\"m2\",namespace=\"team-a\"}"
            + " 2.147483648E9");
    assertRow(
        "etcd_monitor_applied_lag{cluster=\"orders\",member=\"m0\",namespace=\"team-a\"} 2.0");
    assertRow(
        "etcd_monitor_certificate_not_after_seconds{cluster=\"orders\",member=\"m0\",namespace=\"team-a\"}"
            + " 1.7987616E9");
    assertRow(
        "etcd_monitor_probe_latency_seconds_count{cluster=\"orders\",namespace=\"team-a\"} 3");
    assertRow(
        "etcd_monitor_probe_latency_seconds_bucket{cluster=\"orders\",namespace=\"team-a\",le=\"0.005\"}"
            + " 3");
    assertRow(
        "etcd_monitor_probe_latency_seconds_bucket{cluster=\"orders\",namespace=\"team-a\",le=\"0.0025\"}"
            + " 0");
    assertRow(inspection("etcd_monitor_inspection_verdict", ",verdict=\"Passed\"", "1.0"));
    assertRow(inspection("etcd_monitor_inspection_runs_total", ",result=\"passed\"", "1.0"));
    assertRow(inspection("etcd_monitor_inspection_duration_seconds", "", "0.04"));
    assertRow("etcd_cluster_healthy{cluster=\"orders\",namespace=\"team-a\"} 1.0");
    assertRow("etcd_cluster_has_leader{cluster=\"orders\",namespace=\"team-a\"} 1.0");
    assertRow("etcd_cluster_member_count{cluster=\"orders\",namespace=\"team-a\"} 3.0");
    assertRow("etcd_cluster_quorum_size{cluster=\"orders\",namespace=\"team-a\"} 2.0");
    assertRow(
        "etcd_request_read_latency_p99_milliseconds{cluster=\"orders\",namespace=\"team-a\"} 4.0");
    assertRow("etcd_monitor_scheduler_lag_seconds 1.5");
    assertRow("etcd_monitor_scheduler_queue_length 2.0");
    assertRow("etcd_monitor_leader 1.0");
  }

  @Test
  void anOutageIsZeroAndNothingOfBeforeIsLeft() {
    watch(ORDERS, "healthy");
    engine.publish(Sightings.healthy(ORDERS, clock.instant(), "m0", "m1", "m2"));
    clock.advance(LatencyWindow.SPAN.plusSeconds(1));
    engine.publish(Sightings.outage(ORDERS, clock.instant(), "m0", "m1", "m2"));

    assertRow("etcd_cluster_healthy{cluster=\"orders\",namespace=\"team-a\"} 0.0");
    assertRow("etcd_cluster_has_leader{cluster=\"orders\",namespace=\"team-a\"} 0.0");
    assertRow(
        "etcd_monitor_cluster_health{cluster=\"orders\",namespace=\"team-a\",state=\"Critical\"}"
            + " 1.0");
    assertRow("etcd_monitor_quorum_can_lose{cluster=\"orders\",namespace=\"team-a\"} -2.0");
    assertRow(
        "etcd_monitor_member_state{cluster=\"orders\",member=\"m1\",namespace=\"team-a\",state=\"Unreachable\"}"
            + " 1.0");
    assertThat(scrape())
        .doesNotContainPattern("(?m)^etcd_cluster_member_count")
        .doesNotContainPattern("(?m)^etcd_cluster_quorum_size")
        .doesNotContainPattern("(?m)^etcd_mvcc_db")
        .doesNotContainPattern("(?m)^etcd_monitor_database")
        .doesNotContainPattern("(?m)^etcd_monitor_applied_lag")
        .doesNotContainPattern("(?m)^etcd_monitor_member_probe_latency")
        .doesNotContainPattern("(?m)^etcd_monitor_certificate")
        .doesNotContainPattern("(?m)^etcd_request_read_latency");
  }

  @ParameterizedTest
  @CsvSource({
    "'', false, absent, never found",
    "HEALTHY HEALTHY HEALTHY, false, absent, only root may ask for a status",
    "HEALTHY HEALTHY UNREACHABLE, false, absent, likewise",
    "HEALTHY UNKNOWN UNKNOWN, false, absent, two could not be looked at",
    "UNHEALTHY UNHEALTHY UNHEALTHY, false, 0.0, all answer and none serves",
    "HEALTHY UNREACHABLE UNREACHABLE, false, 0.0, quorum is lost",
    "UNHEALTHY UNHEALTHY UNHEALTHY, true, 1.0, a leader that does not serve",
    "HEALTHY UNKNOWN UNKNOWN, true, 1.0, one names a leader",
  })
  void withoutALeaderIsOnlyWhoWasSeenWithoutQuorum(
      String states, boolean leaderNamed, String value, String why) {
    watch(ORDERS, "healthy");
    MemberState[] members =
        Pattern.compile("[A-Z_]+")
            .matcher(states)
            .results()
            .map(state -> MemberState.valueOf(state.group()))
            .toArray(MemberState[]::new);
    engine.publish(Sightings.seen(ORDERS, clock.instant(), leaderNamed, members));

    assertThat(scrape()).contains("etcd_cluster_leader_changes_total{");
    if (value.equals("absent")) {
      assertThat(scrape()).as(why).doesNotContainPattern("(?m)^etcd_cluster_has_leader");
    } else {
      assertRow("etcd_cluster_has_leader{cluster=\"orders\",namespace=\"team-a\"} " + value);
    }
  }

  @Test
  void whatIsOutOfDateIsNotSaidAnyMore() {
    watch(ORDERS, "healthy");
    engine.publish(Sightings.healthy(ORDERS, clock.instant(), "m0", "m1", "m2"));
    clock.advance(Sightings.INTERVAL.multipliedBy(3).plus(Sightings.TIMEOUT));
    assertRow("etcd_cluster_healthy{cluster=\"orders\",namespace=\"team-a\"} 1.0");
    clock.advance(Duration.ofSeconds(1));

    assertRow(
        "etcd_monitor_cluster_health{cluster=\"orders\",namespace=\"team-a\",state=\"Unknown\"}"
            + " 1.0");
    assertRow(inspection("etcd_monitor_inspection_verdict", ",verdict=\"Unknown\"", "1.0"));
    assertRow(inspection("etcd_monitor_inspection_verdict", ",verdict=\"Passed\"", "0.0"));
    assertThat(scrape())
        .contains("etcd_monitor_inspection_last_run_timestamp_seconds{")
        .doesNotContainPattern("(?m)^etcd_cluster_healthy")
        .doesNotContainPattern("(?m)^etcd_cluster_has_leader")
        .doesNotContainPattern("(?m)^etcd_monitor_member_state")
        .doesNotContainPattern("(?m)^etcd_monitor_inspection_duration")
        .doesNotContainPattern("(?m)^etcd_monitor_quorum_can_lose");
  }

  @Test
  void whatIsFoundHasARowUntilItIsFoundNoMore() {
    watch(ORDERS, "request");
    Findings slow = Findings.finding(Severity.WARNING, Reasons.HIGH_LATENCY, "m1 is slow");
    engine.publish(
        Sightings.found(
            ORDERS,
            "request",
            clock.instant(),
            slow.member("m1").at(clock.instant()),
            Findings.finding(Severity.CRITICAL, Reasons.QUORUM_LOST, "gone").at(clock.instant())));
    assertRow(
        "etcd_monitor_inspection_finding{cluster=\"orders\",feature=\"request\","
            + "inspection=\"orders-request\",member=\"m1\",namespace=\"team-a\","
            + "reason=\"HighLatency\",severity=\"warning\"} 1.0");
    assertRow(
        "etcd_monitor_inspection_finding{cluster=\"orders\",feature=\"request\","
            + "inspection=\"orders-request\",member=\"\",namespace=\"team-a\","
            + "reason=\"QuorumLost\",severity=\"critical\"} 1.0");

    engine.publish(Sightings.measured(ORDERS, "request", clock.instant()));
    assertThat(scrape()).doesNotContainPattern("(?m)^etcd_monitor_inspection_finding");

    engine.publish(Sightings.found(ORDERS, "request", clock.instant(), slow.at(clock.instant())));
    assertThat(scrape()).containsPattern("(?m)^etcd_monitor_inspection_finding");
    clock.advance(Sightings.INTERVAL.multipliedBy(3).plus(Sightings.TIMEOUT).plusSeconds(1));
    assertThat(scrape()).doesNotContainPattern("(?m)^etcd_monitor_inspection_finding");
  }

  @Test
  void whatAnInspectionFoundThatRunsOnceIsNotToldForEver() {
    InspectionSpec repeated = Sightings.spec(ORDERS, "request");
    engine.watch(Sightings.cluster(ORDERS));
    engine.inspect(
        new InspectionSpec(
            repeated.key(),
            repeated.feature(),
            Optional.empty(),
            repeated.timeout(),
            repeated.settings(),
            false));
    engine.publish(
        Sightings.found(
            ORDERS,
            "request",
            clock.instant(),
            Findings.finding(Severity.WARNING, Reasons.HIGH_LATENCY, "slow").at(clock.instant())));
    assertThat(scrape())
        .containsPattern("(?m)^etcd_monitor_inspection_duration")
        .doesNotContainPattern("(?m)^etcd_monitor_inspection_finding");
  }

  @Test
  void aClusterThatIsRemovedLeavesNothingBehindEvenWhenALateResultComes() {
    ClusterKey other = Sightings.key("other");
    watch(ORDERS, "healthy");
    watch(other, "healthy");
    engine.publish(Sightings.healthy(ORDERS, clock.instant(), "m0"));
    engine.publish(Sightings.healthy(other, clock.instant(), "m0"));
    assertThat(scrape()).contains("cluster=\"orders\"").contains("cluster=\"other\"");
    ResultTally tally = (ResultTally) metrics.listener();
    int before = tally.size();

    engine.unwatch(ORDERS);
    engine.late(
        Sightings.spec(ORDERS, "healthy"), Sightings.healthy(ORDERS, clock.instant(), "m0"));

    assertThat(scrape()).doesNotContain("cluster=\"orders\"").contains("cluster=\"other\"");
    assertThat(tally.size()).isEqualTo(before / 2);
  }

  @Test
  void aMemberAndAnInspectionThatAreRemovedLeaveNothingBehind() {
    watch(ORDERS, "healthy", "request");
    engine.publish(Sightings.healthy(ORDERS, clock.instant(), "m0", "m1"));
    engine.publish(
        Sightings.measured(
            ORDERS,
            "request",
            clock.instant(),
            Measurement.ofMember(MeasurementNames.WATCHERS, "m1", 7)));
    assertThat(scrape()).contains("member=\"m1\"").contains("feature=\"request\"");

    engine.publish(Sightings.healthy(ORDERS, clock.instant(), "m0"));
    engine.cancel(Sightings.spec(ORDERS, "request").key());

    assertThat(scrape()).doesNotContain("member=\"m1\"").doesNotContain("feature=\"request\"");
  }

  @Test
  void measurementsBecomeRowsAndMissingOnesAreAbsent() {
    watch(ORDERS, "alarm", "consistency", "request");
    engine.publish(
        Sightings.measured(
            ORDERS,
            "alarm",
            clock.instant(),
            new Measurement(MeasurementNames.ALARM_ACTIVE, "m0", "NOSPACE", 1),
            new Measurement(MeasurementNames.ALARM_ACTIVE, "m1", "NOSPACE", 0)));
    engine.publish(
        Sightings.measured(
            ORDERS,
            "request",
            clock.instant(),
            new Measurement(MeasurementNames.REQUEST_RATE, "m0", "Range", 2.5),
            new Measurement(MeasurementNames.REQUEST_RATE, "m1", "Put", 1.5),
            Measurement.ofMember(MeasurementNames.PROPOSALS_PENDING, "m0", 3)));

    String page = scrape();
    assertThat(page)
        .contains(
            "etcd_monitor_alarm_active{cluster=\"orders\",member=\"m0\",namespace=\"team-a\",type=\"NOSPACE\"}"
                + " 1.0")
        .contains(
            "etcd_monitor_alarm_active{cluster=\"orders\",member=\"m1\",namespace=\"team-a\",type=\"NOSPACE\"}"
                + " 0.0")
        .contains("etcd_request_rate_per_second{cluster=\"orders\",namespace=\"team-a\"} 4.0")
        .contains(
            "etcd_server_proposals_pending{cluster=\"orders\",member=\"m0\",namespace=\"team-a\"}"
                + " 3.0")
        .doesNotContainPattern("(?m)^etcd_monitor_data_diverged")
        .doesNotContainPattern("(?m)^etcd_server_proposals_failed");
  }

  /** The library refuses a counter below zero, and with it the page of all clusters. */
  @Test
  void whatCountsBelowZeroCostsItsRowOnly() {
    watch(ORDERS, "request");
    engine.publish(
        Sightings.measured(
            ORDERS,
            "request",
            clock.instant(),
            new Measurement(MeasurementNames.PEER_SEND_FAILURES, "m0", "a2", -1),
            new Measurement(MeasurementNames.V2_OPERATIONS, "m0", "setsSuccess", -1),
            Measurement.ofMember(MeasurementNames.WATCHERS, "m0", 7)));

    assertThat(scrape())
        .containsPattern("(?m)^etcd_server_watchers.* 7.0$")
        .doesNotContainPattern("(?m)^etcd.* -1.0$");
  }

  @Test
  void aPersonsExtraInspectionSpeaksOnlyForItself() {
    watch(ORDERS);
    InspectionSpec usual = Sightings.spec(ORDERS, "request");
    engine.inspect(
        new InspectionSpec(
            usual.key(), "request", usual.interval(), usual.timeout(), Map.of(), false));
    engine.publish(
        Sightings.measured(
            ORDERS,
            "request",
            clock.instant(),
            Measurement.ofMember(MeasurementNames.WATCHERS, "m1", 7)));

    assertThat(scrape())
        .contains("feature=\"request\"")
        .doesNotContainPattern("(?m)^etcd_server_watchers");
  }

  @Test
  void membersOfOneNameAreToldApart() {
    watch(ORDERS, "healthy");
    engine.publish(Sightings.healthy(ORDERS, clock.instant(), "default", "default"));

    assertThat(scrape()).contains("member=\"default-a\"").contains("member=\"default-b\"");
  }

  @Test
  void aReplicaThatDoesNotProbeSaysNothingOfClusters() {
    watch(ORDERS, "healthy");
    engine.publish(Sightings.healthy(ORDERS, clock.instant(), "m0"));
    engine.pause();

    assertRow("etcd_monitor_leader 0.0");
    assertThat(scrape()).doesNotContain("cluster=\"orders\"");
  }

  @Test
  void aClusterThatCannotBeWatchedIsUnknownNotAbsent() {
    problems.put(
        ORDERS,
        List.of(new ConfigurationProblem(Reasons.SECRET_NOT_FOUND, "there is no Secret", true)));

    assertRow(
        "etcd_monitor_cluster_health{cluster=\"orders\",namespace=\"team-a\",state=\"Unknown\"}"
            + " 1.0");
    assertThat(scrape()).doesNotContainPattern("(?m)^etcd_cluster_healthy");
  }

  @Test
  void openMetricsIsGivenToThoseWhoAsk() {
    assertThat(metrics.page("application/openmetrics-text; version=1.0.0").contentType())
        .startsWith("application/openmetrics-text");
    assertThat(PageText.of(metrics, "application/openmetrics-text"))
        .endsWith("# EOF\n")
        .containsOnlyOnce("# EOF");
    assertThat(scrape()).doesNotContain("# EOF");
    assertThat(metrics.page("").contentType()).startsWith("text/plain");
  }

  @Test
  void familiesAreInTheOrderOfTheirNamesAndEachIsToldOnce() {
    watch(ORDERS, "healthy");
    engine.publish(Sightings.healthy(ORDERS, clock.instant(), "m0"));

    for (String accept : List.of("", "application/openmetrics-text")) {
      assertThat(PageText.of(metrics, accept).lines().filter(line -> line.startsWith("# TYPE ")))
          .map(line -> line.split(" ")[2].replaceFirst("_total$", ""))
          .contains("etcd_monitor_build_info", "jvm_memory_used_bytes")
          .isSorted()
          .doesNotHaveDuplicates();
    }
  }

  private void watch(ClusterKey key, String... features) {
    engine.watch(Sightings.cluster(key));
    for (String feature : features) {
      engine.inspect(Sightings.spec(key, feature));
    }
  }

  @Test
  void aMemberTellsItsVersionAndASuspendedClusterThatItIs() {
    watch(ORDERS, "healthy");
    engine.publish(Sightings.healthy(ORDERS, clock.instant(), "m0"));
    assertThat(scrape())
        .containsPattern(
            "(?m)^etcd_monitor_member_info\\{cluster=\"orders\",id=\"\\w+\",member=\"m0\",namespace=\"team-a\",version=\"3.5.16\"}"
                + " 1.0$");

    problems.put(
        ORDERS, List.of(new ConfigurationProblem(Reasons.SUSPENDED, "its owner wants it", true)));
    assertRow("etcd_monitor_cluster_suspended{cluster=\"orders\",namespace=\"team-a\"} 1.0");
    assertRow(
        "etcd_monitor_cluster_health{cluster=\"orders\",namespace=\"team-a\",state=\"Unknown\"}"
            + " 1.0");
  }

  /** So that an alert can tell data that are missing from data that nobody wants. */
  @Test
  void whoWantsNobodyToLookAtHealthIsNotMissingIt() {
    String expected =
        "etcd_monitor_cluster_health_expected{cluster=\"orders\",namespace=\"team-a\"} ";
    watch(ORDERS, "alarm");
    assertRow(expected + "0.0");
    assertThat(scrape()).doesNotContainPattern("(?m)^etcd_cluster_healthy");

    problems.put(
        ORDERS, List.of(new ConfigurationProblem("SecretNotFound", "there is none", true)));
    assertRow(expected + "1.0");
    problems.put(
        ORDERS, List.of(ConfigurationProblem.suspended("healthy", "a person suspended it")));
    assertRow(expected + "0.0");
    problems.put(
        ORDERS, List.of(new ConfigurationProblem(Reasons.SUSPENDED, "its owner wants it", true)));
    assertRow(expected + "0.0");

    problems.clear();
    watch(ORDERS, "healthy");
    assertRow(expected + "1.0");
    engine.publish(Sightings.healthy(ORDERS, clock.instant(), "m0"));
    assertRow(expected + "1.0");
    clock.advance(Duration.ofHours(1));
    assertRow(expected + "1.0");
  }

  private void assertRow(String row) {
    assertThat(scrape()).containsPattern("(?m)^" + Pattern.quote(row) + "$");
  }

  private static String inspection(String name, String more, String value) {
    return name
        + "{cluster=\"orders\",feature=\"healthy\",inspection=\"orders-healthy\",namespace=\"team-a\""
        + more
        + "} "
        + value;
  }

  private String scrape() {
    return PageText.of(metrics, "");
  }
}
