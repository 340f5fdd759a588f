package io.etcdmonitor.engine.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BuiltInRulesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private final ClusterFacts facts = new ClusterFacts();

  static Stream<Rule> rules() {
    return BuiltInRules.all().stream();
  }

  @ParameterizedTest
  @CsvSource({
    "healthy, QuorumLost, '', QuorumLost, CRITICAL, EtcdQuorumLost",
    "healthy, NotServing, '', NotServing, CRITICAL, EtcdNotServing",
    "healthy, MultipleLeaders, m1, MultipleLeaders, CRITICAL, EtcdSplitBrain",
    "healthy, LeaderDisagreement, m1, LeaderDisagreement, WARNING, EtcdNetworkPartition",
    "healthy, MembershipDisagreement, m1, MembershipDisagreement, WARNING, EtcdNetworkPartition",
    "healthy, MemberUnreachable, m1, ConnectionRefused, WARNING, EtcdMemberDown",
    "healthy, MemberUnhealthy, m1, NotServing, WARNING, EtcdMemberDown",
    "healthy, FrequentElections, '', FrequentElections, WARNING, EtcdLeaderFlapping",
    "healthy, HighLatency, m1, HighLatency, WARNING, EtcdHighLatency",
    "healthy, ClusterIDMismatch, http://x, ClusterIDMismatch, CRITICAL, EtcdClusterUnhealthy",
    "healthy, VersionSkew, '', VersionSkew, WARNING, EtcdClusterUnhealthy",
    "alarm, AlarmNOSPACE, m1, AlarmNoSpace, CRITICAL, EtcdAlarmNoSpace",
    "alarm, AlarmCORRUPT, m1, AlarmCorrupt, CRITICAL, EtcdAlarmCorrupt",
    "consistency, HashMismatch, m1, HashMismatch, CRITICAL, EtcdDataDiverged",
    "capacity, Quota, m1, QuotaWarning, WARNING, EtcdDatabaseNearQuota",
    "capacity, Quota, m1, QuotaCritical, CRITICAL, EtcdDatabaseNearQuota",
    "capacity, GrowthExceedsForecast, m1, GrowthExceedsForecast, WARNING, EtcdDatabaseGrowth",
    "request, ProposalsPending, m1, ProposalsPending, WARNING, EtcdProposalsPending",
    "request, ProposalsFailed, m1, ProposalsFailed, WARNING, EtcdProposalsFailed",
    "request, ClockSkew, m1, ClockSkew, WARNING, EtcdClockSkew",
    "request, HighErrorRate, m1, HighErrorRate, WARNING, EtcdHighErrorRate",
    "disk, SlowFsync, m1, SlowFsync, WARNING, EtcdSlowFsync",
    "disk, SlowFsync, m1, SlowFsync, CRITICAL, EtcdSlowFsync",
    "disk, SlowCommit, m1, SlowCommit, WARNING, EtcdSlowCommit",
    "disk, SlowCommit, m1, SlowCommit, CRITICAL, EtcdSlowCommit",
    "certificate, Certificate:peer, m1, ExpiringSoon, WARNING, EtcdPeerCertificateExpiring",
    "certificate, Certificate:peer, m1, ExpiringCritical, CRITICAL, EtcdPeerCertificateExpiring",
    "certificate, Certificate:own, '', ExpiringSoon, WARNING, EtcdMonitorCertificateExpiring",
    "certificate, Certificate:own, '', Expired, CRITICAL, EtcdMonitorCertificateExpiring",
    "certificate, Certificate:ca, '', ExpiringSoon, WARNING, EtcdCAExpiring",
    "certificate, Certificate:ca, '', ExpiringCritical, CRITICAL, EtcdCAExpiring",
    "benchmark, BenchmarkRegression, '', BenchmarkRegression, WARNING, EtcdBenchmarkRegression"
  })
  void eachFindingHasItsOneRule(
      String feature, String kind, String member, String reason, Severity severity, String rule) {
    String id = member.isEmpty() ? kind : kind + "/" + member;
    Finding finding =
        new Finding(id, severity, member, reason, "it is so", "1", "2", "do it", NOW, NOW);
    Verdict verdict = severity == Severity.CRITICAL ? Verdict.CRITICAL : Verdict.WARNING;
    add(feature, verdict, reason, List.of(finding), List.of());
    assertThat(met()).containsExactly(Map.entry(rule, severity));
  }

  /** So that going to and fro between no leader and a leader that does not serve is told. */
  @Test
  void withoutALeaderTooFewServe() {
    Finding finding =
        new Finding(
            "NoLeader", Severity.CRITICAL, "", Reasons.NO_LEADER, "m", "none", "", "", NOW, NOW);
    add("healthy", Verdict.CRITICAL, Reasons.NO_LEADER, List.of(finding), List.of());
    assertThat(met())
        .containsOnly(
            Map.entry(RuleIds.NO_LEADER, Severity.CRITICAL),
            Map.entry(RuleIds.NOT_SERVING, Severity.CRITICAL));
  }

  @Test
  void nothingIsMetWhenAllIsWell() {
    for (String feature : List.of("healthy", "alarm", "consistency", "request", "disk")) {
      add(feature, Verdict.PASSED, "AsExpected", List.of(), List.of());
    }
    assertThat(met()).isEmpty();
  }

  @Test
  void aClusterThatAnswersNowhereIsUnreachable() {
    add("healthy", Verdict.CRITICAL, Reasons.UNREACHABLE, List.of(), List.of());
    assertThat(met()).containsOnlyKeys(RuleIds.CLUSTER_UNREACHABLE);
  }

  @Test
  void thresholdsOfTheClusterDecide() {
    add("healthy", Verdict.PASSED, "", List.of(), List.of(endsIn(Duration.ofDays(20))));
    assertThat(met()).containsExactly(Map.entry(RuleIds.CERTIFICATE_EXPIRING, Severity.WARNING));
    add("healthy", Verdict.PASSED, "", List.of(), List.of(endsIn(Duration.ofDays(1))));
    assertThat(met()).containsExactly(Map.entry(RuleIds.CERTIFICATE_EXPIRING, Severity.CRITICAL));
  }

  @ParameterizedTest
  @CsvSource({"P6D, 6 days left", "PT0S, ended 0 ms ago", "PT-24H, ended 24 h ago"})
  void aCertificateThatEndedIsNotSaidToEnd(Duration left, String value) {
    add("healthy", Verdict.PASSED, "", List.of(), List.of(endsIn(left)));
    Rule rule =
        rules().filter(r -> r.id().equals(RuleIds.CERTIFICATE_EXPIRING)).findFirst().orElseThrow();
    assertThat(Evaluator.evaluate(rule, facts).orElseThrow().met().get("m1").reading().value())
        .isEqualTo(value);
    assertThat(rule.summary()).doesNotContain("ends");
  }

  private static Measurement endsIn(Duration time) {
    return Measurement.ofMember(Derived.CERTIFICATE_SECONDS_LEFT, "m1", (double) time.toSeconds());
  }

  /** Of few writes there is a median while it is too slow, and then no number at all. */
  @ParameterizedTest
  @CsvSource({
    "walFsyncP50, SlowFsync, EtcdSlowFsync",
    "backendCommitP50, SlowCommit, EtcdSlowCommit"
  })
  void ofADiskTooSlowForAPercentileTheMedianDecides(String p50, String reason, String rule) {
    Finding finding =
        new Finding(
            reason + "/m2", Severity.CRITICAL, "m2", reason, "m", "360 ms", "100 ms", "", NOW, NOW);
    add(
        "disk",
        Verdict.CRITICAL,
        reason,
        List.of(finding),
        List.of(Measurement.ofMember(p50, "m2", 0.36)));
    assertThat(met()).containsExactly(Map.entry(rule, Severity.CRITICAL));
    Rule slow = rules().filter(r -> r.id().equals(rule)).findFirst().orElseThrow();
    Map<String, Evaluator.Met> members = Evaluator.evaluate(slow, facts).orElseThrow().met();
    assertThat(members).containsOnlyKeys("m2");
    assertThat(members.get("m2").reading().value()).isEqualTo("360 ms");

    add("disk", Verdict.PASSED, "TooFewSamples", List.of(), List.of());
    Evaluator.Evaluation later = Evaluator.evaluate(slow, facts).orElseThrow();
    assertThat(later.met()).isEmpty();
    assertThat(later.outcome().isFalse("m2")).as("few and quick: it ends").isTrue();
  }

  @Test
  void aNumberThatIsNotThereIsNeitherGoodNorBad() {
    add("healthy", Verdict.PASSED, "", List.of(), List.of());
    Rule rule =
        rules().filter(r -> r.id().equals(RuleIds.CERTIFICATE_EXPIRING)).findFirst().orElseThrow();
    Evaluator.Evaluation evaluation = Evaluator.evaluate(rule, facts).orElseThrow();
    assertThat(evaluation.met()).isEmpty();
    assertThat(evaluation.outcome().isFalse("m1")).isFalse();
  }

  @Test
  void anUnknownVerdictResolvesNothing() {
    add("healthy", Verdict.UNKNOWN, Reasons.TIMEOUT, List.of(), List.of());
    for (Rule rule : BuiltInRules.all()) {
      if (rule.features().equals(Set.of("healthy"))) {
        assertThat(Evaluator.evaluate(rule, facts).orElseThrow().outcome().isFalse(""))
            .as(rule.id())
            .isFalse();
      }
    }
  }

  @Test
  void aPageThatCannotBeReadResolvesNothingOfItsMember() {
    Finding unread =
        new Finding(
            "MetricsUnavailable/m1",
            Severity.UNKNOWN,
            "m1",
            Reasons.METRICS_UNAVAILABLE,
            "m",
            "",
            "",
            "",
            NOW,
            NOW);
    add("request", Verdict.PASSED, Reasons.REQUESTS_NORMAL, List.of(unread), List.of());
    for (String id : List.of(RuleIds.PROPOSALS_PENDING, RuleIds.ERROR_RATE, RuleIds.CLOCK_SKEW)) {
      Rule rule = rules().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
      Outcome outcome = Evaluator.evaluate(rule, facts).orElseThrow().outcome();
      assertThat(outcome.isFalse("m1")).as(id).isFalse();
      assertThat(outcome.isFalse("m2")).as(id).isTrue();
    }
  }

  /** The rule about what members show clients goes by what each round sees. */
  @Test
  void theEndOfWhatClientsAreShownIsToldOnce() {
    add(
        "certificate",
        Verdict.WARNING,
        Reasons.EXPIRING_SOON,
        List.of(finding("Certificate:client/m1")),
        List.of());
    assertThat(met()).isEmpty();
  }

  @Test
  void aFeatureWithoutCertainResultsIsMissing() {
    add("healthy", Verdict.PASSED, "", List.of(), List.of());
    facts.at(NOW.plus(Duration.ofMinutes(4)), Thresholds.DEFAULTS);
    assertThat(met()).isEmpty();
    facts.at(NOW.plus(Duration.ofMinutes(5)), Thresholds.DEFAULTS);
    assertThat(met()).containsExactly(Map.entry(RuleIds.DATA_MISSING, Severity.CRITICAL));
  }

  @Test
  void aChangeIsKnownOnlyWhenItsWindowIsNearlyFull() {
    Condition.Change change =
        new Condition.Change("f", "n", "", Duration.ofMinutes(10), Comparison.ABOVE, Limit.of(5));
    ClusterFacts own = new ClusterFacts();
    for (int minute = 0; minute <= 8; minute++) {
      grow(own, change, minute);
      assertThat(change.of(own)).isEqualTo(Outcome.NO_DATA);
    }
    grow(own, change, 9);
    assertThat(change.of(own).hits().get("").value()).isEqualTo("9");
  }

  @Test
  void changesOfOneNumberOverDifferentTimesAreKeptApart() {
    Condition.Change brief = change(Duration.ofMinutes(10));
    Condition.Change lasting = change(Duration.ofHours(1));
    ClusterFacts own = new ClusterFacts();
    for (int minute = 0; minute <= 60; minute++) {
      own.add(
          grown(minute),
          Duration.ofMinutes(1),
          new ClusterFacts.Watched(Set.of(brief, lasting), Set.of()));
    }
    assertThat(brief.of(own).hits().get("").value()).isEqualTo("10");
    assertThat(lasting.of(own).hits().get("").value()).isEqualTo("60");
  }

  /** Looks have jitter, and those of some features are further apart than a rule's window. */
  @Test
  void aChangeIsKnownWhereFewLooksAreWithinItsWindow() {
    Condition.Change shorter = change(Duration.ofSeconds(30));
    Condition.Change fewLooks = change(Duration.ofMinutes(5));
    ClusterFacts own = new ClusterFacts();
    for (int look = 0; look <= 20; look++) {
      Instant time = NOW.plusSeconds(62L * look);
      add(own, time, 6 * look, shorter, fewLooks);
      if (look > 0) {
        assertThat(shorter.of(own).hits().get("").value()).as("look %d", look).isEqualTo("6");
      }
      if (look > 4) {
        assertThat(fewLooks.of(own).hits().get("").value()).as("look %d", look).isEqualTo("30");
      }
    }
    add(own, NOW.plusSeconds(62 * 30), 500, shorter, fewLooks);
    assertThat(shorter.of(own)).as("nobody knows when it changed").isEqualTo(Outcome.NO_DATA);
    assertThat(fewLooks.of(own)).isEqualTo(Outcome.NO_DATA);
  }

  private static void add(
      ClusterFacts facts, Instant time, double value, Condition.Change... changes) {
    facts.add(
        result(
            "f", Verdict.PASSED, "", List.of(), List.of(Measurement.ofCluster("n", value)), time),
        Duration.ofMinutes(1),
        new ClusterFacts.Watched(Set.of(changes), Set.of()));
    facts.at(time, Thresholds.DEFAULTS);
  }

  private static Condition.Change change(Duration window) {
    return new Condition.Change("f", "n", "", window, Comparison.ABOVE, Limit.of(5));
  }

  @Test
  void aMeasurementThatStopsIsMissingAndAMemberThatLeftIsNot() {
    Missing missing = new Missing("f", "n", "", Duration.ofMinutes(10));
    ClusterFacts own = new ClusterFacts();
    assertThat(missing.of(own)).isEqualTo(Outcome.NO_DATA);
    see(own, missing, 0, List.of());
    see(own, missing, 9, List.of());
    assertThat(missing.of(own).hits()).as("never seen, not long enough").isEmpty();
    see(own, missing, 10, List.of());
    assertThat(missing.of(own).hits()).containsOnlyKeys("");
    see(own, missing, 11, List.of(Measurement.ofMember("n", "a", 1), other("b")));
    assertThat(missing.of(own).hits()).isEmpty();
    see(own, missing, 20, List.of(other("b")));
    assertThat(missing.of(own).hits()).isEmpty();
    see(own, missing, 21, List.of(other("b")));
    assertThat(missing.of(own).hits()).containsOnlyKeys("a");
    assertThat(missing.of(own).hits().get("a").message()).contains("n of a", "2026");
  }

  private static Measurement other(String member) {
    return Measurement.ofMember("n", member, 7);
  }

  private static void see(
      ClusterFacts facts, Missing missing, int minute, List<Measurement> measurements) {
    Instant time = NOW.plus(Duration.ofMinutes(minute));
    facts.add(
        result("f", Verdict.PASSED, "", List.of(), measurements, time),
        Duration.ofMinutes(1),
        new ClusterFacts.Watched(Set.of(), Set.of(missing)));
    facts.at(time, Thresholds.DEFAULTS);
  }

  private static void grow(ClusterFacts facts, Condition.Change change, int minute) {
    facts.add(
        grown(minute), Duration.ofMinutes(1), new ClusterFacts.Watched(Set.of(change), Set.of()));
  }

  private static InspectionResult grown(int minute) {
    return result(
        "f",
        Verdict.PASSED,
        "",
        List.of(),
        List.of(Measurement.ofCluster("n", minute)),
        NOW.plus(Duration.ofMinutes(minute)));
  }

  @Test
  void conditionsCombineWithoutGuessing() {
    Condition unknown = Condition.found("never-run", "A");
    add("f", Verdict.WARNING, "A", List.of(finding("A")), List.of());
    Condition yes = Condition.found("f", "A");
    Condition no = Condition.found("f", "B");
    assertThat(new Condition.All(List.of(yes, unknown)).of(facts).hits()).isEmpty();
    assertThat(new Condition.All(List.of(yes, unknown)).of(facts).isFalse("")).isFalse();
    assertThat(new Condition.All(List.of(no, unknown)).of(facts).isFalse("")).isTrue();
    assertThat(new Condition.Any(List.of(yes, unknown)).of(facts).hits()).hasSize(1);
    assertThat(new Condition.Any(List.of(no, unknown)).of(facts).isFalse("")).isFalse();
    assertThat(new Condition.Not(no).of(facts).hits()).hasSize(1);
    assertThat(new Condition.Not(unknown).of(facts).hits()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyRuleHasARunbookWithCauseCheckAndFix(Rule rule) throws Exception {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs/runbooks"))) {
      root = root.getParent();
    }
    assertThat(Files.readString(root.resolve(rule.runbook())))
        .contains("# " + rule.id(), "## Cause", "## Check", "## Fix");
    assertThat(rule.summary()).contains("{cluster}");
  }

  @Test
  void badRulesAreRefused() {
    assertThatThrownBy(() -> Limit.named("quota")).hasMessageContaining("quotaWarningPercent");
    assertThatThrownBy(() -> Comparison.of("~")).hasMessageContaining("none of");
    assertThatThrownBy(() -> BuiltInRules.all().get(0).withLevels(List.of()))
        .hasMessageContaining("needs a condition");
  }

  private Map<String, Severity> met() {
    return BuiltInRules.all().stream()
        .flatMap(rule ->
            Evaluator.evaluate(rule, facts).stream()
                .flatMap(e -> e.met().values().stream())
                .map(m -> Map.entry(rule.id(), m.severity())))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Finding finding(String kind) {
    return new Finding(kind, Severity.WARNING, "", kind, "m", "", "", "", NOW, NOW);
  }

  private void add(
      String feature,
      Verdict verdict,
      String reason,
      List<Finding> findings,
      List<Measurement> measurements) {
    facts.add(
        result(feature, verdict, reason, findings, measurements, NOW),
        Duration.ofSeconds(30),
        ClusterFacts.Watched.NOTHING);
    facts.at(NOW, Thresholds.DEFAULTS);
  }

  private static InspectionResult result(
      String feature,
      Verdict verdict,
      String reason,
      List<Finding> findings,
      List<Measurement> measurements,
      Instant time) {
    return new InspectionResult(
        new InspectionKey(new ClusterKey("ns", "c"), "c-" + feature),
        feature,
        verdict,
        reason,
        reason,
        findings,
        measurements,
        Optional.empty(),
        time,
        Duration.ZERO);
  }
}
