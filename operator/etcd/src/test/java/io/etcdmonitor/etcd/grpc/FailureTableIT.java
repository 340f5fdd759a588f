package io.etcdmonitor.etcd.grpc;

import static io.etcdmonitor.etcd.grpc.Patience.asked;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateResponse;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.Member;
import io.etcd.jetcd.api.MemberListResponse;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.StatusResponse;
import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Credentials;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.KeyDigest;
import io.etcdmonitor.etcd.KeyRange;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.TlsMaterial;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.FaultServer;
import io.etcdmonitor.etcd.testing.Ports;
import io.etcdmonitor.etcd.testing.TestPki;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What can be wrong with an endpoint: each has its own cause, within the deadline, and a sentence
 * that says where.
 */
class FailureTableIT {
  private static final Duration DEADLINE = Duration.ofMillis(600);

  /** For calls that shall succeed: a loaded machine must not fail them. */
  private static final Duration PATIENT = Duration.ofSeconds(5);

  private static final Duration NOISE = Duration.ofMillis(500);
  private final NettyEtcdConnector connector = new NettyEtcdConnector();
  private final List<AutoCloseable> resources = new ArrayList<>();

  static List<EtcdInstallation> versions() {
    return EtcdInstallation.available();
  }

  /** Faults that need no etcd. */
  enum Fault {
    DOWN(FailureCause.CONNECTION_REFUSED),
    NEVER_ANSWERS(FailureCause.TIMEOUT),
    NEVER_ANSWERS_TLS(FailureCause.TIMEOUT),
    CLOSES_AT_ONCE(FailureCause.CONNECTION_CLOSED),
    CLOSES_AT_ONCE_TLS(FailureCause.CONNECTION_CLOSED),
    GARBAGE(FailureCause.NOT_ETCD),
    GARBAGE_TLS(FailureCause.TLS_HANDSHAKE_FAILED),
    WEB_SERVER(FailureCause.NOT_ETCD),
    WEB_SERVER_TLS(FailureCause.TLS_HANDSHAKE_FAILED),
    OTHER_GRPC_SERVER(FailureCause.NOT_ETCD),
    BACKLOG_FULL(FailureCause.CONNECT_TIMEOUT),
    NO_SUCH_HOST(FailureCause.DNS_FAILURE);

    final FailureCause expected;

    Fault(FailureCause expected) {
      this.expected = expected;
    }
  }

