package io.etcdmonitor.engine.assess;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.features.alarm.AlarmProvider;
import io.etcdmonitor.engine.features.consistency.ConsistencyProvider;
import io.etcdmonitor.engine.features.healthy.HealthyProvider;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.Lab;
import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.FailureCause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * What people are told in each situation: the features look at a fake cluster, the assessor sums
 * up.
 */
class ClusterAssessorTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final FakeCluster cluster = new FakeCluster(3);
  private final Lab healthy = new Lab(new HealthyProvider(), cluster);
  private final Lab alarm = new Lab(new AlarmProvider(), cluster);
  private final Lab consistency = new Lab(new ConsistencyProvider(), cluster);
  private final List<InspectionState> extra = new ArrayList<>();
  private final Instant start = healthy.clock.instant();

  private InspectionState state(FeatureProvider feature, InspectionOutcome outcome) {
    return state(feature.name(), Optional.of(outcome));
  }

  private InspectionState state(String feature, Optional<InspectionOutcome> outcome) {
    InspectionSpec spec =
        new InspectionSpec(
            new InspectionKey(healthy.watched.key(), feature),
            feature,
            Optional.of(INTERVAL),
            TIMEOUT,
            Map.of(),
            true);
    return new InspectionState(
        spec,
        outcome.map(o ->
            new InspectionResult(
                spec.key(),
                feature,
                o.verdict(),
                o.reason(),
                o.message(),
                o.findings(),
                o.measurements(),
                o.observation(),
                start,
                Duration.ZERO)),
        false,
        1,
        0,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private ClusterAssessment look(ConfigurationProblem... problems) {
    return lookAfter(Duration.ofSeconds(1), problems);
  }

  private ClusterAssessment lookAfter(Duration age, ConfigurationProblem... problems) {
    List<InspectionState> states = new ArrayList<>(extra);
    states.add(state(new HealthyProvider(), healthy.round()));
    states.add(state(new AlarmProvider(), alarm.round()));
    states.add(state(new ConsistencyProvider(), consistency.round()));
    return ClusterAssessor.assess(
        new AssessmentInput(
            start.plus(age), Optional.of(healthy.watched), List.of(problems), states));
  }

  private static ConditionFact condition(ClusterAssessment assessment, ConditionType type) {
    return assessment.conditions().stream().filter(c -> c.type() == type).findFirst().orElseThrow();
  }

  private static void assertCondition(
      ClusterAssessment assessment, ConditionType type, ConditionStatus status, String reason) {
    ConditionFact fact = condition(assessment, type);
    assertThat(fact.status()).as(fact.toString()).isEqualTo(status);
    assertThat(fact.reason()).as(fact.toString()).isEqualTo(reason);
    assertThat(fact.message()).isNotBlank();
  }

  @Test
  void aHealthyCluster() {
    ClusterAssessment assessment = look();

    assertThat(assessment.health()).isEqualTo(Health.HEALTHY);
    assertThat(assessment.message()).isEqualTo("3 of 3 members healthy, m1 leads");
    assertThat(assessment.observation()).isPresent();
    assertThat(assessment.conditions())
        .extracting(ConditionFact::type)
        .containsExactly(ConditionType.values());
    assertCondition(
        assessment, ConditionType.REACHABLE, ConditionStatus.TRUE, Reasons.ALL_ENDPOINTS);
    assertCondition(
        assessment, ConditionType.AVAILABLE, ConditionStatus.TRUE, Reasons.QUORUM_HEALTHY);
    assertCondition(assessment, ConditionType.DEGRADED, ConditionStatus.FALSE, Reasons.AS_EXPECTED);
    assertCondition(
        assessment, ConditionType.FAULT_TOLERANT, ConditionStatus.TRUE, Reasons.CAN_LOSE_MEMBERS);
    assertCondition(
        assessment, ConditionType.CONSISTENT, ConditionStatus.TRUE, Reasons.HASHES_MATCH);
    assertCondition(
        assessment, ConditionType.CAPACITY_OK, ConditionStatus.UNKNOWN, Reasons.QUOTA_UNKNOWN);
    assertCondition(
        assessment, ConditionType.CERTIFICATES_VALID, ConditionStatus.TRUE, Reasons.NOT_APPLICABLE);
    assertCondition(
        assessment, ConditionType.SUSPENDED, ConditionStatus.FALSE, Reasons.NOT_SUSPENDED);
  }

  @Test
  void aPeerCertificateThatEndsIsNoMatterOfHowClientsConnect() {
    extra.add(
        state(
            "certificate",
            Optional.of(
                new InspectionOutcome(
                    Verdict.CRITICAL,
                    Reasons.EXPIRING_CRITICAL,
                    "the peer certificate of member m2 ends soon",
                    List.of(),
                    List.of(),
                    Optional.empty()))));
    ClusterAssessment assessment = look();

    assertCondition(
        assessment,
        ConditionType.CERTIFICATES_VALID,
        ConditionStatus.FALSE,
        Reasons.EXPIRING_CRITICAL);
    assertThat(assessment.health()).isEqualTo(Health.CRITICAL);
  }

  @Test
  void oneMemberDown() {
    look();
    cluster.down(FailureCause.CONNECTION_REFUSED, 3);
    ClusterAssessment assessment = look();

    assertThat(assessment.health()).isEqualTo(Health.WARNING);
    assertThat(assessment.message()).contains("m3", "check that etcd runs");
    assertCondition(
        assessment, ConditionType.REACHABLE, ConditionStatus.TRUE, Reasons.SOME_ENDPOINTS);
    assertCondition(
        assessment, ConditionType.AVAILABLE, ConditionStatus.TRUE, Reasons.QUORUM_WITHOUT_SPARE);
    assertCondition(
        assessment, ConditionType.DEGRADED, ConditionStatus.TRUE, Reasons.MEMBERS_UNHEALTHY);
    assertCondition(
        assessment, ConditionType.FAULT_TOLERANT, ConditionStatus.FALSE, Reasons.NO_SPARE_MEMBER);
  }

  @Test
  void allMembersDown() {
    look();
    cluster.down(FailureCause.TIMEOUT, 1, 2, 3);
    ClusterAssessment assessment = look();

    assertThat(assessment.health()).isEqualTo(Health.CRITICAL);
    assertThat(assessment.message()).contains("quorum is lost", "bring back 2 members");
    assertCondition(assessment, ConditionType.REACHABLE, ConditionStatus.FALSE, Reasons.TIMEOUT);
    assertCondition(
        assessment, ConditionType.AVAILABLE, ConditionStatus.FALSE, Reasons.QUORUM_LOST);
    assertThat(assessment.observation().orElseThrow().version()).isEmpty();
  }

  @Test
  void membersOutOfReachOfUsAloneLeaveTheClusterAvailable() {
    look();
    cluster.outOfReach(FailureCause.CONNECT_TIMEOUT, 2, 3);
    ClusterAssessment assessment = look();

    assertThat(assessment.health()).isEqualTo(Health.WARNING);
    assertThat(assessment.message()).contains("m1 served", "quorum holds", "check the way");
    assertCondition(
        assessment, ConditionType.AVAILABLE, ConditionStatus.TRUE, Reasons.QUORUM_PARTLY_SEEN);
    assertCondition(
        assessment, ConditionType.DEGRADED, ConditionStatus.TRUE, Reasons.QUORUM_PARTLY_SEEN);
    assertCondition(
        assessment,
        ConditionType.FAULT_TOLERANT,
        ConditionStatus.UNKNOWN,
        Reasons.QUORUM_PARTLY_SEEN);
  }

  @Test
  void neverReached() {
    cluster.down(FailureCause.DNS_FAILURE, 1, 2, 3);
    ClusterAssessment assessment = look();

    assertThat(assessment.health()).isEqualTo(Health.CRITICAL);
    assertCondition(
        assessment, ConditionType.REACHABLE, ConditionStatus.FALSE, Reasons.DNS_FAILURE);
    assertCondition(
        assessment, ConditionType.AVAILABLE, ConditionStatus.FALSE, Reasons.UNREACHABLE);
  }

  @Test
  void wrongCredentialsAreUnknownThroughout() {
    cluster.down(FailureCause.CREDENTIALS_INVALID, 1, 2, 3);
    ClusterAssessment assessment = look();

    assertThat(assessment.health()).isEqualTo(Health.UNKNOWN);
    assertThat(assessment.message()).contains("check the user name and the password");
    assertCondition(
        assessment, ConditionType.REACHABLE, ConditionStatus.UNKNOWN, Reasons.CREDENTIALS_INVALID);
    assertCondition(
        assessment, ConditionType.AVAILABLE, ConditionStatus.UNKNOWN, Reasons.CREDENTIALS_INVALID);
    assertCondition(
        assessment, ConditionType.CONSISTENT, ConditionStatus.UNKNOWN, Reasons.CREDENTIALS_INVALID);
  }

  @Test
  void noSpaceIsReadOnly() {
    cluster.alarms.add(new Alarm("a2", "NOSPACE"));
    ClusterAssessment assessment = look();

    assertThat(assessment.health()).isEqualTo(Health.CRITICAL);
    assertThat(assessment.message()).contains("m2", "defragment");
    assertCondition(assessment, ConditionType.AVAILABLE, ConditionStatus.FALSE, Reasons.READ_ONLY);
    assertCondition(
        assessment, ConditionType.CAPACITY_OK, ConditionStatus.FALSE, Reasons.ALARM_NOSPACE);
  }

  @Test
  void quota() {
    cluster.members.forEach(m -> m.quota = OptionalLong.of(100L << 20));
    assertCondition(look(), ConditionType.CAPACITY_OK, ConditionStatus.TRUE, Reasons.WITHIN_QUOTA);
    cluster.m(2).dbSize = 80L << 20;
    assertCondition(
        look(), ConditionType.CAPACITY_OK, ConditionStatus.FALSE, Reasons.QUOTA_WARNING);
    assertThat(condition(look(), ConditionType.CAPACITY_OK).message())
        .contains("uses 80 % of its quota", "at least 80 %");
    cluster.m(2).dbSize = 91L << 20;
    ClusterAssessment assessment = look();
    assertCondition(
        assessment, ConditionType.CAPACITY_OK, ConditionStatus.FALSE, Reasons.QUOTA_CRITICAL);
    assertThat(assessment.health()).isEqualTo(Health.CRITICAL);
  }

  @Test
  void divergedData() {
    cluster.keys.put("/a", 1L);
    cluster.m(3).patched.put("/a", 2L);
    ClusterAssessment assessment = look();

    assertThat(assessment.health()).isEqualTo(Health.CRITICAL);
    assertCondition(
        assessment, ConditionType.CONSISTENT, ConditionStatus.FALSE, Reasons.HASH_MISMATCH);
    assertThat(condition(assessment, ConditionType.CONSISTENT).message()).contains("m3", "/a");
  }

  @Test
  void aSingleMemberIsHealthyThoughNotFaultTolerant() {
    FakeCluster one = new FakeCluster(1);
    InspectionOutcome outcome = new Lab(new HealthyProvider(), one).round();
    ClusterAssessment assessment =
        ClusterAssessor.assess(
            new AssessmentInput(
                start,
                Optional.of(one.watched()),
                List.of(),
                List.of(state(new HealthyProvider(), outcome))));

    assertThat(assessment.health()).isEqualTo(Health.HEALTHY);
    assertCondition(
        assessment, ConditionType.FAULT_TOLERANT, ConditionStatus.FALSE, Reasons.SINGLE_MEMBER);
    assertCondition(
        assessment, ConditionType.CONSISTENT, ConditionStatus.UNKNOWN, Reasons.FEATURE_DISABLED);
  }

  @Test
  void resultsThatAreTooOldAreNotCurrent() {
    Duration shelfLife = INTERVAL.multipliedBy(3).plus(TIMEOUT);
    assertThat(lookAfter(shelfLife).health()).isEqualTo(Health.HEALTHY);

    ClusterAssessment assessment = lookAfter(shelfLife.plusMillis(1));

    assertThat(assessment.health()).isEqualTo(Health.UNKNOWN);
    assertThat(assessment.observation()).isEmpty();
    assertThat(assessment.message()).contains("2026-01-01T00:00:00Z", "too long ago");
    assertCondition(
        assessment, ConditionType.AVAILABLE, ConditionStatus.UNKNOWN, Reasons.NOT_OBSERVED);
    for (ConditionType type :
        List.of(ConditionType.CAPACITY_OK, ConditionType.CERTIFICATES_VALID)) {
      assertThat(condition(assessment, type).message()).contains("too long ago");
    }
  }

  /** Their URLs are plain text, and TLS is set up: they are not reached at all. */
  @Test
  void membersThatAreNotAskedInPlainTextAreNotSaidToBeReachedWithoutTls() {
    look();
    cluster.outOfReach(FailureCause.PLAIN_TEXT_REFUSED, 1, 2, 3);
    extra.add(
        state(
            "certificate",
            Optional.of(
                InspectionOutcome.notApplicable(
                    "members are reached without TLS: there are no certificates"))));

    ClusterAssessment assessment = look();

    assertCondition(
        assessment,
        ConditionType.CERTIFICATES_VALID,
        ConditionStatus.UNKNOWN,
        Reasons.PLAIN_TEXT_REFUSED);
  }

  @Test
  void whatAFeatureFoundCountsBeforeTheMembersWereLookedAt() {
    InspectionOutcome ended =
        new InspectionOutcome(
            Verdict.CRITICAL,
            Reasons.EXPIRED,
            "the certificate of member m1 ended",
            List.of(),
            List.of(),
            Optional.empty());
    ClusterAssessment assessment =
        ClusterAssessor.assess(
            new AssessmentInput(
                start,
                Optional.of(healthy.watched),
                List.of(),
                List.of(
                    state("healthy", Optional.empty()), state("certificate", Optional.of(ended)))));
    assertCondition(
        assessment, ConditionType.CERTIFICATES_VALID, ConditionStatus.FALSE, Reasons.EXPIRED);
  }

  @Test
  void beforeTheFirstLook() {
    ClusterAssessment assessment =
        ClusterAssessor.assess(
            new AssessmentInput(
                start,
                Optional.of(healthy.watched),
                List.of(),
                List.of(state("healthy", Optional.empty()))));
    assertThat(assessment.health()).isEqualTo(Health.UNKNOWN);
    assertThat(assessment.message()).isEqualTo("not looked at yet");
    for (ConditionType type :
        List.of(ConditionType.CAPACITY_OK, ConditionType.CERTIFICATES_VALID)) {
      assertThat(condition(assessment, type).message()).isEqualTo("not looked at yet");
    }
  }

  @Test
  void configurationProblems() {
    ClusterAssessment blocked =
        look(new ConfigurationProblem(Reasons.SECRET_NOT_FOUND, "Secret x is missing", true));
    assertThat(blocked.health()).isEqualTo(Health.UNKNOWN);
    assertThat(blocked.message()).isEqualTo("Secret x is missing");
    assertThat(blocked.observation()).isEmpty();
    assertCondition(
        blocked, ConditionType.REACHABLE, ConditionStatus.UNKNOWN, Reasons.SECRET_NOT_FOUND);

    ClusterAssessment partly =
        look(new ConfigurationProblem(Reasons.FEATURE_UNKNOWN, "feature x is unknown", false));
    assertThat(partly.health()).isEqualTo(Health.WARNING);
    assertThat(partly.message()).isEqualTo("feature x is unknown");
    assertCondition(partly, ConditionType.DEGRADED, ConditionStatus.TRUE, Reasons.FEATURE_UNKNOWN);

    ClusterAssessment suspended =
        look(new ConfigurationProblem(Reasons.SUSPENDED, "spec.suspend is set", true));
    assertThat(suspended.health()).isEqualTo(Health.UNKNOWN);
    assertThat(suspended.message()).isEqualTo("spec.suspend is set");
    assertCondition(suspended, ConditionType.SUSPENDED, ConditionStatus.TRUE, Reasons.SUSPENDED);
  }

  @Test
  void aFeatureThatAPersonSuspendedIsNotCalledDisabled() {
    String how = "EtcdInspection main-healthy is suspended: set its spec.suspend to false";
    ClusterAssessment assessment =
        ClusterAssessor.assess(
            new AssessmentInput(
                start,
                Optional.of(healthy.watched),
                List.of(ConfigurationProblem.suspended("healthy", how)),
                List.of(state(new AlarmProvider(), alarm.round()))));

    assertThat(assessment.health()).isEqualTo(Health.UNKNOWN);
    assertThat(assessment.message()).isEqualTo(how);
    for (ConditionType type :
        List.of(ConditionType.REACHABLE, ConditionType.AVAILABLE, ConditionType.DEGRADED)) {
      assertCondition(assessment, type, ConditionStatus.UNKNOWN, Reasons.SUSPENDED);
      assertThat(condition(assessment, type).message()).isEqualTo(how);
    }
    assertCondition(
        assessment, ConditionType.CONSISTENT, ConditionStatus.UNKNOWN, Reasons.FEATURE_DISABLED);
    assertCondition(
        assessment, ConditionType.SUSPENDED, ConditionStatus.FALSE, Reasons.NOT_SUSPENDED);
  }

  @Test
  void aFeatureThatIsOffSaysSoInTheMessageToo() {
    ClusterAssessment assessment =
        ClusterAssessor.assess(
            new AssessmentInput(start, Optional.of(healthy.watched), List.of(), List.of()));
    assertThat(assessment.message()).isEqualTo("feature healthy is not enabled");
  }

  @Test
  void aSuspendedFeatureBesideTheOthersTroublesNobody() {
    ClusterAssessment assessment = look(ConfigurationProblem.suspended("disk", "it is suspended"));
    assertThat(assessment.health()).isEqualTo(Health.HEALTHY);
    assertCondition(assessment, ConditionType.DEGRADED, ConditionStatus.FALSE, Reasons.AS_EXPECTED);
  }

  @Test
  void whatAPluggedInFeatureFindsCounts() {
    extra.add(
        state(
            "backup",
            Optional.of(
                new InspectionOutcome(
                    Verdict.WARNING,
                    "BackupTooOld",
                    "the last backup is old",
                    List.of(),
                    List.of(),
                    Optional.empty()))));
    ClusterAssessment assessment = look();
    assertThat(assessment.health()).isEqualTo(Health.WARNING);
    assertCondition(assessment, ConditionType.DEGRADED, ConditionStatus.TRUE, "BackupTooOld");

    extra.set(
        0, state("backup", Optional.of(InspectionOutcome.unknown("ProbeFailed", "no access"))));
    assertThat(look().health()).isEqualTo(Health.UNKNOWN);
  }

  /** It is tried again a day later: the cluster has long been well again. */
  @Test
  void aBenchmarkThatWasRefusedSaysNothingOfTheClustersHealth() {
    extra.add(
        state(
            FeatureNames.BENCHMARK,
            Optional.of(InspectionOutcome.unknown(Reasons.BENCHMARK_REFUSED, "an alarm was set"))));
    assertThat(look().health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void theWrongClusterIsNotTheOneThatIsWatched() {
    healthy.expecting(new Expected(OptionalInt.empty(), Optional.empty(), Optional.of("c7")));
    ClusterAssessment assessment = look();
    assertThat(assessment.health()).isEqualTo(Health.CRITICAL);
    assertCondition(
        assessment, ConditionType.REACHABLE, ConditionStatus.FALSE, Reasons.CLUSTER_ID_MISMATCH);
  }

  @Test
  void everyTroubleSaysWhatToDo() {
    look();
    cluster.down(FailureCause.CONNECTION_REFUSED, 2, 3);
    for (ConditionFact fact : look().conditions()) {
      if (fact.trouble()) {
        assertThat(fact.message()).contains(";");
      }
    }
    for (Finding finding : healthy.round().findings()) {
      assertThat(finding.remedy()).as(finding.id()).isNotEmpty();
    }
  }
}
