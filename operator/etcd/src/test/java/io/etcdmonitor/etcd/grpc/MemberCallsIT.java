package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.HashKv;
import io.etcdmonitor.etcd.KeyDigest;
import io.etcdmonitor.etcd.KeyRange;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.testing.EtcdAdmin;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call on a voter and on a learner of every etcd installed here. */
@ParameterizedClass
@MethodSource("versions")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MemberCallsIT {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  @Parameter EtcdInstallation version;
  private EtcdTestCluster etcd;
  private EtcdTestMember learner;
  private NettyEtcdConnector connector;
  private ClusterConnection connection;

  static List<EtcdInstallation> versions() {
    return EtcdInstallation.available();
  }

  @BeforeParameterizedClassInvocation
  void start() {
    etcd = EtcdTestCluster.builder().members(1).versions(version).start();
    learner = etcd.addLearner();
    connector = new NettyEtcdConnector();
    connection = connector.open(etcd.spec());
  }

  @AfterParameterizedClassInvocation
  void stop() {
    connector.close();
    etcd.close();
  }

  private MemberClient voter() {
    return connection.member(List.of(etcd.member(0).endpoint()));
  }

  private MemberClient learnerClient() {
    return connection.member(List.of(learner.endpoint()));
  }

  private static <T> T ok(Reply<T> reply) {
    assertThat(reply.failure()).isEmpty();
    assertThat(reply.latency()).isPositive();
    return reply.value().orElseThrow();
  }

  private static FailureCause cause(Reply<?> reply) {
    return reply.failure().map(EtcdFailure::cause).orElseThrow();
  }

  @Test
  void statusTellsWhoItIs() {
    MemberStatus status = ok(voter().status(DEADLINE).join());
    assertThat(status.version()).isEqualTo(version.version());
    assertThat(status.memberId()).isEqualTo(etcd.member(0).id());
    assertThat(status.leads()).isTrue();
    assertThat(status.learner()).isFalse();
    assertThat(status.dbSize()).isPositive();
    assertThat(status.raftTerm()).isPositive();
    assertThat(status.raftAppliedIndex()).isPositive();
    assertThat(status.errors()).isEmpty();
    boolean since36 = version.minor().compareTo("3.6") >= 0;
    assertThat(status.storageVersion().isPresent()).isEqualTo(since36);
    assertThat(status.downgradeTarget()).isEmpty();
  }

  @Test
  void aLearnerServesStatusAndSerializableReadsOnly() {
    MemberStatus status = ok(learnerClient().status(DEADLINE).join());
    assertThat(status.learner()).isTrue();
    assertThat(status.leaderId()).contains(etcd.member(0).id());
    assertThat(ok(learnerClient().read(false, DEADLINE).join())).isPositive();
    assertThat(ok(learnerClient().count(KeyRange.ALL, 0, DEADLINE).join())).isNotNegative();
    assertThat(cause(learnerClient().read(true, DEADLINE).join())).isEqualTo(FailureCause.LEARNER);
    assertThat(cause(learnerClient().memberList(DEADLINE).join())).isEqualTo(FailureCause.LEARNER);
    assertThat(cause(learnerClient().alarms(DEADLINE).join())).isEqualTo(FailureCause.LEARNER);
    assertThat(cause(learnerClient().hashKv(0, DEADLINE).join())).isEqualTo(FailureCause.LEARNER);
  }

  @Test
  void memberListHasTheLearner() {
    MemberList list = ok(voter().memberList(DEADLINE).join());
    assertThat(list.answeredBy()).isEqualTo(etcd.member(0).id());
    assertThat(list.members()).hasSize(2);
    MemberList.Member seen =
        list.members().stream().filter(MemberList.Member::learner).findFirst().orElseThrow();
    assertThat(seen.id()).isEqualTo(learner.id());
    assertThat(seen.notStarted()).isFalse();
    assertThat(seen.clientUrls()).containsExactly(learner.endpoint().toString());
    assertThat(seen.peerUrls()).containsExactly(learner.peerUrl());
  }

  @Test
  void alarmsOfEveryType() {
    EtcdAdmin admin = etcd.member(0).admin();
    long id = etcd.member(0).rawId();
    assertThat(ok(voter().alarms(DEADLINE).join())).isEmpty();
    admin.activateAlarm(id, EtcdAdmin.NOSPACE);
    admin.activateAlarm(id, EtcdAdmin.CORRUPT);
    try {
      assertThat(ok(voter().alarms(DEADLINE).join()))
          .containsExactlyInAnyOrder(
              new Alarm(etcd.member(0).id(), Alarm.NOSPACE),
              new Alarm(etcd.member(0).id(), Alarm.CORRUPT));
      assertThat(ok(voter().status(DEADLINE).join()).errors()).hasSize(2);
    } finally {
      admin.disarmAlarm(id, EtcdAdmin.CORRUPT);
      admin.disarmAlarm(id, EtcdAdmin.NOSPACE);
    }
    assertThat(ok(voter().alarms(DEADLINE).join())).isEmpty();
  }

  @Test
  void readsAnswerTheRevision() {
    long revision = etcd.member(0).admin().put("read", "1");
    assertThat(ok(voter().read(true, DEADLINE).join())).isGreaterThanOrEqualTo(revision);
    assertThat(ok(voter().read(false, DEADLINE).join())).isGreaterThanOrEqualTo(revision);
  }

  @Test
  void countsAndDigestsAtARevision() {
    EtcdAdmin admin = etcd.member(0).admin();
    long revision = etcd.fill("digest", 5, 10);
    admin.put("digest/000002", "other");
    KeyRange range = KeyRange.prefix("digest/");

    assertThat(ok(voter().count(range, 0, DEADLINE).join())).isEqualTo(5);
    List<KeyDigest> before = ok(voter().keys(range, revision, 10, DEADLINE).join());
    List<KeyDigest> after = ok(voter().keys(range, 0, 10, DEADLINE).join());
    assertThat(before).hasSize(5);
    assertThat(before.get(2).key().toStringUtf8()).isEqualTo("digest/000002");
    assertThat(before.get(2).version()).isEqualTo(1);
    assertThat(after.get(2).version()).isEqualTo(2);
    assertThat(after.get(2).valueDigest()).isNotEqualTo(before.get(2).valueDigest());
    assertThat(after.get(3)).isEqualTo(before.get(3));
    assertThat(ok(voter().keys(range, revision, 2, DEADLINE).join())).hasSize(2);
  }

  @Test
  void hashesAndRevisionsThatAreGoneOrYetToCome() {
    EtcdAdmin admin = etcd.member(0).admin();
    long revision = etcd.fill("hash", 3, 10);
    HashKv hash = ok(voter().hashKv(revision, DEADLINE).join());
    assertThat(hash.memberId()).isEqualTo(etcd.member(0).id());
    assertThat(hash.hash()).isEqualTo(Integer.toUnsignedLong(admin.hashKv(revision).getHash()));
    assertThat(cause(voter().hashKv(revision + 1_000, DEADLINE).join()))
        .isEqualTo(FailureCause.FUTURE_REVISION);
    assertThat(cause(voter().count(KeyRange.ALL, revision + 1_000, DEADLINE).join()))
        .isEqualTo(FailureCause.FUTURE_REVISION);
  }

  @Test
  void authRevisionFrom35() {
    Reply<Long> reply = voter().authRevision(DEADLINE).join();
    if (version.minor().equals("3.4")) {
      assertThat(cause(reply)).isEqualTo(FailureCause.UNSUPPORTED);
    } else {
      assertThat(ok(reply)).isPositive();
    }
  }

  @Test
  void pagesAreBoundedAndConnectionsKept() {
    String url = etcd.member(0).endpoint() + "/metrics";
    assertThat(ok(voter().page(url, 1 << 20, DEADLINE).join()))
        .contains("etcd_server_has_leader 1");
    int sockets = connector.openSockets();
    for (int i = 0; i < 5; i++) {
      ok(voter().page(url, 1 << 20, DEADLINE).join());
    }
    assertThat(connector.openSockets()).isEqualTo(sockets);
    assertThat(cause(voter().page(url, 1_000, DEADLINE).join()))
        .isEqualTo(FailureCause.RESOURCE_EXHAUSTED);
    assertThat(cause(voter().page(etcd.member(0).endpoint() + "/nothing", 1_000, DEADLINE).join()))
        .isEqualTo(FailureCause.NOT_ETCD);
  }

  @Test
  void aPlainUrlHasNoCertificate() {
    assertThat(cause(voter().certificates(DEADLINE).join())).isEqualTo(FailureCause.UNSUPPORTED);
  }

  @Test
  void equalListsGiveTheSameClientAndRetainClosesOthers() {
    try (ClusterConnection other = connector.open(ConnectionSpec.plain(etcd.endpoints()))) {
      MemberClient first = other.member(List.of(etcd.member(0).endpoint()));
      MemberClient second = other.member(List.of(learner.endpoint()));
      assertThat(other.member(List.of(etcd.member(0).endpoint()))).isSameAs(first);
      ok(first.status(DEADLINE).join());
      ok(second.status(DEADLINE).join());
      other.retain(List.of(List.of(learner.endpoint())));
      assertThat(cause(first.status(DEADLINE).join())).isEqualTo(FailureCause.CLOSED);
      ok(second.status(DEADLINE).join());
      ok(other.member(List.of(etcd.member(0).endpoint())).status(DEADLINE).join());
    }
  }

  /** Compaction cannot be undone: it has a cluster of its own. */
  @Nested
  class Compaction {
    @Test
    void compactRevisionIsLearnedFromAWatch() {
      try (EtcdTestCluster own = EtcdTestCluster.builder().versions(version).start();
          ClusterConnection to = connector.open(own.spec())) {
        MemberClient member = to.member(own.endpoints());
        assertThat(ok(member.compactRevision(DEADLINE).join())).isZero();
        long revision = own.fill("c", 10, 10);
        assertThat(ok(member.compactRevision(DEADLINE).join())).isZero();
        own.member(0).admin().compact(revision - 3);
        assertThat(ok(member.compactRevision(DEADLINE).join())).isEqualTo(revision - 3);
        assertThat(cause(member.count(KeyRange.ALL, 2, DEADLINE).join()))
            .isEqualTo(FailureCause.COMPACTED);
        assertThat(ok(member.hashKv(revision, DEADLINE).join()).compactRevision())
            .isEqualTo(revision - 3);
      }
    }
  }
}
