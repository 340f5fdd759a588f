package io.etcdmonitor.engine.transition;

import static io.etcdmonitor.engine.transition.TransitionType.ALARM_CLEARED;
import static io.etcdmonitor.engine.transition.TransitionType.ALARM_RAISED;
import static io.etcdmonitor.engine.transition.TransitionType.CLUSTER_ID_CHANGED;
import static io.etcdmonitor.engine.transition.TransitionType.CREDENTIALS_INVALID;
import static io.etcdmonitor.engine.transition.TransitionType.DATA_CONSISTENT;
import static io.etcdmonitor.engine.transition.TransitionType.DATA_DIVERGED;
import static io.etcdmonitor.engine.transition.TransitionType.INSPECTION_FAILED;
import static io.etcdmonitor.engine.transition.TransitionType.INSPECTION_RECOVERED;
import static io.etcdmonitor.engine.transition.TransitionType.LEADER_CHANGED;
import static io.etcdmonitor.engine.transition.TransitionType.MEMBER_ADDED;
import static io.etcdmonitor.engine.transition.TransitionType.MEMBER_PROMOTED;
import static io.etcdmonitor.engine.transition.TransitionType.MEMBER_RECOVERED;
import static io.etcdmonitor.engine.transition.TransitionType.MEMBER_REMOVED;
import static io.etcdmonitor.engine.transition.TransitionType.MEMBER_UNHEALTHY;
import static io.etcdmonitor.engine.transition.TransitionType.MEMBER_UNREACHABLE;
import static io.etcdmonitor.engine.transition.TransitionType.NO_LEADER;
import static io.etcdmonitor.engine.transition.TransitionType.QUORUM_LOST;
import static io.etcdmonitor.engine.transition.TransitionType.QUORUM_RESTORED;
import static io.etcdmonitor.engine.transition.TransitionType.QUOTA_LOW;
import static io.etcdmonitor.engine.transition.TransitionType.VERSION_CHANGED;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.Findings;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.features.alarm.AlarmProvider;
import io.etcdmonitor.engine.features.consistency.ConsistencyProvider;
import io.etcdmonitor.engine.features.healthy.HealthyProvider;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.FakeMember;
import io.etcdmonitor.engine.testing.Lab;
import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.FailureCause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TransitionDetectorTest {
  private final FakeCluster cluster = new FakeCluster(3);
  private TransitionDetector.Baseline baseline = TransitionDetector.Baseline.NOTHING;
  private List<Transition> last = List.of();
  private boolean primary = true;
  private Recollection known = Recollection.NOTHING;

  private List<TransitionType> see(Lab lab, String feature) {
    return see(feature, lab.round(Duration.ofHours(2)));
  }

  private InspectionSpec spec(String feature) {
    return new InspectionSpec(
        new InspectionKey(cluster.watched().key(), feature),
        feature,
        Optional.of(Duration.ofSeconds(30)),
        Duration.ofSeconds(10),
        Map.of(),
        primary);
  }

  private List<TransitionType> see(String feature, InspectionOutcome o) {
    InspectionSpec spec = spec(feature);
    InspectionResult result =
        new InspectionResult(
            spec.key(),
            feature,
            o.verdict(),
            o.reason(),
            o.message(),
            o.findings(),
            o.measurements(),
            o.observation(),
            Instant.EPOCH,
            Duration.ZERO);
    TransitionDetector.Detection detection = TransitionDetector.detect(spec, baseline, result);
    baseline = detection.next();
    last = detection.transitions();
    return last.stream().map(Transition::type).toList();
  }

  private Lab lab(FeatureProvider provider) {
    return new Lab(provider, cluster);
  }

  private void up() {
    cluster.members.forEach(m -> m.down = Optional.empty());
    cluster.elect(0);
  }

  @Test
  void aQuietClusterTellsNothing() {
    Lab lab = lab(new HealthyProvider());
    for (int i = 0; i < 5; i++) {
      assertThat(see(lab, "healthy")).isEmpty();
    }
  }

  @Test
  void membersFallAndRiseOnce() {
    Lab lab = lab(new HealthyProvider());
    see(lab, "healthy");
    cluster.down(FailureCause.CONNECTION_REFUSED, 3);
    assertThat(see(lab, "healthy")).containsExactly(MEMBER_UNREACHABLE);
    assertThat(last.get(0).trouble()).isTrue();
    assertThat(last.get(0).member()).isEqualTo("m3");
    assertThat(see(lab, "healthy")).isEmpty();
    up();
    cluster.m(3).failing.put("read", FailureCause.TIMEOUT);
    assertThat(see(lab, "healthy")).containsExactly(MEMBER_UNHEALTHY);
    cluster.m(3).failing.clear();
    assertThat(see(lab, "healthy")).containsExactly(MEMBER_RECOVERED);
    assertThat(last.get(0).trouble()).isFalse();
    assertThat(see(lab, "healthy")).isEmpty();
  }

  @Test
  void quorumIsLostAndRestoredOnceThoughSomeRoundsCouldNotLook() {
    Lab lab = lab(new HealthyProvider());
    see(lab, "healthy");
    cluster.down(FailureCause.TIMEOUT, 1, 2, 3);
    assertThat(see(lab, "healthy"))
        .containsExactly(QUORUM_LOST, MEMBER_UNREACHABLE, MEMBER_UNREACHABLE, MEMBER_UNREACHABLE);
    assertThat(see("healthy", InspectionOutcome.unknown(Reasons.PROBE_TIMEOUT, "slow"))).isEmpty();
    cluster.down(FailureCause.CREDENTIALS_INVALID, 1, 2, 3);
    assertThat(see(lab, "healthy")).containsExactly(CREDENTIALS_INVALID, INSPECTION_FAILED);
    cluster.down(FailureCause.TIMEOUT, 1, 2, 3);
    assertThat(see(lab, "healthy")).containsExactly(INSPECTION_RECOVERED);
    up();
    assertThat(see(lab, "healthy"))
        .containsExactly(QUORUM_RESTORED, MEMBER_RECOVERED, MEMBER_RECOVERED, MEMBER_RECOVERED);
  }

  @Test
  void aServedReadIsTheEndOfALostQuorumAndMembersOutOfReachAreNone() {
    Lab lab = lab(new HealthyProvider());
    see(lab, "healthy");
    cluster.outOfReach(FailureCause.CONNECT_TIMEOUT, 2, 3);
    assertThat(see(lab, "healthy")).containsExactly(MEMBER_UNREACHABLE, MEMBER_UNREACHABLE);
    cluster.down(FailureCause.CONNECT_TIMEOUT, 2, 3);
    assertThat(see(lab, "healthy")).contains(QUORUM_LOST);
    up();
    assertThat(see(lab, "healthy"))
        .containsExactly(QUORUM_RESTORED, MEMBER_RECOVERED, LEADER_CHANGED);
    assertThat(last.get(0).message()).contains("1 of 3 voting members are seen serving");
  }

  @Test
  void leadersComeAndGo() {
    Lab lab = lab(new HealthyProvider());
    see(lab, "healthy");
    cluster.elect(1);
    assertThat(see(lab, "healthy")).containsExactly(LEADER_CHANGED);
    cluster.noLeader();
    assertThat(see(lab, "healthy")).contains(NO_LEADER);
    assertThat(see(lab, "healthy")).isEmpty();
    cluster.elect(1);
    assertThat(see(lab, "healthy")).contains(LEADER_CHANGED, MEMBER_RECOVERED);
    assertThat(see(lab, "healthy")).isEmpty();
  }

  @Test
  void membersAreAddedPromotedAndRemoved() {
    Lab lab = lab(new HealthyProvider());
    see(lab, "healthy");
    FakeMember added = cluster.add("a4", "m4", "http://c1-m4:2379");
    added.learner = true;
    assertThat(see(lab, "healthy")).containsExactly(MEMBER_ADDED);
    added.learner = false;
    assertThat(see(lab, "healthy")).containsExactly(MEMBER_PROMOTED);
    cluster.members.remove(added);
    added.down = Optional.of(FailureCause.CONNECTION_REFUSED);
    assertThat(see(lab, "healthy")).containsExactly(MEMBER_REMOVED);
  }

  @Test
  void anotherVersionIsToldOfEachMemberOnce() {
    Lab lab = lab(new HealthyProvider());
    see(lab, "healthy");
    FakeMember upgraded = cluster.members.get(1);
    upgraded.down = Optional.of(FailureCause.CONNECTION_REFUSED);
    assertThat(see(lab, "healthy")).containsExactly(MEMBER_UNREACHABLE);
    upgraded.down = Optional.empty();
    upgraded.version = "3.6.99";
    assertThat(see(lab, "healthy")).contains(MEMBER_RECOVERED, VERSION_CHANGED);
    assertThat(see(lab, "healthy")).isEmpty();
  }

  @Test
  void aRebuiltClusterIsTold() {
    Lab lab = lab(new HealthyProvider());
    see(lab, "healthy");
    cluster.members.forEach(m -> m.clusterId = "c9");
    assertThat(see(lab, "healthy")).contains(CLUSTER_ID_CHANGED);
    assertThat(see(lab, "healthy")).isEmpty();
  }

  @Test
  void theFirstObservationTellsTroubleOnly() {
    cluster.down(FailureCause.CONNECTION_REFUSED, 3);
    assertThat(see(lab(new HealthyProvider()), "healthy")).containsExactly(MEMBER_UNREACHABLE);
  }

  @Test
  void aClusterThatNeverAnsweredIsToldOnce() {
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    Lab lab = lab(new HealthyProvider());
    assertThat(see(lab, "healthy")).containsExactly(MEMBER_UNREACHABLE);
    assertThat(see(lab, "healthy")).isEmpty();
    up();
    assertThat(see(lab, "healthy")).containsExactly(MEMBER_RECOVERED);
  }

  @Test
  void troubleTellsWhatItComesFrom() {
    for (String reason : List.of(Reasons.QUOTA_WARNING, Reasons.QUOTA_CRITICAL)) {
      Finding low =
          Findings.finding(Severity.WARNING, reason, "m1 is near its quota")
              .kind("Quota")
              .member("m1")
              .at(Instant.EPOCH);
      InspectionOutcome outcome =
          new InspectionOutcome(
              Verdict.WARNING, reason, "", List.of(low), List.of(), Optional.empty());
      assertThat(see("capacity", outcome)).containsExactly(QUOTA_LOW);
      assertThat(last.get(0).reason()).isEqualTo(reason);
    }
    Lab lab = lab(new HealthyProvider());
    see(lab, "healthy");
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    see(lab, "healthy");
    assertThat(last)
        .extracting(t -> t.type() + " " + t.reason())
        .contains("QUORUM_LOST QuorumLost", "MEMBER_UNREACHABLE ConnectionRefused");
  }

  @Test
  void alarmsOneByOne() {
    Lab lab = lab(new AlarmProvider());
    cluster.alarms.add(new Alarm("a1", "NOSPACE"));
    assertThat(see(lab, "alarm")).containsExactly(ALARM_RAISED);
    cluster.alarms.add(new Alarm("a2", "NOSPACE"));
    assertThat(see(lab, "alarm")).containsExactly(ALARM_RAISED);
    assertThat(last.get(0).member()).isEqualTo("m2");
    cluster.alarms.remove(0);
    assertThat(see(lab, "alarm")).containsExactly(ALARM_CLEARED);
    assertThat(last.get(0).member()).isEqualTo("m1");
    assertThat(see("alarm", InspectionOutcome.unknown(Reasons.PROBE_TIMEOUT, "slow"))).isEmpty();
    assertThat(see(lab, "alarm")).isEmpty();
    cluster.alarms.clear();
    assertThat(see(lab, "alarm")).containsExactly(ALARM_CLEARED);
  }

  @Test
  void dataDivergesAndAgrees() {
    Lab lab = lab(new ConsistencyProvider());
    lab.timeout = Duration.ofSeconds(30);
    cluster.keys.put("/a", 1L);
    assertThat(see(lab, "consistency")).isEmpty();
    cluster.m(3).patched.put("/a", 2L);
    assertThat(see(lab, "consistency")).containsExactly(DATA_DIVERGED);
    assertThat(see(lab, "consistency")).isEmpty();
    assertThat(see("consistency", InspectionOutcome.unknown(Reasons.INCONCLUSIVE, "?"))).isEmpty();
    cluster.m(3).patched.clear();
    assertThat(see(lab, "consistency")).containsExactly(DATA_CONSISTENT);
    cluster.m(2).applied -= 900;
    cluster.members.forEach(m -> m.applied += 9_000);
    cluster.m(2).applied -= 8_000;
    assertThat(see(lab, "consistency")).containsExactly(TransitionType.MEMBER_LAGGING);
  }

  @Test
  void oneUnknownIsAHiccupTwoAreAFailure() {
    InspectionOutcome slow = InspectionOutcome.unknown(Reasons.PROBE_TIMEOUT, "slow");
    Lab lab = lab(new HealthyProvider());
    assertThat(see("healthy", slow)).isEmpty();
    assertThat(see(lab, "healthy")).isEmpty();
    assertThat(see("healthy", slow)).isEmpty();
    assertThat(see("healthy", slow)).containsExactly(INSPECTION_FAILED);
    assertThat(see("healthy", slow)).isEmpty();
    assertThat(see(lab, "healthy")).containsExactly(INSPECTION_RECOVERED);
  }

  @Test
  void aPersonsExtraInspectionTellsOfItselfOnly() {
    primary = false;
    cluster.down(FailureCause.CONNECTION_REFUSED, 3);
    assertThat(see(lab(new HealthyProvider()), "healthy")).isEmpty();
    InspectionOutcome slow = InspectionOutcome.unknown(Reasons.PROBE_TIMEOUT, "slow");
    see("healthy", slow);
    assertThat(see("healthy", slow)).containsExactly(INSPECTION_FAILED);
  }

  /** As the status of the last result would tell it to another process. */
  private void restart(String feature, InspectionOutcome last) {
    Optional<Recollection.Cluster> seen =
        last.observation()
            .map(o ->
                new Recollection.Cluster(
                    o.clusterId(),
                    o.members().stream().map(TransitionDetectorTest::member).toList(),
                    o.leader()
                        .map(l ->
                            new Recollection.Leader(
                                l.id(), OptionalLong.of(l.term()), Optional.of(l.since())))));
    known =
        new Recollection(Optional.of(last.verdict()), last.reason(), false, last.findings(), seen);
    baseline = TransitionDetector.Baseline.of(spec(feature), known);
  }

  private static Recollection.Member member(MemberObservation m) {
    return new Recollection.Member(
        m.id(),
        m.name(),
        m.endpoints().get(0),
        m.voter(),
        m.state(),
        m.reason(),
        m.version(),
        Optional.empty());
  }

  @Test
  void aFormerProcessHasToldWhatStandsAndWhatEndsIsTold() {
    cluster.down(FailureCause.CONNECTION_REFUSED, 2, 3);
    Lab lab = lab(new HealthyProvider());
    InspectionOutcome before = lab.round();
    assertThat(see("healthy", before)).contains(QUORUM_LOST, MEMBER_UNREACHABLE, NO_LEADER);
    restart("healthy", before);
    lab.forget();
    assertThat(see(lab, "healthy")).isEmpty();

    up();
    cluster.down(FailureCause.CONNECTION_REFUSED, 2);
    cluster.elect(0);
    assertThat(see(lab, "healthy"))
        .as("m1 serves, and m3 is back")
        .containsExactlyInAnyOrder(
            QUORUM_RESTORED, MEMBER_RECOVERED, MEMBER_RECOVERED, LEADER_CHANGED);
  }

  @Test
  void whatBeganOrEndedWhileNobodyLookedIsTold() {
    cluster.down(FailureCause.CONNECTION_REFUSED, 3);
    Lab lab = lab(new HealthyProvider());
    restart("healthy", lab.round());
    up();
    cluster.down(FailureCause.CONNECTION_REFUSED, 2);
    cluster.elect(2);
    lab.forget();

    assertThat(see(lab, "healthy"))
        .containsExactlyInAnyOrder(MEMBER_UNREACHABLE, MEMBER_RECOVERED, LEADER_CHANGED);
  }

  @Test
  void aClusterThatIsStillSilentAfterARestartIsNotToldAgainAndItsReturnIs() {
    Lab lab = lab(new HealthyProvider());
    see(lab, "healthy");
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    InspectionOutcome known = lab.round();
    assertThat(see("healthy", known)).contains(QUORUM_LOST);
    restart("healthy", known);
    lab.forget();
    InspectionOutcome nobody = lab.round();
    assertThat(nobody.reason()).isEqualTo(Reasons.UNREACHABLE);
    assertThat(see("healthy", nobody)).isEmpty();
    up();
    assertThat(see(lab, "healthy")).contains(QUORUM_RESTORED, MEMBER_RECOVERED);

    restart("healthy", nobody);
    assertThat(see("healthy", nobody)).as("of which no more was known").isEmpty();
  }

  @Test
  void membersKnownFromBeforeThatAreSilentStillAreNoNewsAndTheirReturnIs() {
    Lab lab = lab(new HealthyProvider());
    see(lab, "healthy");
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    restart("healthy", lab.round());
    for (int process = 0; process < 3; process++) {
      lab.restart(known);
      InspectionOutcome silent = lab.round();
      assertThat(silent.reason()).isEqualTo(Reasons.QUORUM_LOST);
      assertThat(see("healthy", silent)).isEmpty();
      restart("healthy", silent);
    }

    lab.restart(known);
    assertThat(see(lab, "healthy")).isEmpty();
    up();
    cluster.members.remove(2);
    assertThat(see(lab, "healthy"))
        .as("of the cluster, and of each member")
        .contains(QUORUM_RESTORED, MEMBER_REMOVED)
        .doesNotContain(MEMBER_ADDED, MEMBER_UNREACHABLE)
        .filteredOn(t -> t == MEMBER_RECOVERED)
        .hasSize(3);
  }

  @Test
  void membersKnownFromBeforeThatFellWhileNobodyLookedAreTold() {
    Lab lab = lab(new HealthyProvider());
    restart("healthy", lab.round());
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    lab.restart(known);

    assertThat(see(lab, "healthy"))
        .containsExactlyInAnyOrder(
            QUORUM_LOST, MEMBER_UNREACHABLE, MEMBER_UNREACHABLE, MEMBER_UNREACHABLE);
  }

  @Test
  void alarmsThatStandAreNotRaisedAgainAndOthersAre() {
    cluster.alarms.add(new Alarm("a1", "NOSPACE"));
    Lab lab = lab(new AlarmProvider());
    InspectionOutcome before = lab.round();
    assertThat(see("alarm", before)).containsExactly(ALARM_RAISED);
    restart("alarm", before);
    assertThat(see(lab, "alarm")).isEmpty();

    restart("alarm", before);
    cluster.alarms.clear();
    cluster.alarms.add(new Alarm("a2", "NOSPACE"));
    assertThat(see(lab, "alarm")).containsExactlyInAnyOrder(ALARM_RAISED, ALARM_CLEARED);
  }

  @Test
  void credentialsThatAreStillWrongAreNotToldAgain() {
    cluster.outOfReach(FailureCause.CREDENTIALS_INVALID, 1, 2, 3);
    Lab lab = lab(new HealthyProvider());
    InspectionOutcome before = lab.round();
    assertThat(see("healthy", before)).containsExactly(CREDENTIALS_INVALID);
    restart("healthy", before);
    assertThat(see(lab, "healthy"))
        .as("it could not look twice")
        .containsExactly(INSPECTION_FAILED);
    cluster.members.forEach(m -> m.failing.clear());
    assertThat(see(lab, "healthy")).containsExactly(INSPECTION_RECOVERED);
  }

  @Test
  void ofAPersonsInspectionOnlyItsFailureIsKnown() {
    primary = false;
    baseline =
        TransitionDetector.Baseline.of(
            spec("healthy"),
            new Recollection(
                Optional.of(Verdict.UNKNOWN),
                Reasons.CREDENTIALS_INVALID,
                true,
                List.of(),
                Optional.empty()));
    assertThat(see(lab(new HealthyProvider()), "healthy")).containsExactly(INSPECTION_RECOVERED);
  }
}