  @BeforeEach
  void registerConnector() {
    resources.add(connector);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : resources.reversed()) {
      resource.close();
    }
  }

  private <T extends AutoCloseable> T using(T resource) {
    resources.add(resource);
    return resource;
  }

  private Endpoint faulty(Fault fault) throws IOException {
    return switch (fault) {
      case DOWN -> new Endpoint("http", "127.0.0.1", Ports.free());
      case NEVER_ANSWERS -> using(FaultServer.neverAnswers()).endpoint();
      case NEVER_ANSWERS_TLS -> using(FaultServer.neverAnswers()).tlsEndpoint();
      case CLOSES_AT_ONCE -> using(FaultServer.closesAtOnce()).endpoint();
      case CLOSES_AT_ONCE_TLS -> using(FaultServer.closesAtOnce()).tlsEndpoint();
      case GARBAGE -> using(FaultServer.garbage()).endpoint();
      case GARBAGE_TLS -> using(FaultServer.garbage()).tlsEndpoint();
      case WEB_SERVER -> using(FaultServer.plainHttp()).endpoint();
      case WEB_SERVER_TLS -> using(FaultServer.plainHttp()).tlsEndpoint();
      case OTHER_GRPC_SERVER -> otherGrpcServer();
      case BACKLOG_FULL -> backlogFull();
      case NO_SUCH_HOST -> new Endpoint("http", "no-such-host.invalid", 2379);
    };
  }

  private Endpoint otherGrpcServer() throws IOException {
    io.grpc.Server server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()))
            .build()
            .start();
    resources.add(server::shutdownNow);
    return new Endpoint("http", "127.0.0.1", server.getPort());
  }

  /** A listener whose queue is full: the kernel drops further connection requests. */
  private Endpoint backlogFull() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    ServerSocket listener = using(new ServerSocket(Ports.free(), 1, loopback));
    for (int i = 0; i < 4; i++) {
      Socket filler = using(new Socket());
      try {
        filler.connect(listener.getLocalSocketAddress(), 100);
      } catch (java.net.SocketTimeoutException e) {
        break;
      }
    }
    return new Endpoint("http", "127.0.0.1", listener.getLocalPort());
  }

  private MemberClient client(ConnectionSpec spec) {
    return connector.open(spec).member(spec.seeds());
  }

  private static void assertFailed(Reply<?> reply, FailureCause expected, Endpoint where) {
    assertFailed(reply, expected, where, DEADLINE);
  }

  private static void assertFailed(
      Reply<?> reply, FailureCause expected, Endpoint where, Duration limit) {
    assertThat(reply.failure()).as("a failure").isPresent();
    assertThat(reply.failure().get().cause()).as("%s", reply.failure().get()).isEqualTo(expected);
    assertThat(reply.failure().get().message()).contains(where.toString());
    assertThat(reply.latency()).isLessThan(limit.plus(NOISE));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void everyFaultHasItsCauseOnEveryTry(Fault fault) throws IOException {
    Endpoint endpoint = faulty(fault);
    MemberClient member = client(ConnectionSpec.plain(List.of(endpoint)));
    for (int i = 0; i < 3; i++) {
      assertFailed(asked(() -> member.status(DEADLINE)), fault.expected, endpoint);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"OTHER_GRPC_SERVER", "GARBAGE_TLS", "WEB_SERVER_TLS", "WEB_SERVER"},
      mode = EnumSource.Mode.EXCLUDE)
  void pagesFailLikeCalls(Fault fault) throws IOException {
    Endpoint endpoint = faulty(fault);
    MemberClient member = client(ConnectionSpec.plain(List.of(endpoint)));
    assertFailed(
        asked(() -> member.page(endpoint + "/metrics", 1 << 20, DEADLINE)),
        fault.expected,
        endpoint);
  }

  @Test
  void aPageThatCannotBeExpandedIsNotEtcds() {
    FaultServer server = using(FaultServer.brokenGzip());
    MemberClient member = client(ConnectionSpec.plain(List.of(server.endpoint())));
    Reply<String> reply =
        asked(() -> member.page(server.endpoint() + "/metrics", 100_000, DEADLINE));
    assertFailed(reply, FailureCause.NOT_ETCD, server.endpoint());
    assertThat(reply.failure().orElseThrow().message()).contains("its gzip is broken");
  }

  @Test
  void anEndlessPageIsCutOff() {
    FaultServer server = using(FaultServer.endlessHttp());
    MemberClient member = client(ConnectionSpec.plain(List.of(server.endpoint())));
    assertFailed(
        asked(() -> member.page(server.endpoint() + "/metrics", 100_000, DEADLINE)),
        FailureCause.RESOURCE_EXHAUSTED,
        server.endpoint());
  }

  @Test
  void answersThatNoClusterGivesAreRefusedBeforeTheyAreKept() throws IOException {
    MemberListResponse.Builder members = MemberListResponse.newBuilder();
    for (int i = 1; i <= 1_000; i++) {
      members.addMembers(Member.newBuilder().setID(i).addClientURLs("http://10.0.0.1:" + i));
    }
    StatusResponse endless =
        StatusResponse.newBuilder().setVersion("3".repeat(Bounds.SMALL_ANSWER)).build();
    Endpoint endpoint =
        serving(
            ServerServiceDefinition.builder("etcdserverpb.Cluster")
                .addMethod(ClusterGrpc.getMemberListMethod(), always(members.build()))
                .build(),
            ServerServiceDefinition.builder("etcdserverpb.Maintenance")
                .addMethod(MaintenanceGrpc.getStatusMethod(), always(endless))
                .build());
    MemberClient member = client(ConnectionSpec.plain(List.of(endpoint)));
    Reply<MemberStatus> status = member.status(PATIENT).join();
    assertFailed(status, FailureCause.RESOURCE_EXHAUSTED, endpoint, PATIENT);
    Reply<MemberList> list = member.memberList(PATIENT).join();
    assertFailed(list, FailureCause.OTHER, endpoint, PATIENT);
    assertThat(list.failure().orElseThrow().message())
        .contains("it has 1000 members, more than 128");
  }

  /** As messages, sixteen mebibytes of empty keys would be 600 of heap, at every look. */
  @Test
  void keysThatNobodyAskedForAreNotKept() throws IOException {
    RangeResponse.Builder keys = RangeResponse.newBuilder();
    IntStream.range(0, Bounds.SMALL_ANSWER).forEach(i -> keys.addKvsBuilder());
    Endpoint endpoint =
        serving(
            ServerServiceDefinition.builder("etcdserverpb.KV")
                .addMethod(KVGrpc.getRangeMethod(), always(keys.build()))
                .build());
    List<LogRecord> logged = logged("io.grpc");
    MemberClient member = client(ConnectionSpec.plain(List.of(endpoint)));
    Reply<Long> read = member.read(true, PATIENT).join();
    assertFailed(read, FailureCause.RESOURCE_EXHAUSTED, endpoint, PATIENT);
    Reply<Long> count = member.count(KeyRange.ALL, 0, PATIENT).join();
    assertFailed(count, FailureCause.RESOURCE_EXHAUSTED, endpoint, PATIENT);
    Reply<List<KeyDigest>> some = member.keys(KeyRange.ALL, 0, 400, PATIENT).join();
    assertFailed(some, FailureCause.OTHER, endpoint, PATIENT);
    assertThat(some.failure().orElseThrow().message()).contains("it has 401 keys, more than 400");
    // gRPC tells of each frame that comes for a call which it gave up.
    assertThat(logged).isEmpty();
  }

  private List<LogRecord> logged(String name) {
    List<LogRecord> records = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            records.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(name);
    logger.addHandler(handler);
    resources.add(() -> logger.removeHandler(handler));
    return records;
  }

  /** gRPC would leave it out of the header, and write it to the log with every call. */
  @Test
  void aTokenThatNoHeaderHoldsIsRefused() throws IOException {
    AuthenticateResponse token = AuthenticateResponse.newBuilder().setToken("a\nb").build();
    Endpoint endpoint =
        serving(
            ServerServiceDefinition.builder("etcdserverpb.Auth")
                .addMethod(AuthGrpc.getAuthenticateMethod(), always(token))
                .build(),
            ServerServiceDefinition.builder("etcdserverpb.Maintenance")
                .addMethod(
                    MaintenanceGrpc.getStatusMethod(), always(StatusResponse.getDefaultInstance()))
                .build());
    ConnectionSpec spec =
        new ConnectionSpec(
            List.of(endpoint),
            Optional.empty(),
            Optional.of(new Credentials("root", "secret")),
            Map.of());
    Reply<MemberStatus> status = client(spec).status(PATIENT).join();
    assertFailed(status, FailureCause.OTHER, endpoint, PATIENT);
    assertThat(status.failure().orElseThrow().message())
        .contains("the token that it gave cannot be sent in a header");
  }

  private Endpoint serving(ServerServiceDefinition... services) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()));
    List.of(services).forEach(builder::addService);
    io.grpc.Server server = builder.build().start();
    resources.add(server::shutdownNow);
    return new Endpoint("http", "127.0.0.1", server.getPort());
  }

  private static <Q, A> ServerCallHandler<Q, A> always(A answer) {
    return ServerCalls.asyncUnaryCall((question, to) -> {
      to.onNext(answer);
      to.onCompleted();
    });
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aFrozenMemberIsATimeoutAndComesBack(EtcdInstallation version) {
    EtcdTestCluster etcd = using(EtcdTestCluster.builder().versions(version).start());
    Endpoint endpoint = etcd.member(0).endpoint();
    MemberClient connected = client(etcd.spec());
    assertThat(connected.status(PATIENT).join().ok()).isTrue();

    etcd.member(0).freeze();
    MemberClient fresh = client(etcd.spec());
    for (int i = 0; i < 3; i++) {
      assertFailed(asked(() -> connected.status(DEADLINE)), FailureCause.TIMEOUT, endpoint);
    }
    assertFailed(asked(() -> fresh.status(DEADLINE)), FailureCause.TIMEOUT, endpoint);
    etcd.member(0).thaw();
    assertThat(connected.status(PATIENT).join().failure()).isEmpty();
    assertThat(fresh.status(PATIENT).join().failure()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aKilledMemberIsRefusedAtOnceAndSeenAtOnceWhenBack(EtcdInstallation version) {
    EtcdTestCluster etcd = using(EtcdTestCluster.builder().versions(version).start());
    MemberClient member = client(etcd.spec());
    assertThat(member.status(PATIENT).join().ok()).isTrue();
    etcd.member(0).kill();
    for (int i = 0; i < 5; i++) {
      assertFailed(
          asked(() -> member.status(DEADLINE)),
          FailureCause.CONNECTION_REFUSED,
          etcd.member(0).endpoint());
    }
    etcd.member(0).restart();
    assertThat(member.status(PATIENT).join().failure()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void withoutQuorumStatusAnswersAndReadsTimeOut(EtcdInstallation version) {
    EtcdTestCluster etcd = using(EtcdTestCluster.builder().members(2).versions(version).start());
    etcd.member(1).kill();
    MemberClient member = connector.open(etcd.spec()).member(List.of(etcd.member(0).endpoint()));
    assertThat(member.status(PATIENT).join().failure()).isEmpty();
    assertThat(member.memberList(PATIENT).join().value().orElseThrow().members()).hasSize(2);
    assertThat(member.read(false, PATIENT).join().failure()).isEmpty();
    assertThat(asked(() -> member.read(true, DEADLINE)).failure().orElseThrow().cause())
        .isIn(FailureCause.TIMEOUT, FailureCause.NO_LEADER);
    assertThat(asked(() -> member.alarms(DEADLINE)).failure().orElseThrow().cause())
        .isIn(FailureCause.TIMEOUT, FailureCause.NO_LEADER);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void severalUrlsAreAlternatives(EtcdInstallation version) throws IOException {
    EtcdTestCluster etcd = using(EtcdTestCluster.builder().versions(version).start());
    Endpoint good = etcd.member(0).endpoint();
    for (Fault fault : List.of(Fault.DOWN, Fault.NEVER_ANSWERS, Fault.NO_SUCH_HOST)) {
      Endpoint bad = faulty(fault);
      MemberClient member = connector.open(etcd.spec()).member(List.of(bad, good));
      assertThat(member.endpoint()).isEqualTo(bad);
      assertThat(member.status(PATIENT).join().failure()).as("%s", fault).isEmpty();
      assertThat(member.endpoint()).isEqualTo(good);
      Reply<?> second = member.status(PATIENT).join();
      assertThat(second.ok()).isTrue();
      assertThat(second.latency()).isLessThan(Duration.ofMillis(500));
    }
  }

  @Test
  void callsBeginWithTheUrlThatIsPreferred() {
    EtcdTestCluster etcd = using(EtcdTestCluster.builder().members(2).start());
    List<Endpoint> urls = List.of(etcd.member(0).endpoint(), etcd.member(1).endpoint());
    ClusterConnection connection = connector.open(etcd.spec());
    MemberClient member = connection.member(urls);
    String first = member.status(PATIENT).join().value().orElseThrow().memberId();

    connection.prefer(urls, urls.get(1));

    assertThat(member.endpoint()).isEqualTo(urls.get(1));
    assertThat(member.status(PATIENT).join().value().orElseThrow().memberId()).isNotEqualTo(first);
    connection.prefer(urls, Endpoint.parse("http://elsewhere:2379"));
    assertThat(member.endpoint()).isEqualTo(urls.get(1));
  }

  /** Channels take the JVM's proxy, as their page says. */
  @Test
  void etcdIsNotLookedForBehindTheProxyOfTheJvm() {
    EtcdTestCluster etcd = using(EtcdTestCluster.builder().start());
    Endpoint endpoint = new Endpoint("http", "localhost", etcd.member(0).endpoint().port());
    Map<String, String> proxy =
        Map.of("https.proxyHost", "127.0.0.1", "https.proxyPort", "1", "http.nonProxyHosts", "");
    proxy.forEach(System::setProperty);
    try {
      MemberClient member =
          connector.open(ConnectionSpec.plain(List.of(endpoint))).member(List.of(endpoint));
      assertThat(member.status(PATIENT).join().failure()).isEmpty();
    } finally {
      proxy.keySet().forEach(System::clearProperty);
    }
  }

  @Test
  void theEndpointMapLeadsAroundNat() {
    EtcdTestCluster etcd = using(EtcdTestCluster.builder().start());
    Endpoint real = etcd.member(0).endpoint();
    Endpoint advertised = Endpoint.parse("http://etcd-0.internal:2379");
    ClusterConnection connection =
        connector.open(
            new ConnectionSpec(
                List.of(real),
                Optional.empty(),
                Optional.empty(),
                Map.of("etcd-0.internal:2379", real.authority())));
    assertThat(connection.reachable(advertised)).isEqualTo(real);
    MemberClient member = connection.member(List.of(advertised));
    assertThat(member.endpoint()).isEqualTo(real);
    assertThat(member.status(PATIENT).join().failure()).isEmpty();
    assertThat(member.page(advertised + "/version", 1_000, PATIENT).join().value().orElseThrow())
        .contains(etcd.member(0).installation().version());
  }

  /** Each member advertises what the other one is reached at. */
  @Test
  void aMapThatSwapsMembersIsAppliedOnce() {
    EtcdTestCluster etcd = using(EtcdTestCluster.builder().members(2).start());
    Endpoint one = etcd.member(0).endpoint();
    Endpoint other = etcd.member(1).endpoint();
    ClusterConnection connection =
        connector.open(
            new ConnectionSpec(
                List.of(one, other),
                Optional.empty(),
                Optional.empty(),
                Map.of(one.authority(), other.authority(), other.authority(), one.authority())));
    String id =
        client(ConnectionSpec.plain(List.of(other)))
            .status(PATIENT)
            .join()
            .value()
            .orElseThrow()
            .memberId();
    // As the engine does: it maps what is advertised, and asks for what came out.
    Endpoint reached = connection.reachable(one);
    MemberClient member = connection.member(List.of(reached));
    assertThat(member.endpoint()).isEqualTo(other);
    assertThat(member.status(PATIENT).join().value().orElseThrow().memberId()).isEqualTo(id);
    assertThat(member.page(reached + "/metrics", 1 << 20, PATIENT).join().value().orElseThrow())
        .contains("etcd_server_id{server_id=\"" + id + "\"}");
  }

  @Test
  void closingEndsPendingCalls() {
    FaultServer silent = using(FaultServer.neverAnswers());
    ClusterConnection connection = connector.open(ConnectionSpec.plain(List.of(silent.endpoint())));
    var pending = connection.member(List.of(silent.endpoint())).status(Duration.ofSeconds(30));
    connection.close();
    Reply<?> reply = pending.orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join();
    assertThat(reply.failure().orElseThrow().cause()).isEqualTo(FailureCause.CLOSED);
  }

  /** The rest of the list, side by side: every cause is another one. */
  @ParameterizedTest
  @MethodSource("versions")
  void certificatesAndCredentialsHaveDistinctCauses(EtcdInstallation version) {
    TestPki pki = new TestPki();
    EtcdTestCluster etcd =
        using(EtcdTestCluster.builder().versions(version).mutualTls(pki).auth("secret").start());
    Endpoint endpoint = etcd.member(0).endpoint();
    TlsMaterial good = etcd.clientTls().orElseThrow();
    Optional<Credentials> root = Optional.of(new Credentials("root", "secret"));
    TlsMaterial wrongCa =
        new TlsMaterial(
            Optional.of(new TestPki().caPem()),
            good.certificatePem(),
            good.keyPem(),
            Optional.empty(),
            false);
    TlsMaterial noClient =
        new TlsMaterial(good.caPem(), Optional.empty(), Optional.empty(), Optional.empty(), false);

    assertFailed(status(endpoint, wrongCa, root), FailureCause.TLS_UNTRUSTED, endpoint, PATIENT);
    assertFailed(
        status(endpoint, noClient, root), FailureCause.TLS_CLIENT_CERTIFICATE, endpoint, PATIENT);
    assertFailed(
        status(endpoint, good, Optional.of(new Credentials("root", "wrong"))),
        FailureCause.CREDENTIALS_INVALID,
        endpoint,
        PATIENT);
    assertThat(status(endpoint, good, root).failure()).isEmpty();
  }

  private Reply<?> status(Endpoint endpoint, TlsMaterial tls, Optional<Credentials> user) {
    return client(new ConnectionSpec(List.of(endpoint), Optional.of(tls), user, Map.of()))
        .status(PATIENT)
        .join();
  }
}
