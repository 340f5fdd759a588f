package io.etcdmonitor.engine.features.healthy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberRole;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.FakeMember;
import io.etcdmonitor.engine.testing.Lab;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberList;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthyProviderTest {
  private static Lab lab(FakeCluster cluster, FakeCluster... others) {
    return new Lab(new HealthyProvider(), cluster, others);
  }

  private static List<String> ids(InspectionOutcome outcome) {
    return outcome.findings().stream().map(Finding::id).toList();
  }

  private static Finding finding(InspectionOutcome outcome, String id) {
    return outcome.findings().stream()
        .filter(f -> f.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError(id + " is not in " + ids(outcome)));
  }

  private static MemberObservation member(InspectionOutcome outcome, String name) {
    return outcome.observation().orElseThrow().members().stream()
        .filter(m -> m.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aHealthyClusterPassesWithEverythingThatWasSeen() {
    InspectionOutcome outcome = lab(new FakeCluster(3)).round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.reason()).isEqualTo(Reasons.QUORUM_HEALTHY);
    assertThat(outcome.findings()).isEmpty();
    ClusterObservation seen = outcome.observation().orElseThrow();
    assertThat(seen.clusterId()).contains("c1");
    assertThat(seen.version()).contains("3.5.30");
    assertThat(seen.leader()).map(ClusterObservation.Leader::name).contains("m1");
    assertThat(seen.quorum()).isEqualTo(ClusterObservation.Quorum.of(3, 3));
    assertThat(seen.members())
        .extracting(MemberObservation::role)
        .containsExactly(MemberRole.LEADER, MemberRole.FOLLOWER, MemberRole.FOLLOWER);
    assertThat(seen.members()).allMatch(m -> m.state() == MemberState.HEALTHY);
    assertThat(outcome.message()).contains("3 of 3", "m1 leads");
  }

  @Test
  void aDisabledQuotaIsNoQuota() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.members.forEach(m -> m.quota = OptionalLong.of(-1));
    ClusterObservation seen = lab(cluster).round().observation().orElseThrow();
    assertThat(seen.members()).allMatch(m -> m.dbQuota().isEmpty());
    assertThat(seen.database().quota()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureCause.class,
      names = {"CONNECTION_REFUSED", "TIMEOUT", "CONNECT_TIMEOUT", "DNS_FAILURE"})
  void aMemberThatIsDownIsNamedWithItsCause(FailureCause cause) {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    cluster.down(cause, 3);

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(outcome.reason()).isEqualTo(Reasons.MEMBERS_UNHEALTHY);
    Finding finding = finding(outcome, "MemberUnreachable/m3");
    assertThat(finding.reason()).isEqualTo(io.etcdmonitor.engine.feature.FailureReasons.of(cause));
    assertThat(finding.remedy()).isNotEmpty();
    assertThat(outcome.message()).contains("m3", "0 more may fail");
    MemberObservation m3 = member(outcome, "m3");
    assertThat(m3.state()).isEqualTo(MemberState.UNREACHABLE);
    assertThat(m3.dbSize()).isEmpty();
    assertThat(m3.latency()).isEmpty();
    assertThat(m3.role()).isEqualTo(MemberRole.UNKNOWN);
  }

  @Test
  void aLostProbeIsSentOnceMoreButARefusedOneIsNot() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    cluster.m(2).hiccups.put("status", 1);
    cluster.m(2).hiccups.put("read", 1);

    assertThat(lab.round().verdict()).isEqualTo(Verdict.PASSED);

    int before = cluster.m(3).calls("status");
    cluster.down(FailureCause.CONNECTION_REFUSED, 3);
    lab.round();
    assertThat(cluster.m(3).calls("status") - before).isEqualTo(1);
    before = cluster.m(3).calls("status");
    cluster.down(FailureCause.TIMEOUT, 3);
    lab.round();
    assertThat(cluster.m(3).calls("status") - before).isEqualTo(2);
  }

  @Test
  void eachMemberIsReadOncePerRound() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    cluster.members.forEach(m -> m.calls.clear());

    lab.round();

    for (FakeMember member : cluster.members) {
      assertThat(member.calls).containsOnlyKeys("status", "memberList", "read");
      assertThat(member.calls.values()).containsOnly(1);
    }
  }

  @Test
  void whenAllMembersAreGoneQuorumIsLost() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.CRITICAL);
    assertThat(outcome.reason()).isEqualTo(Reasons.QUORUM_LOST);
    ClusterObservation seen = outcome.observation().orElseThrow();
    assertThat(seen.quorum().canLose()).isEqualTo(-2);
    assertThat(seen.leader()).isEmpty();
    assertThat(seen.version()).isEmpty();
    assertThat(seen.database().size()).isEmpty();
    assertThat(seen.members()).hasSize(3).allMatch(m -> m.state() == MemberState.UNREACHABLE);
  }

  @Test
  void withTwoOfThreeDownTheThirdIsReachableAndQuorumIsLost() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    cluster.down(FailureCause.TIMEOUT, 2, 3);

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.reason()).isEqualTo(Reasons.QUORUM_LOST);
    assertThat(outcome.message()).contains("m2", "m3", "bring back 2 members");
    assertThat(member(outcome, "m1").state()).isEqualTo(MemberState.UNHEALTHY);
    assertThat(member(outcome, "m1").reason()).isEqualTo(Reasons.NO_LEADER);
  }

  @ParameterizedTest
  @CsvSource({
    "DNS_FAILURE, Unreachable, DNSFailure",
    "CONNECT_TIMEOUT, Unreachable, ConnectTimeout",
    "TLS_UNTRUSTED, Unknown, TLSUntrusted",
  })
  void aServedReadProvesTheQuorumOfMembersThatWeDoNotReach(
      FailureCause cause, String state, String reason) {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    cluster.outOfReach(cause, 2, 3);

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(outcome.reason()).isEqualTo(Reasons.QUORUM_PARTLY_SEEN);
    assertThat(outcome.message())
        .contains(
            "m1 served a linearizable read, so quorum holds; but only 1 of 3 voting members is seen"
                + " serving, not m2 ("
                + reason
                + ") and m3 ("
                + reason
                + ")",
            "how many more may fail is not known")
        .doesNotContain("lost");
    ClusterObservation seen = outcome.observation().orElseThrow();
    assertThat(seen.quorum()).isEqualTo(new ClusterObservation.Quorum(3, 1, 2, -1, true));
    assertThat(seen.quorumObserved()).isFalse();
    assertThat(Summary.counts(seen)).endsWith("quorum holds");
    assertThat(member(outcome, "m2").state().word()).isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 1, 1, QuorumPartlySeen",
    "5, 1, 2, QuorumPartlySeen",
    "5, 2, 2, QuorumPartlySeen",
    "3, 2, 0, NotServing",
    "5, 3, 1, NotServing",
  })
  void aServedReadProvesTheQuorumWhereThoseOutOfReachMakeItUp(
      int size, int refusing, int outOfReach, String reason) {
    FakeCluster cluster = new FakeCluster(size);
    Lab lab = lab(cluster);
    lab.round();
    for (int i = 0; i < refusing; i++) {
      cluster.m(2 + i).failing.put("read", FailureCause.TIMEOUT);
    }
    for (int i = 0; i < outOfReach; i++) {
      cluster.outOfReach(FailureCause.CONNECT_TIMEOUT, size - i);
    }

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.reason()).isEqualTo(reason);
    boolean held = reason.equals(Reasons.QUORUM_PARTLY_SEEN);
    assertThat(outcome.observation().orElseThrow().quorum().held()).isEqualTo(held);
    assertThat(outcome.verdict()).isEqualTo(held ? Verdict.WARNING : Verdict.CRITICAL);
    assertThat(member(outcome, "m2").state()).isEqualTo(MemberState.UNHEALTHY);
  }

  @Test
  void oneAddressForAllMembersIsNoLostQuorum() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.members.forEach(m -> m.clientUrls = List.of("http://c1-m3:2379"));
    Lab lab = lab(cluster).seeds("http://c1-m3:2379");

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.reason()).isEqualTo(Reasons.QUORUM_PARTLY_SEEN);
    assertThat(outcome.message()).startsWith("m3 served a linearizable read");

    cluster.noLeader();
    assertThat(lab.round().reason()).isEqualTo(Reasons.QUORUM_LOST);
  }

  @Test
  void aMembersReadProvesNothingWhenItsStatusSeesNoLeader() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    cluster.down(FailureCause.TIMEOUT, 2, 3);
    cluster.m(1).failing.put("read", FailureCause.PERMISSION_DENIED);

    assertThat(lab.round().reason()).isEqualTo(Reasons.QUORUM_LOST);
  }

  @Test
  void aLearnersReadProvesNoQuorum() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    cluster.outOfReach(FailureCause.CONNECTION_REFUSED, 2, 3);
    cluster.m(1).learner = true;

    assertThat(lab.round().reason()).isEqualTo(Reasons.QUORUM_LOST);
  }

  @Test
  void aReadServedByAnotherClusterProvesNothingOfThisOne() {
    FakeCluster other = new FakeCluster("c2", 1);
    other.m(1).clientUrls = List.of("http://c1-m2:2379");
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster, other);
    lab.round();
    cluster.down(FailureCause.CONNECTION_REFUSED, 2, 3);
    other.byUrl.put("http://c1-m2:2379", other.m(1));

    InspectionOutcome outcome = lab.round();

    assertThat(member(outcome, "m2").reason()).isEqualTo(Reasons.CLUSTER_ID_MISMATCH);
    assertThat(outcome.reason()).isEqualTo(Reasons.QUORUM_LOST);
  }

  @Test
  void aClusterThatNeverAnsweredIsUnreachable() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);

    InspectionOutcome outcome = lab(cluster).round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.CRITICAL);
    assertThat(outcome.reason()).isEqualTo(Reasons.UNREACHABLE);
    assertThat(outcome.observation().orElseThrow().members()).isEmpty();
    assertThat(outcome.findings())
        .hasSize(3)
        .allMatch(f -> f.reason().equals(Reasons.CONNECTION_REFUSED));
  }

  /** Connections are made in that round, on a machine that has just started a hundred of them. */
  @Test
  void aClusterThatAnswersLateTheFirstTimeIsNotCalledUnreachable() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.members.forEach(m -> {
      m.hiccups.put("memberList", 1);
      m.hiccups.put("status", 2);
      m.hiccups.put("read", 1);
    });
    Lab lab = lab(cluster);

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(outcome.reason()).isEqualTo(Reasons.PROBE_TIMEOUT);
    assertThat(lab.round().verdict()).isEqualTo(Verdict.PASSED);
  }

  @ParameterizedTest
  @EnumSource(
      value = FailureCause.class,
      names = {
        "TLS_UNTRUSTED",
        "TLS_NAME_MISMATCH",
        "TLS_CLIENT_CERTIFICATE",
        "TLS_HANDSHAKE_FAILED",
        "PLAIN_TEXT_REFUSED",
        "AUTH_REQUIRED",
        "CREDENTIALS_INVALID",
        "NOT_ETCD"
      })
  void whatOurConfigurationHidesIsUnknownAndNeverDown(FailureCause cause) {
    FakeCluster cluster = new FakeCluster(3);
    Lab fresh = lab(cluster);
    Lab known = lab(cluster);
    known.round();
    cluster.down(cause, 1, 2, 3);

    for (InspectionOutcome outcome : List.of(fresh.round(), known.round())) {
      assertThat(outcome.verdict()).isEqualTo(Verdict.UNKNOWN);
      assertThat(outcome.reason())
          .isEqualTo(io.etcdmonitor.engine.feature.FailureReasons.of(cause));
      assertThat(outcome.findings()).noneMatch(f -> f.severity() == Severity.CRITICAL);
    }
  }

  @Test
  void anExpiredServerCertificateIsCritical() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    cluster.down(FailureCause.TLS_EXPIRED, 1, 2, 3);

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.CRITICAL);
    assertThat(outcome.reason()).isEqualTo(Reasons.TLS_EXPIRED);
  }

  @Test
  void permissionDeniedIsAnAnswerOfAServingMember() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.members.forEach(m -> m.failing.put("read", FailureCause.PERMISSION_DENIED));

    assertThat(lab(cluster).round().verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void aLearnerIsNotAskedForWhatLearnersRefuse() {
    FakeCluster cluster = new FakeCluster(3);
    FakeMember learner = cluster.add("a4", "m4", "http://c1-m4:2379");
    learner.learner = true;
    Lab lab = lab(cluster);
    lab.round();
    learner.calls.clear();

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(member(outcome, "m4").role()).isEqualTo(MemberRole.LEARNER);
    assertThat(member(outcome, "m4").state()).isEqualTo(MemberState.HEALTHY);
    assertThat(outcome.observation().orElseThrow().quorum().voters()).isEqualTo(3);
    assertThat(learner.calls).containsOnlyKeys("status", "read");
  }

  @Test
  void aLearnerWhoseLagDoesNotShrinkIsStuck() {
    FakeCluster cluster = new FakeCluster(3);
    FakeMember learner = cluster.add("a4", "m4", "http://c1-m4:2379");
    learner.learner = true;
    cluster.members.forEach(m -> m.applied = 100_000);
    learner.applied = 10;
    Lab lab = lab(cluster);
    InspectionOutcome outcome = lab.round(Duration.ofMinutes(6));
    assertThat(ids(outcome)).isEmpty();
    lab.round(Duration.ofMinutes(6));

    outcome = lab.round();

    assertThat(outcome.reason()).isEqualTo(Reasons.LEARNER_STUCK);
    assertThat(finding(outcome, "LearnerStuck/m4").message()).contains("99990 entries behind");
    assertThat(finding(outcome, "LearnerStuck/m4").threshold()).isEqualTo("5000 entries behind");

    learner.applied = 99_999;
    outcome = lab.round();
    assertThat(ids(outcome)).containsExactly("LearnerNotPromoted/m4");
    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
  }

  /** A snapshot of many GiB takes its time, and the leader goes on meanwhile. */
  @Test
  void aLearnerWhoseLagShrinksOnTheWholeIsNotStuck() {
    FakeCluster cluster = new FakeCluster(3);
    FakeMember learner = cluster.add("a4", "m4", "http://c1-m4:2379");
    learner.learner = true;
    Lab lab = lab(cluster);
    for (int i = 0; i <= 60; i++) {
      // From one round to the next the lag grows as often as it shrinks.
      long lag = 900_000 - 5_000L * i + (i % 2) * 8_000L;
      cluster.members.forEach(m -> m.applied = 1_000_000);
      learner.applied = 1_000_000 - lag;
      assertThat(ids(lab.round())).as("round %d", i).isEmpty();
    }
    for (int i = 0; i < 20; i++) {
      lab.round();
    }
    assertThat(ids(lab.round())).containsExactly("LearnerStuck/m4");
  }

  @Test
  void aLearnerIsNotJudgedByRoundsInWhichItDidNotAnswer() {
    FakeCluster cluster = new FakeCluster(3);
    FakeMember learner = cluster.add("a4", "m4", "http://c1-m4:2379");
    learner.learner = true;
    cluster.members.forEach(m -> m.applied = 1_000_000);
    learner.applied = 10;
    learner.down = Optional.of(FailureCause.CONNECTION_REFUSED);
    Lab lab = lab(cluster);
    for (int i = 0; i < 30; i++) {
      assertThat(ids(lab.round())).containsExactly("MemberUnreachable/m4");
    }
    learner.down = Optional.empty();
    for (int i = 0; i < 10; i++) {
      learner.applied += 10;
      assertThat(ids(lab.round())).as("round %d", i).doesNotContain("LearnerStuck/m4");
    }
    learner.applied = 10;
    assertThat(ids(lab.round())).contains("LearnerStuck/m4");
  }

  @Test
  void aMemberThatWasNeverStartedCountsForQuorum() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    FakeMember added = cluster.add("a4", "", "http://nowhere:2379");
    added.clientUrls = List.of();
    added.down = Optional.of(FailureCause.CONNECTION_REFUSED);

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(outcome.reason()).isEqualTo(Reasons.MEMBER_NOT_STARTED);
    assertThat(outcome.observation().orElseThrow().quorum())
        .isEqualTo(ClusterObservation.Quorum.of(4, 3));
  }

  @Test
  void noLeaderAmongReachableMembersIsCritical() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    cluster.noLeader();

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.CRITICAL);
    assertThat(outcome.reason()).isEqualTo(Reasons.NO_LEADER);
  }

  @Test
  void anElectionThatEndsWithinTheSecondLookIsNoNews() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    cluster.noLeader();
    lab.onPause =
        () -> {
          cluster.members.forEach(m -> m.term = 3);
          cluster.elect(1);
        };

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.observation().orElseThrow().leader())
        .map(ClusterObservation.Leader::name)
        .contains("m2");
    assertThat(outcome.observation().orElseThrow().leaderChanges().total()).isEqualTo(1);
  }

  /**
   * Under load all members fail one look, though they live: every one of them leaves so many calls
   * for its status and so many reads unanswered. The last {@code gone} refuse connections.
   */
  @ParameterizedTest
  @CsvSource({
    "3, 0, 0, 1, QuorumHealthy",
    "3, 0, 0, 2, NotServing",
    "3, 1, 0, 1, MembersUnhealthy",
    "3, 0, 2, 1, QuorumHealthy",
    "3, 0, 3, 2, QuorumLost",
    "5, 2, 0, 1, MembersUnhealthy",
    "5, 2, 2, 1, MembersUnhealthy",
    "5, 2, 3, 2, QuorumLost",
    "1, 0, 0, 2, QuorumHealthy",
    "1, 0, 0, 3, NotServing",
    "1, 0, 2, 1, QuorumHealthy",
  })
  void quorumIsNotCalledLostForOneSilentMoment(
      int size, int gone, int statuses, int reads, String reason) {
    FakeCluster cluster = new FakeCluster(size);
    Lab lab = lab(cluster);
    lab.round();
    cluster.members.forEach(m -> {
      m.hiccups.put("status", statuses);
      m.hiccups.put("read", reads);
    });
    for (int i = 0; i < gone; i++) {
      cluster.down(FailureCause.CONNECTION_REFUSED, size - i);
    }

    assertThat(lab.round().reason()).isEqualTo(reason);

    assertThat(lab.round().verdict()).isEqualTo(gone == 0 ? Verdict.PASSED : Verdict.WARNING);
  }

  @Test
  void aMajorityThatRefusesIsALostQuorumAtOnce() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    cluster.down(FailureCause.CONNECTION_REFUSED, 2, 3);
    cluster.m(1).leaderId = Optional.empty();
    lab.onPause = () -> fail("there is nothing to wait for");

    assertThat(lab.round().reason()).isEqualTo(Reasons.QUORUM_LOST);
  }

  @Test
  void silenceThatLastedFiveSecondsIsNotWaitedForAgain() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    cluster.down(FailureCause.TIMEOUT, 2, 3);
    cluster.m(1).onStatus = () -> lab.clock.advance(Duration.ofSeconds(5));

    assertThat(lab.round().reason()).isEqualTo(Reasons.QUORUM_LOST);

    assertThat(cluster.m(3).calls("status")).isEqualTo(1 + 2);
  }

  @Test
  void twoLeadersOfOneTermAreCriticalAndAStaleOneIsAWarning() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.m(3).leaderId = Optional.of("a3");
    Lab lab = lab(cluster);

    InspectionOutcome outcome = lab.round();
    assertThat(outcome.verdict()).isEqualTo(Verdict.CRITICAL);
    assertThat(outcome.reason()).isEqualTo(Reasons.MULTIPLE_LEADERS);

    cluster.m(3).term = 1;
    outcome = lab.round();
    assertThat(outcome.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(finding(outcome, "StaleLeader/m3").value()).isEqualTo("term 1");
    assertThat(member(outcome, "m3").role()).isEqualTo(MemberRole.UNKNOWN);
  }

  @Test
  void aMemberCutOffFromTheLeaderIsAOneSidedPartition() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    cluster.m(2).leaderId = Optional.empty();
    cluster.m(2).term = 7;

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(finding(outcome, "LeaderDisagreement/m2").message()).contains("m2 sees no leader");
    assertThat(member(outcome, "m2").state()).isEqualTo(MemberState.UNHEALTHY);
    assertThat(outcome.observation().orElseThrow().leader())
        .map(ClusterObservation.Leader::name)
        .contains("m1");
  }

  @Test
  void aMemberWithAnotherMemberListIsNamed() {
    FakeCluster cluster = new FakeCluster(3);
    List<MemberList.Member> old =
        lab(cluster).view().memberLists().get("a1").members().subList(0, 2);
    cluster.m(2).ownList = Optional.of(old);

    InspectionOutcome outcome = lab(cluster).round();

    Finding finding = finding(outcome, "MembershipDisagreement/m2");
    assertThat(finding.message()).contains("it misses m3");
  }

  @Test
  void aChangeOfMembershipUnderWayIsNoDisagreement() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.m(2).ownList =
        Optional.of(lab(cluster).view().memberLists().get("a1").members().subList(0, 2));
    Lab lab = lab(cluster);
    lab.onPause = () -> cluster.m(2).ownList = Optional.empty();

    assertThat(lab.round().findings()).isEmpty();
  }

  @Test
  void aRemovedMemberThatStillRunsIsFound() {
    FakeCluster cluster = new FakeCluster(4);
    Lab lab = lab(cluster).seeds("http://c1-m1:2379");
    lab.round();
    FakeMember removed = cluster.members.remove(3);
    removed.ownList = Optional.of(List.of());

    for (int i = 0; i < 3; i++) {
      InspectionOutcome outcome = lab.round();
      assertThat(ids(outcome)).contains("MemberRemovedButRunning/m4");
      assertThat(outcome.observation().orElseThrow().members()).hasSize(3);
    }

    removed.down = Optional.of(FailureCause.CONNECTION_REFUSED);
    assertThat(ids(lab.round())).isEmpty();
    int calls = removed.calls("status");
    lab.round();
    assertThat(removed.calls("status")).isEqualTo(calls);
  }

  @Test
  void endpointsOfTwoClustersAreCritical() {
    FakeCluster cluster = new FakeCluster(3);
    FakeCluster other = new FakeCluster("c2", 1);
    Lab lab =
        lab(cluster, other).seeds("http://c2-m1:2379", "http://c1-m1:2379", "http://c1-m2:2379");

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.CRITICAL);
    assertThat(outcome.reason()).isEqualTo(Reasons.CLUSTER_ID_MISMATCH);
    assertThat(outcome.message()).contains("http://c2-m1:2379 belongs to cluster c2");
    assertThat(outcome.observation().orElseThrow().members()).hasSize(3);
    assertThat(lab.round().reason()).isEqualTo(Reasons.CLUSTER_ID_MISMATCH);
  }

  /**
   * As after a snapshot was restored onto one member only. Its ID comes of its peer URL and the
   * cluster's token, so it may well be the one that it had.
   */
  @ParameterizedTest
  @ValueSource(strings = {"a1", "f1"})
  void aMemberThatCameBackAsAClusterOfItsOwnIsNoFaultOfTheEndpoints(String memberId) {
    FakeCluster cluster = new FakeCluster(3);
    FakeCluster restored = new FakeCluster("c2", 0);
    Lab lab = lab(cluster, restored);
    cluster.elect(1);
    lab.round();
    restored.add(memberId, "m1", "http://c1-m1:2379");
    restored.elect(0);

    InspectionOutcome outcome = lab.round();

    assertThat(member(outcome, "m1").state()).isEqualTo(MemberState.UNREACHABLE);
    assertThat(outcome.verdict()).isEqualTo(Verdict.CRITICAL);
    assertThat(outcome.reason()).isEqualTo(Reasons.CLUSTER_ID_MISMATCH);
    assertThat(outcome.message())
        .contains("another cluster (c2) answers at http://c1-m1:2379, the address of member m1")
        .contains("remove m1 from the member list");
    assertThat(outcome.findings())
        .hasSize(2)
        .allSatisfy(f -> assertThat(f.member()).isEqualTo("m1"))
        .allSatisfy(f -> assertThat(f.remedy()).contains("empty its data directory"));
  }

  @Test
  void aRebuiltClusterBehindTheSameAddressIsNewsUntilExpected() {
    FakeCluster cluster = new FakeCluster(1);
    Lab lab = lab(cluster);
    lab.round();
    cluster.m(1).clusterId = "c9";

    assertThat(ids(lab.round())).containsExactly("ClusterIDChanged");
    assertThat(ids(lab.round())).containsExactly("ClusterIDChanged");

    lab.expecting(new Expected(OptionalInt.empty(), Optional.empty(), Optional.of("c9")));
    assertThat(ids(lab.round())).isEmpty();
  }

  @Test
  void aClusterThatWasRestoredFromAnOlderStateIsToldSoAndASlowLeaderIsNot() {
    FakeCluster cluster = new FakeCluster(1);
    cluster.m(1).applied = 900;
    Lab lab = lab(cluster);
    lab.round();
    cluster.m(1).revision = 400;
    lab.round();
    assertThat(ids(lab.round())).isEmpty();

    cluster.m(1).applied = 5;
    lab.round();
    assertThat(finding(lab.round(), "RevisionWentBack").message())
        .startsWith("the cluster went back from revision 500 to 400 at ");
    cluster.m(1).revision = 900;
    cluster.m(1).applied = 2000;
    assertThat(ids(lab.round())).containsExactly("RevisionWentBack");
  }

  @ParameterizedTest
  @CsvSource({
    "3.5.30,3.5.30,PASSED,",
    "3.5.30,3.5.29,PASSED,VersionSkew",
    "3.5.30,3.6.1,WARNING,VersionSkew"
  })
  void versionSkew(String first, String second, Verdict verdict, String finding) {
    FakeCluster cluster = new FakeCluster(3);
    cluster.members.forEach(m -> m.version = first);
    cluster.m(2).version = second;

    InspectionOutcome outcome = lab(cluster).round();

    assertThat(outcome.verdict()).isEqualTo(verdict);
    assertThat(ids(outcome)).isEqualTo(finding == null ? List.of() : List.of(finding));
  }

  @Test
  void aDowngradeIsNotToBeFinishedAsAnUpgrade() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.members.forEach(m -> m.version = "3.6.14");
    cluster.members.forEach(m -> m.downgradeTarget = Optional.of("3.5.0"));
    cluster.m(2).version = "3.5.33";
    cluster.m(2).downgradeTarget = Optional.empty();

    Finding skew = finding(lab(cluster).round(), "VersionSkew");
    assertThat(skew.remedy()).isEqualTo("finish the downgrade to 3.5.0, one member at a time");
    assertThat(skew.severity()).as("it is what was asked for").isEqualTo(Severity.INFO);
    assertThat(lab(cluster).round().verdict()).isEqualTo(Verdict.PASSED);
  }

  @ParameterizedTest
  @CsvSource({"3.5.0, 3.4.40", "3.5.0, 3.7.1", "3.5.0, 4.5.1", "x, 3.5.33"})
  void otherVersionsThanTheDowngradeBringsAreSkew(String target, String other) {
    FakeCluster cluster = new FakeCluster(3);
    cluster.members.forEach(m -> m.version = "3.6.14");
    cluster.members.forEach(m -> m.downgradeTarget = Optional.of(target));
    cluster.m(2).version = other;

    assertThat(finding(lab(cluster).round(), "VersionSkew").severity()).isEqualTo(Severity.WARNING);
  }

  @Test
  void driftFromWhatIsExpected() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.m(2).version = "3.5.9";
    Lab lab =
        lab(cluster)
            .expecting(new Expected(OptionalInt.of(5), Optional.of("3.5.30"), Optional.of("c7")));

    assertThat(ids(lab.round()))
        .contains("UnexpectedMemberCount", "UnexpectedVersion/m2", "ClusterIDMismatch");
    lab.expecting(new Expected(OptionalInt.of(3), Optional.of("3.5"), Optional.of("c1")));
    assertThat(ids(lab.round())).containsExactly("VersionSkew");
  }

  @Test
  void anAdvertisedUrlThatNobodyReachesIsFoundThroughTheSeed() {
    FakeCluster cluster = new FakeCluster(1);
    FakeMember member = cluster.m(1);
    member.clientUrls = List.of("http://10.9.9.9:2379");
    Lab lab = lab(cluster).seeds("http://c1-m1:2379");

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(outcome.reason()).isEqualTo(Reasons.ADVERTISED_URL_UNREACHABLE);
    assertThat(member(outcome, "m1").state()).isEqualTo(MemberState.HEALTHY);
  }

  @Test
  void aSeedThatDoesNotAnswerIsAFindingOfItsOwn() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster).seeds("http://c1-m1:2379", "http://typo:2379");

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(finding(outcome, "EndpointUnreachable/http://typo:2379").reason())
        .isEqualTo(Reasons.CONNECTION_REFUSED);
  }

  @Test
  void slowReadsAreReadTwice() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.m(2).latency = Duration.ofMillis(300);

    InspectionOutcome outcome = lab(cluster).round();

    assertThat(finding(outcome, "HighLatency/m2").value()).isEqualTo("300 ms");
    assertThat(cluster.m(2).calls("read")).isEqualTo(2);
    assertThat(cluster.m(1).calls("read")).isEqualTo(1);
  }

  @Test
  void manyElectionsWithinAnHourAreAWarningThatEnds() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    for (int i = 1; i <= 4; i++) {
      int leader = i % 3;
      long term = 2L + i;
      cluster.members.forEach(m -> m.term = term);
      cluster.elect(leader);
      lab.round();
    }

    InspectionOutcome outcome = lab.round();
    assertThat(outcome.reason()).isEqualTo(Reasons.FREQUENT_ELECTIONS);
    assertThat(outcome.observation().orElseThrow().leaderChanges().lastHour()).isEqualTo(4);

    lab.clock.advance(Duration.ofMinutes(70));
    outcome = lab.round();
    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.observation().orElseThrow().leaderChanges().total()).isEqualTo(4);
  }

  @Test
  void aMemberThatComesAndGoesFlaps() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    for (int i = 0; i < 3; i++) {
      cluster.m(3).down = Optional.empty();
      lab.round();
      cluster.m(3).down = Optional.of(FailureCause.CONNECTION_REFUSED);
      lab.round();
    }
    cluster.m(3).down = Optional.empty();

    assertThat(ids(lab.round())).containsExactly("MemberFlapping/m3");
    lab.clock.advance(Duration.ofMinutes(31));
    assertThat(ids(lab.round())).isEmpty();
  }

  @Test
  void sinceIsKeptWhileAMemberStaysAsItIs() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    lab.round();
    cluster.down(FailureCause.TIMEOUT, 3);
    var since = member(lab.round(), "m3").since();
    assertThat(member(lab.round(), "m3").since()).isEqualTo(since);
    cluster.down(FailureCause.CONNECTION_REFUSED, 3);
    assertThat(member(lab.round(), "m3").since()).isAfter(since);
  }

  @Test
  void anotherMemberOnAMembersAddressIsNotThatMember() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster).seeds("http://c1-m1:2379");
    lab.round();
    cluster.m(3).clientUrls = cluster.m(2).clientUrls;

    InspectionOutcome outcome = lab.round();

    assertThat(member(outcome, "m3").state()).isEqualTo(MemberState.UNREACHABLE);
    assertThat(member(outcome, "m3").message()).contains("answered by member a2");
  }

  @Test
  void membersThatAllAdvertiseLocalhostAreSeenOnTheirEndpoints() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = lab(cluster);
    cluster.byUrl.put("http://localhost:2379", cluster.m(1));
    cluster.members.forEach(m -> m.clientUrls = List.of("http://localhost:2379"));

    for (int i = 0; i < 2; i++) {
      InspectionOutcome outcome = lab.round();
      assertThat(outcome.observation().orElseThrow().members())
          .extracting(MemberObservation::state)
          .containsOnly(MemberState.HEALTHY);
      assertThat(ids(outcome))
          .containsExactlyInAnyOrder("AdvertisedURLUnreachable/m2", "AdvertisedURLUnreachable/m3");
    }
  }

  @Test
  void aMemberThatAdvertisesWhatLeadsEachClientToItselfIsToldSo() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.m(3).clientUrls = List.of("http://0.0.0.0:2379");
    Lab lab = lab(cluster).seeds("http://c1-m1:2379");
    assertThat(finding(lab.round(), "MemberUnreachable/m3").remedy())
        .startsWith("set its --advertise-client-urls to what clients reach");

    Lab beside = lab(cluster).seeds("http://c1-m1:2379", "http://127.0.0.1:2379");
    assertThat(finding(beside.round(), "MemberUnreachable/m3").remedy())
        .as("the monitor runs beside etcd")
        .startsWith("check that etcd runs there");
  }

  @Test
  void aMemberIsFoundBehindTheUrlOnWhichAnotherOneAnswers() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = sharingLocalhost(cluster);

    for (int i = 0; i < 2; i++) {
      InspectionOutcome outcome = lab.round();
      assertThat(member(outcome, "m3").state()).isEqualTo(MemberState.HEALTHY);
      assertThat(outcome.findings())
          .filteredOn(f -> f.reason().equals("AdvertisedURLUnreachable"))
          .allMatch(f -> f.severity() == Severity.INFO)
          .extracting(Finding::message)
          .anyMatch(m ->
              m.contains("answers on http://c1-m")
                  && m.contains(", but on other URLs that it advertises another one"));
      assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    }
  }

  @Test
  void aMemberThatIsDownIsNotCalledAStrangerBecauseTheServiceOfAllAnswers() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.byUrl.put("http://all:2379", cluster.m(1));
    cluster.members.forEach(
        m -> m.clientUrls = List.of("http://c1-" + m.name + ":2379", "http://all:2379"));
    Lab lab = lab(cluster).seeds("http://all:2379");
    assertThat(lab.round().findings()).isEmpty();
    cluster.byUrl.remove("http://c1-m3:2379");

    InspectionOutcome outcome = lab.round();

    MemberObservation m3 = member(outcome, "m3");
    assertThat(m3.state()).isEqualTo(MemberState.UNREACHABLE);
    assertThat(m3.reason()).isEqualTo("ConnectionRefused");
    assertThat(m3.message()).contains("gives no answer").doesNotContain("answered by");
    assertThat(m3.latency()).as("of another one").isEmpty();
    assertThat(outcome.findings())
        .singleElement()
        .satisfies(f -> assertThat(f.remedy()).contains("check that etcd runs there"));
    assertThat(outcome.observation().orElseThrow().quorum().canLose()).isZero();
  }

  @Test
  void aCallThatIsLostOnTheWayAroundIsMadeAgain() {
    FakeCluster cluster = new FakeCluster(3);
    Lab lab = sharingLocalhost(cluster);
    lab.round();
    cluster.m(3).hiccups.put("status", 1);
    assertThat(member(lab.round(), "m3").state()).isEqualTo(MemberState.HEALTHY);
  }

  /** Each member advertises the localhost first, where m1 answers. */
  private static Lab sharingLocalhost(FakeCluster cluster) {
    cluster.byUrl.put("http://localhost:2379", cluster.m(1));
    cluster.members.forEach(
        m -> m.clientUrls = List.of("http://localhost:2379", "http://c1-" + m.name + ":2379"));
    return lab(cluster).seeds("http://c1-m1:2379");
  }

  private static final Instant YESTERDAY = Instant.parse("2025-12-31T03:00:00Z");

  private static Recollection.Member before(int number, MemberState state, String reason) {
    return new Recollection.Member(
        "a" + number,
        "m" + number,
        "http://c1-m" + number + ":2379",
        true,
        state,
        reason,
        Optional.of("3.5.30"),
        Optional.of(YESTERDAY));
  }

  private static Lab afterRestart(FakeCluster cluster, String clusterId, long term) {
    Lab lab = lab(cluster);
    Recollection.Cluster known =
        new Recollection.Cluster(
            Optional.of(clusterId),
            List.of(
                before(1, MemberState.HEALTHY, Reasons.SERVING),
                before(2, MemberState.UNREACHABLE, Reasons.CONNECTION_REFUSED),
                before(3, MemberState.UNREACHABLE, Reasons.CONNECTION_REFUSED)),
            Optional.of(
                new Recollection.Leader("a1", OptionalLong.of(term), Optional.of(YESTERDAY))));
    lab.before = new Recollection(Optional.empty(), "", false, List.of(), Optional.of(known));
    return lab;
  }

  private static List<Instant> since(InspectionOutcome outcome) {
    return outcome.observation().orElseThrow().members().stream()
        .map(MemberObservation::since)
        .toList();
  }

  private static Instant leaderSince(InspectionOutcome outcome) {
    return outcome.observation().orElseThrow().leader().orElseThrow().since();
  }

  @Test
  void whatStandsAsAFormerProcessSawItStandsSinceThen() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.down(FailureCause.CONNECTION_REFUSED, 3);
    Lab lab = afterRestart(cluster, "c1", 2);
    Instant start = lab.clock.instant();

    InspectionOutcome outcome = lab.round();

    assertThat(since(outcome)).as("m2 is back").containsExactly(YESTERDAY, start, YESTERDAY);
    assertThat(leaderSince(outcome)).isEqualTo(YESTERDAY);
    assertThat(finding(outcome, "MemberUnreachable/m3").message())
        .contains("since 2025-12-31T03:00");
    assertThat(outcome.observation().orElseThrow().leaderChanges().total()).isZero();

    cluster.down(FailureCause.CONNECTION_REFUSED, 2);
    cluster.m(3).down = Optional.empty();
    cluster.elect(0);
    Instant then = lab.clock.instant();
    assertThat(since(lab.round()))
        .as("what was known counts for the first look")
        .containsExactly(YESTERDAY, then, then);
  }

  @Test
  void whatFailsForAnotherCauseOrLeadsInAnotherTermIsNew() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.down(FailureCause.TIMEOUT, 3);
    Lab lab = afterRestart(cluster, "c1", 1);
    Instant start = lab.clock.instant();

    InspectionOutcome outcome = lab.round();

    assertThat(since(outcome).get(2)).isAfterOrEqualTo(start);
    assertThat(leaderSince(outcome)).isAfterOrEqualTo(start);
  }

  @Test
  void whatWasSeenOfAnotherClusterDoesNotCount() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.down(FailureCause.CONNECTION_REFUSED, 3);
    Lab lab = afterRestart(cluster, "c2", 2);
    Instant start = lab.clock.instant();

    InspectionOutcome outcome = lab.round();

    assertThat(since(outcome)).containsOnly(start);
    assertThat(leaderSince(outcome)).isEqualTo(start);
    assertThat(finding(outcome, Reasons.CLUSTER_ID_CHANGED).threshold()).isEqualTo("c2");
  }

  @Test
  void aTimeThatIsStillToComeDoesNotCount() {
    Lab lab = afterRestart(new FakeCluster(3), "c1", 2);
    lab.clock.set(YESTERDAY.minusSeconds(60));

    InspectionOutcome outcome = lab.round();

    assertThat(since(outcome)).containsOnly(YESTERDAY.minusSeconds(60));
    assertThat(leaderSince(outcome)).isEqualTo(YESTERDAY.minusSeconds(60));
  }

  @Test
  void afterNobodyAnsweredNothingIsAsItWasBefore() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    Lab lab = afterRestart(cluster, "c1", 2);
    assertThat(lab.round().reason()).isEqualTo(Reasons.UNREACHABLE);
    cluster.members.forEach(m -> m.down = Optional.empty());
    cluster.elect(0);
    Instant back = lab.clock.instant();

    InspectionOutcome outcome = lab.round();

    assertThat(since(outcome)).containsOnly(back);
    assertThat(leaderSince(outcome)).isEqualTo(back);
  }

  private static Lab restarted(FakeCluster cluster, String clusterId) {
    Lab lab = afterRestart(cluster, clusterId, 2);
    lab.restart(lab.before);
    return lab;
  }

  private static final String FROM_BEFORE =
      "(known from before, not seen since etcd-monitor took over)";

  @Test
  void afterARestartInAnOutageTheMembersAreNamedAsTheyWereKnown() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    Lab lab = restarted(cluster, "c1").seeds("http://c1-m1:2379");
    Instant start = lab.clock.instant();

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.CRITICAL);
    assertThat(outcome.reason()).isEqualTo(Reasons.QUORUM_LOST);
    assertThat(outcome.message())
        .contains("0 of 3 voting members", "m1", "m2", "m3")
        .contains("known from before: no member list was read since etcd-monitor took over");
    assertThat(outcome.observation().orElseThrow().members())
        .hasSize(3)
        .allSatisfy(m -> {
          assertThat(m.state()).isEqualTo(MemberState.UNREACHABLE);
          assertThat(m.message()).endsWith(FROM_BEFORE);
          assertThat(m.version()).isEmpty();
        });
    assertThat(since(outcome))
        .as("m1 served yesterday")
        .containsExactly(start, YESTERDAY, YESTERDAY);
    assertThat(finding(outcome, "MemberUnreachable/m3").message())
        .contains(FROM_BEFORE + ", since 2025-12-31T03:00");
    assertThat(outcome.observation().orElseThrow().clusterId()).as("not seen").isEmpty();

    cluster.members.forEach(m -> m.down = Optional.empty());
    cluster.elect(0);
    Instant back = lab.clock.instant();
    outcome = lab.round();
    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(since(outcome)).as("m1 did not serve meanwhile").containsOnly(back);
    assertThat(outcome.observation().orElseThrow().members())
        .noneMatch(m -> m.message().contains(FROM_BEFORE));

    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    outcome = lab.round();
    assertThat(outcome.message()).doesNotContain("known from before");
    assertThat(member(outcome, "m1").message()).doesNotContain(FROM_BEFORE);
  }

  @Test
  void whoAnswersAfterARestartTellsOfAllThoughTheyHaveNoQuorum() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.down(FailureCause.CONNECTION_REFUSED, 2, 3);
    Lab lab = restarted(cluster, "c1").seeds("http://gone:2379");

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.reason()).isEqualTo(Reasons.QUORUM_LOST);
    assertThat(outcome.message()).contains("0 of 3").doesNotContain("known from before");
    assertThat(member(outcome, "m1").state()).isEqualTo(MemberState.UNHEALTHY);
    assertThat(since(outcome).subList(1, 3)).containsOnly(YESTERDAY);
    assertThat(member(outcome, "m3").message()).doesNotContain(FROM_BEFORE);
  }

  /** A list is not all that a member may keep to itself. */
  @Test
  void whoAnswersWithoutAListIsSeenAndTheOthersAreKnownFromBefore() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.down(FailureCause.CONNECTION_REFUSED, 2, 3);
    cluster.m(1).failing.put("memberList", FailureCause.TIMEOUT);
    Lab lab = restarted(cluster, "c1");

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.reason()).isEqualTo(Reasons.QUORUM_LOST);
    assertThat(outcome.message()).contains("known from before: no member list was read");
    assertThat(member(outcome, "m1").message()).doesNotContain(FROM_BEFORE);
    assertThat(member(outcome, "m2").message()).endsWith(FROM_BEFORE);
  }

  @Test
  void whereOurConfigurationFailsAfterARestartNobodyKnownBeforeIsCalledDown() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.outOfReach(FailureCause.CREDENTIALS_INVALID, 1, 2, 3);
    Lab lab = restarted(cluster, "c1");

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(outcome.observation().orElseThrow().members())
        .hasSize(3)
        .allMatch(m -> m.state() == MemberState.UNKNOWN);
    assertThat(ids(outcome)).noneMatch(id -> id.startsWith("MemberUnreachable"));
  }

  @Test
  void anotherClusterThatAnswersAfterAnOutageHasNothingOfTheOneKnownBefore() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.outOfReach(FailureCause.TLS_HANDSHAKE_FAILED, 1, 2, 3);
    Lab lab = restarted(cluster, "c2");
    lab.round();
    cluster.members.forEach(m -> m.failing.clear());
    Instant back = lab.clock.instant();

    InspectionOutcome outcome = lab.round();

    assertThat(finding(outcome, Reasons.CLUSTER_ID_CHANGED).threshold()).isEqualTo("c2");
    assertThat(since(outcome)).containsOnly(back);
    assertThat(leaderSince(outcome)).isEqualTo(back);
  }

  @Test
  void whoCouldNotLookHasNotSeenItChange() {
    FakeCluster cluster = new FakeCluster(3);
    cluster.outOfReach(FailureCause.TLS_HANDSHAKE_FAILED, 1, 2, 3);
    Lab lab = afterRestart(cluster, "c1", 2);
    assertThat(lab.round().verdict()).isEqualTo(Verdict.UNKNOWN);
    cluster.m(1).failing.clear();
    cluster.m(2).failing.clear();
    assertThat(since(lab.round()).get(0)).isEqualTo(YESTERDAY);
    cluster.m(3).failing.clear();
    cluster.down(FailureCause.CONNECTION_REFUSED, 3);
    assertThat(since(lab.round()).get(2)).isEqualTo(YESTERDAY);
  }
}
