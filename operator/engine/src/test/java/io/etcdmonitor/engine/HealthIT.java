package io.etcdmonitor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdmonitor.engine.assess.ConditionStatus;
import io.etcdmonitor.engine.assess.ConditionType;
import io.etcdmonitor.engine.assess.Health;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.testing.EngineUnderTest;
import io.etcdmonitor.engine.transition.Transition;
import io.etcdmonitor.engine.transition.TransitionType;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.TlsMaterial;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.etcd.testing.FaultProxy;
import io.etcdmonitor.etcd.testing.TestPki;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine's view of real clusters that come to harm. */
class HealthIT {
  static List<EtcdInstallation> versions() {
    return EtcdInstallation.available();
  }

  private static MemberObservation member(InspectionResult result, EtcdTestMember wanted) {
    return result.observation().orElseThrow().members().stream()
        .filter(m -> m.id().equals(wanted.id()))
        .findFirst()
        .orElseThrow();
  }

  private static List<TransitionType> types(EngineUnderTest test) {
    return test.transitions().stream().map(Transition::type).toList();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aMemberStopsAndComesBackThenTwoThenAll(EtcdInstallation version) {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).versions(version).start();
        EngineUnderTest test = new EngineUnderTest(etcd.spec()).with("healthy").with("alarm")) {
      InspectionResult healthy =
          test.await("it passes", "healthy", r -> r.verdict() == Verdict.PASSED);
      ClusterObservation seen = healthy.observation().orElseThrow();
      assertThat(seen.leader()).map(ClusterObservation.Leader::id).contains(etcd.leader().id());
      assertThat(seen.version()).contains(version.version());
      assertThat(test.awaitHealth(Health.HEALTHY).message()).contains("3 of 3");
      assertThat(test.transitions()).isEmpty();
      // A member tells its ID while it runs; the harness remembers it.
      assertThat(etcd.members().stream().map(EtcdTestMember::id).distinct()).hasSize(3);

      EtcdTestMember stopped = etcd.follower();
      stopped.stop();
      InspectionResult down =
          test.await("the member is missed", "healthy", r -> r.verdict() == Verdict.WARNING);
      assertThat(down.reason()).isEqualTo(Reasons.MEMBERS_UNHEALTHY);
      assertThat(member(down, stopped).state()).isEqualTo(MemberState.UNREACHABLE);
      assertThat(member(down, stopped).reason()).isEqualTo(Reasons.CONNECTION_REFUSED);
      assertThat(test.awaitHealth(Health.WARNING).message()).contains(stopped.name());
      assertThat(types(test)).containsExactly(TransitionType.MEMBER_UNREACHABLE);

      EtcdTestMember second = etcd.follower();
      second.stop();
      InspectionResult lost =
          test.await("quorum is missed", "healthy", r -> r.verdict() == Verdict.CRITICAL);
      assertThat(lost.reason()).isIn(Reasons.QUORUM_LOST, Reasons.NO_LEADER);
      test.await("it is called lost", "healthy", r -> r.reason().equals(Reasons.QUORUM_LOST));
      assertThat(test.condition(ConditionType.AVAILABLE).status()).isEqualTo(ConditionStatus.FALSE);

      EtcdTestMember third =
          etcd.members().stream().filter(EtcdTestMember::running).findFirst().orElseThrow();
      third.stop();
      InspectionResult dark =
          test.await(
              "nothing answers",
              "healthy",
              r ->
                  r.observation().orElseThrow().members().stream()
                      .allMatch(m -> m.state() == MemberState.UNREACHABLE));
      assertThat(dark.reason()).isEqualTo(Reasons.QUORUM_LOST);
      assertThat(dark.observation().orElseThrow().members()).hasSize(3);
      assertThat(test.assess().health()).isEqualTo(Health.CRITICAL);
      assertThat(test.condition(ConditionType.REACHABLE).reason())
          .isEqualTo(Reasons.CONNECTION_REFUSED);

      etcd.members().forEach(EtcdTestMember::launchAgain);
      test.await("it passes again", "healthy", r -> r.verdict() == Verdict.PASSED);
      test.awaitHealth(Health.HEALTHY);
      assertThat(types(test)).contains(TransitionType.QUORUM_LOST, TransitionType.QUORUM_RESTORED);
      assertThat(types(test)).filteredOn(t -> t == TransitionType.QUORUM_LOST).hasSize(1);
    }
  }

  /** They advertise plain text: what is behind the TLS of their proxies is theirs, or nobody's. */
  @Test
  void membersBehindProxiesThatEndTlsAreAskedThereAlone() {
    TestPki pki = new TestPki();
    TestPki.Issued certificate = pki.server();
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).auth("secret").start();
        FaultProxy first = FaultProxy.endingTls(etcd.member(0).endpoint().port(), certificate);
        FaultProxy second = FaultProxy.endingTls(etcd.member(1).endpoint().port(), certificate);
        FaultProxy third = FaultProxy.endingTls(etcd.member(2).endpoint().port(), certificate)) {
      TlsMaterial tls =
          new TlsMaterial(
              Optional.of(pki.caPem()),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              false);
      List<Endpoint> seeds =
          Stream.of(first, second, third)
              .map(proxy -> new Endpoint("https", "127.0.0.1", proxy.port()))
              .toList();
      ConnectionSpec spec =
          new ConnectionSpec(seeds, Optional.of(tls), etcd.spec().credentials(), Map.of());
      try (EngineUnderTest test = new EngineUnderTest(spec).with("healthy").with("certificate")) {
        InspectionResult healthy =
            test.await("it passes", "healthy", r -> r.verdict() == Verdict.PASSED);
        for (int i = 0; i < 3; i++) {
          MemberObservation seen = member(healthy, etcd.member(i));
          assertThat(seen.state()).isEqualTo(MemberState.HEALTHY);
          assertThat(seen.endpoints())
              .containsExactly(seeds.get(i).toString(), etcd.member(i).endpoint().toString());
          assertThat(seen.certificateNotAfter()).isPresent();
        }
        assertThat(healthy.findings())
            .extracting(Finding::severity, Finding::reason)
            .containsOnly(tuple(Severity.INFO, Reasons.PLAIN_TEXT_REFUSED))
            .hasSize(3);
        assertThat(test.await("certificates are judged", "certificate", r -> true).message())
            .doesNotContain("without TLS");

        etcd.member(1).stop();
        InspectionResult down =
            test.await(
                "the member is missed",
                "healthy",
                r -> member(r, etcd.member(1)).state() != MemberState.HEALTHY);
        assertThat(member(down, etcd.member(1)).state()).isEqualTo(MemberState.UNREACHABLE);
        etcd.member(1).launchAgain();
        test.await("it passes again", "healthy", r -> r.verdict() == Verdict.PASSED);

        second.forwardTo(etcd.member(0).endpoint().port());
        InspectionResult shared =
            test.await(
                "what leads to two members is none's",
                "healthy",
                r -> member(r, etcd.member(1)).state() == MemberState.UNKNOWN);
        assertThat(member(shared, etcd.member(1)).reason()).isEqualTo(Reasons.PLAIN_TEXT_REFUSED);
        assertThat(member(shared, etcd.member(0)).state()).isEqualTo(MemberState.HEALTHY);
      }
    }
  }

  @Test
  void aFrozenLeaderIsUnreachableWhileTheOthersGoOn() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start();
        EngineUnderTest test = new EngineUnderTest(etcd.spec()).with("healthy")) {
      test.await("it passes", "healthy", r -> r.verdict() == Verdict.PASSED);
      EtcdTestMember leader = etcd.leader();
      assertThat(leader.id()).isNotEmpty();
      leader.freeze();
      try {
        InspectionResult frozen =
            test.await(
                "the frozen one is missed",
                "healthy",
                r ->
                    r.reason().equals(Reasons.MEMBERS_UNHEALTHY)
                        && member(r, leader).state() == MemberState.UNREACHABLE
                        && r.observation().orElseThrow().quorum().canLose() == 0);
        assertThat(member(frozen, leader).reason())
            .isIn(Reasons.TIMEOUT, Reasons.CONNECTION_CLOSED, Reasons.CONNECT_TIMEOUT);
        test.await(
            "another one leads",
            "healthy",
            r ->
                r.observation().orElseThrow().leader().stream()
                    .anyMatch(l -> !l.id().equals(leader.id())));
      } finally {
        leader.thaw();
      }
      test.await("it passes again", "healthy", r -> r.verdict() == Verdict.PASSED);
      assertThat(types(test)).contains(TransitionType.LEADER_CHANGED);
      assertThat(types(test)).doesNotContain(TransitionType.INSPECTION_FAILED);
    }
  }

  @Test
  void aLearnerIsHealthyAndAMemberThatNeverStartedIsNot() {
    try (EtcdTestCluster etcd =
            EtcdTestCluster.builder().members(3).versions(EtcdInstallation.newest()).start();
        EngineUnderTest test =
            new EngineUnderTest(etcd.spec()).with("healthy").with("alarm").with("consistency")) {
      test.await("it passes", "healthy", r -> r.verdict() == Verdict.PASSED);
      EtcdTestMember learner = etcd.addLearner();
      InspectionResult seen =
          test.await(
              "the learner is seen",
              "healthy",
              r ->
                  r.observation().orElseThrow().members().size() == 4
                      && r.verdict() == Verdict.PASSED);
      assertThat(member(seen, learner).state()).isEqualTo(MemberState.HEALTHY);
      assertThat(seen.observation().orElseThrow().quorum().voters()).isEqualTo(3);
      test.await(
          "the learner is left out",
          "consistency",
          r -> r.verdict() == Verdict.PASSED && r.message().contains("learner"));

      etcd.addMemberNotStarted();
      InspectionResult missing =
          test.await(
              "the missing one is seen",
              "healthy",
              r -> r.reason().equals(Reasons.MEMBER_NOT_STARTED));
      assertThat(missing.observation().orElseThrow().quorum())
          .isEqualTo(ClusterObservation.Quorum.of(4, 3));
      assertThat(types(test)).contains(TransitionType.MEMBER_ADDED);
    }
  }

  @Test
  void authenticationAndItsFailures() {
    try (EtcdTestCluster etcd =
        EtcdTestCluster.builder()
            .members(1)
            .auth("root-secret")
            .user("reader", "secret", "/r/")
            .start()) {
      try (EngineUnderTest test =
          new EngineUnderTest(etcd.specAs("root", "root-secret"))
              .with("healthy")
              .with("alarm")
              .with("consistency")
              .with("request")) {
        test.awaitHealth(Health.HEALTHY);
      }
      try (EngineUnderTest test =
          new EngineUnderTest(etcd.specAs("root", "wrong")).with("healthy")) {
        test.await(
            "the password is refused",
            "healthy",
            r -> r.reason().equals(Reasons.CREDENTIALS_INVALID) && r.verdict() == Verdict.UNKNOWN);
        assertThat(test.awaitHealth(Health.UNKNOWN).message()).contains("password");
        assertThat(types(test)).contains(TransitionType.CREDENTIALS_INVALID);
      }
    }
  }

  @Test
  void certificatesAreSeen() throws Exception {
    TestPki pki = new TestPki();
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).mutualTls(pki).start();
        EngineUnderTest test = new EngineUnderTest(etcd.spec()).with("healthy")) {
      InspectionResult result =
          test.await("it passes", "healthy", r -> r.verdict() == Verdict.PASSED);
      assertThat(member(result, etcd.member(0)).certificateNotAfter()).isPresent();
      assertThat(test.condition(ConditionType.CERTIFICATES_VALID).reason())
          .isIn(Reasons.VALID, Reasons.EXPIRING_SOON, Reasons.EXPIRING_CRITICAL);
    }
  }
}
