package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.DatedPage;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call on a voter and on a learner of every etcd installed here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MemberCallsIT {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private final Map<EtcdInstallation, Cluster> clusters = new HashMap<>();
  private final NettyEtcdConnector connector = new NettyEtcdConnector();
  private EtcdTestCluster etcd;
  private EtcdTestMember learner;
  private ClusterConnection connection;

  static List<EtcdInstallation> versions() {
    return EtcdInstallation.available();
  }

  /** Those that learners can be made of. */
  static List<EtcdInstallation> joiningVersions() {
    return EtcdInstallation.available().stream().filter(EtcdInstallation::canJoin).toList();
  }

  private record Cluster(EtcdTestCluster etcd, EtcdTestMember learner, ClusterConnection to) {
    void close() {
      etcd.close();
    }
  }

  /** One cluster per version for all tests of this class. */
  private void given(EtcdInstallation wanted) {
    Cluster cluster =
        clusters.computeIfAbsent(
            wanted,
            v -> {
              EtcdTestCluster started = EtcdTestCluster.builder().versions(v).start();
              return new Cluster(
                  started,
                  v.canJoin() ? started.addLearner() : null,
                  connector.open(started.spec()));
            });
    etcd = cluster.etcd();
    learner = cluster.learner();
    connection = cluster.to();
  }

  @AfterAll
  void stop() {
    connector.close();
    clusters.values().forEach(Cluster::close);
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

  @ParameterizedTest
  @MethodSource("versions")
  void statusTellsWhoItIs(EtcdInstallation version) {
    given(version);
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
    // Unset here; 3.6.0 to 3.6.5 would report 0, which is unknown to us.
    assertThat(status.dbSizeQuota().orElse(2L << 30)).isEqualTo(2L << 30);
    assertThat(status.downgradeTarget()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("joiningVersions")
  void aLearnerServesStatusAndSerializableReadsOnly(EtcdInstallation version) {
    given(version);
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

  @ParameterizedTest
  @MethodSource("joiningVersions")
  void memberListHasTheLearner(EtcdInstallation version) {
    given(version);
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

  @ParameterizedTest
  @MethodSource("versions")
  void alarmsOfEveryType(EtcdInstallation version) {
    given(version);
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
      assertThat(ok(voter().read(true, DEADLINE).join())).as("reads are answered").isPositive();
    } finally {
      admin.disarmAlarm(id, EtcdAdmin.CORRUPT);
      admin.disarmAlarm(id, EtcdAdmin.NOSPACE);
    }
    assertThat(ok(voter().alarms(DEADLINE).join())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void readsAnswerTheRevision(EtcdInstallation version) {
    given(version);
    long revision = etcd.member(0).admin().put("read", "1");
    assertThat(ok(voter().read(true, DEADLINE).join())).isGreaterThanOrEqualTo(revision);
    assertThat(ok(voter().read(false, DEADLINE).join())).isGreaterThanOrEqualTo(revision);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void countsAndDigestsAtARevision(EtcdInstallation version) {
    given(version);
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

  @ParameterizedTest
  @MethodSource("versions")
  void hashesAndRevisionsThatAreGoneOrYetToCome(EtcdInstallation version) {
    given(version);
    EtcdAdmin admin = etcd.member(0).admin();
    long revision = etcd.fill("hash", 3, 10);
    HashKv hash = ok(voter().hashKv(revision, DEADLINE).join());
    assertThat(hash.memberId()).isEqualTo(etcd.member(0).id());
    assertThat(hash.hashRevision())
        .isEqualTo(
            version.minor().compareTo("3.6") < 0
                ? OptionalLong.empty()
                : OptionalLong.of(revision));
    assertThat(hash.hash()).isEqualTo(Integer.toUnsignedLong(admin.hashKv(revision).getHash()));
    assertThat(cause(voter().hashKv(revision + 1_000, DEADLINE).join()))
        .isEqualTo(FailureCause.FUTURE_REVISION);
    assertThat(cause(voter().count(KeyRange.ALL, revision + 1_000, DEADLINE).join()))
        .isEqualTo(FailureCause.FUTURE_REVISION);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void authRevisionFrom35(EtcdInstallation version) {
    given(version);
    Reply<Long> reply = voter().authRevision(DEADLINE).join();
    if (version.minor().equals("3.4")) {
      assertThat(cause(reply)).isEqualTo(FailureCause.UNSUPPORTED);
    } else {
      assertThat(ok(reply)).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void pagesAreBoundedAndConnectionsKept(EtcdInstallation version) {
    given(version);
    String url = etcd.member(0).endpoint() + "/metrics";
    assertThat(ok(voter().page(url, 1 << 20, DEADLINE).join()))
        .contains("etcd_server_has_leader 1");
    Instant before = Instant.now();
    DatedPage dated = ok(voter().datedPage(url, 1 << 20, DEADLINE).join());
    assertThat(StandardCharsets.UTF_8.decode(dated.bytes()).toString())
        .contains("etcd_server_has_leader 1");
    dated.close();
    assertThatThrownBy(dated::bytes).isInstanceOf(IllegalStateException.class);
    assertThat(dated.date().orElseThrow()).isBetween(before.minusSeconds(1), Instant.now());
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

  @ParameterizedTest
  @MethodSource("versions")
  void aPlainUrlHasNoCertificate(EtcdInstallation version) {
    given(version);
    assertThat(cause(voter().certificates(DEADLINE).join())).isEqualTo(FailureCause.UNSUPPORTED);
  }

  @ParameterizedTest
  @MethodSource("joiningVersions")
  void equalListsGiveTheSameClientAndRetainClosesOthers(EtcdInstallation version) {
    given(version);
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
  @ParameterizedTest
  @MethodSource("versions")
  void compactRevisionIsLearnedFromAWatch(EtcdInstallation installed) {
    try (EtcdTestCluster own = EtcdTestCluster.builder().versions(installed).start();
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
