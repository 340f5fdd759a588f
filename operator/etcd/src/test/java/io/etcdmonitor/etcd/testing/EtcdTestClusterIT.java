package io.etcdmonitor.etcd.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The harness itself: what other tests arrange with it must really happen. */
class EtcdTestClusterIT {

  static java.util.List<EtcdInstallation> versions() {
    return EtcdInstallation.available();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void changesDataOfOneMemberBehindEtcdsBack(EtcdInstallation version) {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).versions(version).start()) {
      String good = "A".repeat(32);
      String bad = "B".repeat(32);
      long revision = etcd.member(0).admin().put("victim", good);
      etcd.members().forEach(m -> assertThat(m.admin().get("victim")).contains(good));

      assertThat(etcd.member(1).corruptValue(good, bad)).isPositive();
      etcd.member(1).awaitServing();

      assertThat(etcd.member(1).admin().get("victim", true)).contains(bad);
      assertThat(etcd.member(0).admin().get("victim", true)).contains(good);
      assertThat(etcd.member(1).admin().hashKv(revision).getHash())
          .isNotEqualTo(etcd.member(0).admin().hashKv(revision).getHash());
    }
  }

  @Test
  void learnersMembersAndAuth() {
    long pid;
    try (EtcdTestCluster etcd =
        EtcdTestCluster.builder().members(1).auth("secret").user("bob", "b", "/b/").start()) {
      EtcdTestMember learner = etcd.addLearner();
      assertThat(learner.admin().status().getIsLearner()).isTrue();
      etcd.promote(learner);
      // The leader knows it first.
      Await.until(
          "it knows that it votes",
          java.time.Duration.ofSeconds(20),
          () -> !learner.admin().status().getIsLearner());
      assertThat(etcd.member(0).admin().members()).hasSize(2);
      pid = learner.pid();
    }
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  @Test
  void mutualTlsAndProxies() {
    TestPki pki = new TestPki();
    try (EtcdTestCluster etcd =
        EtcdTestCluster.builder().members(3).mutualTls(pki).clientProxies().peerProxies().start()) {
      etcd.member(0).admin().put("a", "1");
      EtcdTestMember leader = etcd.leader();
      leader.kill();
      Await.until(
          "another leader",
          java.time.Duration.ofSeconds(20),
          () -> etcd.leaderIndex().isPresent() && etcd.leader() != leader);
      leader.restart();
      leader.awaitServing();
      assertThat(leader.admin().get("a")).contains("1");
    }
  }
}
