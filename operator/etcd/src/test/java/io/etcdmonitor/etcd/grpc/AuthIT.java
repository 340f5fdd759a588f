package io.etcdmonitor.etcd.grpc;

import static io.etcdmonitor.etcd.grpc.Patience.asked;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.KeyRange;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.TlsMaterial;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.etcd.testing.TestPki;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Users, rights and tokens on every etcd installed here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthIT {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Optional<TlsMaterial> NO_TLS = Optional.empty();
  private static final TlsMaterial ANY_SERVER =
      new TlsMaterial(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true);
  private static final Pattern SIGN_INS =
      Pattern.compile("grpc_server_started_total\\{grpc_method=\"Authenticate\"[^}]*} (\\d+)");

  private EtcdInstallation version;
  private final Map<EtcdInstallation, Cluster> clusters = new HashMap<>();
  private final NettyEtcdConnector connector = new NettyEtcdConnector();
  private EtcdTestCluster etcd;
  private EtcdTestMember learner;

  static List<EtcdInstallation> versions() {
    return EtcdInstallation.available();
  }

  /** Those that learners can be made of. */
  static List<EtcdInstallation> joiningVersions() {
    return EtcdInstallation.available().stream().filter(EtcdInstallation::canJoin).toList();
  }

  private record Cluster(EtcdTestCluster etcd, EtcdTestMember learner) {
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
              EtcdTestCluster started =
                  EtcdTestCluster.builder()
                      .versions(v)
                      .auth("secret")
                      .user("limited", "lim", "/limited/")
                      .user("nobody", "none")
                      .start();
              return new Cluster(started, wanted.canJoin() ? started.addLearner() : null);
            });
    version = wanted;
    etcd = cluster.etcd();
    learner = cluster.learner();
  }

  @AfterAll
  void stop() {
    connector.close();
    clusters.values().forEach(Cluster::close);
  }

  private MemberClient voter(ConnectionSpec spec) {
    return connector.open(spec).member(List.of(etcd.member(0).endpoint()));
  }

  private static void ok(Reply<?> reply) {
    assertThat(reply.failure()).isEmpty();
  }

  private static FailureCause cause(Reply<?> reply) {
    return reply.failure().map(EtcdFailure::cause).orElseThrow();
  }

  /** Every kind of call that carries a token. */
  private Map<String, Function<MemberClient, CompletableFuture<? extends Reply<?>>>> calls() {
    Map<String, Function<MemberClient, CompletableFuture<? extends Reply<?>>>> calls =
        new LinkedHashMap<>();
    calls.put("status", m -> m.status(DEADLINE));
    calls.put("memberList", m -> m.memberList(DEADLINE));
    calls.put("alarms", m -> m.alarms(DEADLINE));
    calls.put("linearizable read", m -> m.read(true, DEADLINE));
    calls.put("serializable read", m -> m.read(false, DEADLINE));
    calls.put("hashKv", m -> m.hashKv(0, DEADLINE));
    calls.put("compactRevision", m -> m.compactRevision(DEADLINE));
    calls.put("count", m -> m.count(KeyRange.ALL, 0, DEADLINE));
    calls.put("keys", m -> m.keys(KeyRange.ALL, 0, 5, DEADLINE));
    if (!version.minor().equals("3.4")) {
      calls.put("authRevision", m -> m.authRevision(DEADLINE));
    }
    return calls;
  }

  @ParameterizedTest
  @MethodSource("versions")
  void rootMayDoEverything(EtcdInstallation version) {
    given(version);
    MemberClient member = voter(etcd.spec());
    calls()
        .forEach(
            (name, call) -> assertThat(call.apply(member).join().failure()).as(name).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aStaleTokenIsRefreshedOnEveryKindOfCall(EtcdInstallation version) {
    given(version);
    MemberClient member = voter(etcd.spec());
    ok(member.read(true, DEADLINE).join());
    calls()
        .forEach((name, call) -> {
          // Any change of a user makes tokens stale: their auth revision is old.
          etcd.member(0).admin().changePassword("nobody", "none");
          assertThat(call.apply(member).join().failure()).as(name).isEmpty();
        });
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aForgottenTokenIsReplacedOnEveryKindOfCall(EtcdInstallation version) {
    given(version);
    MemberClient member = voter(etcd.spec());
    ok(member.read(true, DEADLINE).join());
    calls()
        .forEach((name, call) -> {
          // Simple tokens die with auth: those of before are unknown afterwards.
          etcd.member(0).admin().disableAuth();
          etcd.signInAs(Optional.empty());
          etcd.member(0).admin().enableAuth();
          etcd.signInAs(etcd.spec().credentials());
          assertThat(call.apply(member).join().failure()).as(name).isEmpty();
        });
  }

  @ParameterizedTest
  @MethodSource("joiningVersions")
  void aLearnerIsSignedInAtAVoter(EtcdInstallation version) {
    given(version);
    try (ClusterConnection connection = connector.open(etcd.spec())) {
      MemberClient client = connection.member(List.of(learner.endpoint()));
      ok(client.read(false, DEADLINE).join());
      ok(client.status(DEADLINE).join());
    }
  }

  /**
   * How this cluster is reached by a user who trusts that TLS is spoken; its members speak none.
   */
  private ConnectionSpec expectingTls(Optional<TlsMaterial> tls) {
    Endpoint plain = etcd.member(0).endpoint();
    return new ConnectionSpec(
        List.of(new Endpoint("https", plain.host(), plain.port())),
        tls,
        etcd.spec().credentials(),
        Map.of());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void whereTlsIsSetUpNeitherPasswordNorTokenGoesInPlainText(EtcdInstallation version) {
    given(version);
    long before = signIns();
    for (Optional<TlsMaterial> tls : List.of(Optional.of(ANY_SERVER), NO_TLS)) {
      MemberClient member = voter(expectingTls(tls));
      calls()
          .forEach((name, call) -> {
            EtcdFailure failure = call.apply(member).join().failure().orElseThrow();
            assertThat(failure.cause()).as(name).isEqualTo(FailureCause.PLAIN_TEXT_REFUSED);
            assertThat(failure.message())
                .contains(etcd.member(0).endpoint().toString(), "--advertise-client-urls")
                .doesNotContain("secret");
          });
      String url = etcd.member(0).endpoint() + "/metrics";
      ok(member.page(url, 1 << 20, DEADLINE).join());
    }
    assertThat(signIns()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("joiningVersions")
  void aLearnerIsNotSignedInInPlainText(EtcdInstallation version) {
    given(version);
    long before = signIns();
    try (EtcdTestCluster own =
        EtcdTestCluster.builder()
            .versions(version)
            .serverTls(new TestPki())
            .auth("secret")
            .start()) {
      Endpoint secure = own.addLearner().endpoint();
      ConnectionSpec spec =
          new ConnectionSpec(List.of(secure), own.clientTls(), own.spec().credentials(), Map.of());
      try (ClusterConnection connection = connector.open(spec)) {
        connection.member(List.of(etcd.member(0).endpoint()));
        Reply<Long> reply = connection.member(List.of(secure)).read(false, DEADLINE).join();
        assertThat(cause(reply)).isEqualTo(FailureCause.LEARNER);
      }
    }
    assertThat(signIns()).isEqualTo(before);
  }

  /** As members advertise while their cluster is moved to TLS. */
  @Test
  void ofAPlainUrlAndAnEncryptedOneTheLatterIsAsked() {
    given(EtcdInstallation.newest());
    Endpoint plain = etcd.member(0).endpoint();
    long before = signIns();
    try (EtcdTestCluster own =
            EtcdTestCluster.builder().serverTls(new TestPki()).auth("secret").start();
        ClusterConnection connection = connector.open(own.spec())) {
      Endpoint secure = own.member(0).endpoint();
      MemberClient member = connection.member(List.of(plain, secure));
      ok(member.read(true, DEADLINE).join());
      assertThat(member.endpoint()).isEqualTo(secure);
      own.member(0).kill();
      MemberClient afresh = connector.open(own.spec()).member(List.of(plain, secure));
      assertThat(cause(afresh.read(true, DEADLINE).join()))
          .as("it is down, whatever else it advertises")
          .isEqualTo(FailureCause.CONNECTION_REFUSED);
    }
    assertThat(signIns()).isEqualTo(before);
  }

  /** A member that speaks TLS and advertises http. */
  @Test
  void theEndpointMapLeadsToTls() {
    try (EtcdTestCluster own =
        EtcdTestCluster.builder().serverTls(new TestPki()).auth("secret").start()) {
      Endpoint secure = own.member(0).endpoint();
      Endpoint advertised = new Endpoint("http", secure.host(), secure.port());
      ConnectionSpec spec =
          new ConnectionSpec(
              own.endpoints(),
              own.clientTls(),
              own.spec().credentials(),
              Map.of(advertised.authority(), secure.toString()));
      try (ClusterConnection connection = connector.open(spec)) {
        Endpoint reached = connection.reachable(advertised);
        assertThat(reached).isEqualTo(secure);
        ok(connection.member(List.of(reached)).read(true, DEADLINE).join());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void withoutAUserAuthIsRequired(EtcdInstallation version) {
    given(version);
    ConnectionSpec anonymous = ConnectionSpec.plain(etcd.endpoints());
    assertThat(cause(voter(anonymous).read(true, DEADLINE).join()))
        .isEqualTo(FailureCause.AUTH_REQUIRED);
    assertThat(cause(voter(anonymous).hashKv(0, DEADLINE).join()))
        .isEqualTo(FailureCause.AUTH_REQUIRED);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aUserWithFewRightsIsDeniedWhatItMayNot(EtcdInstallation version) {
    given(version);
    MemberClient member = voter(etcd.specAs("limited", "lim"));
    assertThat(cause(member.read(true, DEADLINE).join())).isEqualTo(FailureCause.PERMISSION_DENIED);
    assertThat(cause(member.hashKv(0, DEADLINE).join())).isEqualTo(FailureCause.PERMISSION_DENIED);
    ok(member.count(KeyRange.prefix("/limited/"), 0, DEADLINE).join());
    ok(member.memberList(DEADLINE).join());
    ok(member.alarms(DEADLINE).join());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aWrongPasswordIsNotTriedOverAndOver(EtcdInstallation version) {
    given(version);
    MemberClient member = voter(etcd.specAs("root", "wrong"));
    long before = signIns();
    for (int i = 0; i < 5; i++) {
      Reply<?> reply = member.read(true, DEADLINE).join();
      assertThat(cause(reply)).isEqualTo(FailureCause.CREDENTIALS_INVALID);
      assertThat(reply.failure().orElseThrow().message()).doesNotContain("wrong\"");
    }
    assertThat(signIns() - before).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void manyCallsSignInOnce(EtcdInstallation version) {
    given(version);
    MemberClient member = voter(etcd.spec());
    long before = signIns();
    List<CompletableFuture<Reply<Long>>> calls =
        Stream.generate(() -> member.read(true, DEADLINE)).limit(30).toList();
    calls.forEach(call -> ok(call.join()));
    assertThat(signIns() - before).isEqualTo(1);
  }

  private long signIns() {
    String page =
        connector
            .open(ConnectionSpec.plain(etcd.endpoints()))
            .member(List.of(etcd.member(0).endpoint()))
            .page(etcd.member(0).endpoint() + "/metrics", 1 << 20, DEADLINE)
            .join()
            .value()
            .orElseThrow();
    Matcher matcher = SIGN_INS.matcher(page);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  @ParameterizedTest
  @MethodSource("versions")
  void credentialsForAClusterWithoutAuthAreNoError(EtcdInstallation version) {
    given(version);
    try (EtcdTestCluster open = EtcdTestCluster.builder().versions(version).start();
        ClusterConnection connection = connector.open(open.specAs("root", "secret"))) {
      ok(connection.member(open.endpoints()).read(true, DEADLINE).join());
      open.member(0).admin().addUser("root", "secret");
      open.member(0).admin().addRole("root");
      open.member(0).admin().grantRole("root", "root");
      open.member(0).admin().enableAuth();
      ok(connection.member(open.endpoints()).read(true, DEADLINE).join());
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aRestartedMemberForgetsTokens(EtcdInstallation version) {
    given(version);
    try (EtcdTestCluster own = EtcdTestCluster.builder().versions(version).auth("secret").start();
        ClusterConnection connection = connector.open(own.spec())) {
      MemberClient member = connection.member(own.endpoints());
      ok(member.read(true, DEADLINE).join());
      own.member(0).stop();
      own.member(0).restart();
      own.member(0).awaitServing();
      ok(member.read(true, DEADLINE).join());
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void withoutQuorumSigningInSaysSo(EtcdInstallation version) {
    given(version);
    try (EtcdTestCluster own =
            EtcdTestCluster.builder().members(2).versions(version).auth("secret").start();
        ClusterConnection connection = connector.open(own.spec())) {
      own.member(1).kill();
      MemberClient member = connection.member(List.of(own.member(0).endpoint()));
      Reply<Long> reply = asked(() -> member.read(false, Duration.ofMillis(800)));
      assertThat(cause(reply)).isIn(FailureCause.TIMEOUT, FailureCause.NO_LEADER);
      assertThat(reply.failure().orElseThrow().message())
          .containsAnyOf("sign in as root", "Authenticate");
      assertThat(reply.failure().orElseThrow().message()).doesNotContain("secret");
    }
  }
}
