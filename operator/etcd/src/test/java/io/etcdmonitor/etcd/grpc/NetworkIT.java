package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.TestPki;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names that take long, and names with several addresses. */
class NetworkIT {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Endpoint LOCALHOST = Endpoint.parse("https://localhost:1");

  private final CountDownLatch until = new CountDownLatch(1);
  private Network network = new Network(1, CONNECT);

  @AfterEach
  void close() {
    until.countDown();
    network.close();
  }

  @Test
  void whatHadNoTurnToBeLookedUpIsOurOwnFault() throws InterruptedException {
    TurnsTest.hang(network.names(), "hangs", Network.LOOKUPS, until);
    try (NettyClusterConnection connection = connection(LOCALHOST)) {
      MemberClient member = connection.member(List.of(LOCALHOST));
      assertThat(
              questions(LOCALHOST, Duration.ofMillis(200))
                  .map(question -> cause(question.apply(member).join())))
          .containsOnly(FailureCause.CLIENT_OVERLOADED);
      assertThat(connection.late()).as("rounds learn of it").isEqualTo(3);
    }
  }

  @Test
  void namesThatHangDoNotHoldHandshakesUp() throws InterruptedException {
    TurnsTest.hang(network.names(), "hangs", Network.LOOKUPS, until);
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().serverTls(new TestPki()).start();
        NettyClusterConnection connection = connection(etcd.spec())) {
      questions(etcd.member(0).endpoint(), CONNECT)
          .forEach(question ->
              assertThat(question.apply(connection.member(etcd.endpoints())).join().failure())
                  .isEmpty());
    }
  }

  /** Servers of other clusters, whose keys take long to reckon with. */
  @Test
  void aHandshakeThatHadNoTurnIsOurOwnFaultAndTheLoopGoesOn() throws InterruptedException {
    TurnsTest.hang(network.handshakes(), "hangs", Network.HANDSHAKES, until);
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().serverTls(new TestPki()).start();
        EtcdTestCluster plain = EtcdTestCluster.builder().start();
        NettyClusterConnection connection = connection(etcd.spec());
        NettyClusterConnection other = connection(plain.member(0).endpoint())) {
      Endpoint endpoint = etcd.member(0).endpoint();
      MemberClient member = connection.member(etcd.endpoints());
      assertThat(
              questions(endpoint, Duration.ofMillis(300))
                  .map(question -> cause(question.apply(member).join())))
          .containsOnly(FailureCause.CLIENT_OVERLOADED);
      assertThat(connection.late()).isEqualTo(3);
      assertThat(other.member(plain.endpoints()).status(CONNECT).join().failure()).isEmpty();

      until.countDown();
      questions(endpoint, CONNECT)
          .forEach(question -> assertThat(question.apply(member).join().failure()).isEmpty());
    }
  }

  /**
   * The turn has come, and is another member's: what this one answered is not looked at yet. Of one
   * that says nothing there is nothing to reckon, and it is told as that.
   */
  @Test
  void aHandshakeThatWaitsBehindAnotherMembersIsOurOwnFaultAndNoSilence() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().serverTls(new TestPki()).start();
        ServerSocket silent = new ServerSocket(0, 10, Network.literal("127.0.0.1"))) {
      TlsSetup tls = new TlsSetup(etcd.spec().tls());
      TurnsTest.hang(network.handshakes(), tls, until);
      try (NettyClusterConnection connection =
          new NettyClusterConnection(etcd.spec(), network, tls, 1 << 20, closed -> {})) {
        Endpoint endpoint = etcd.member(0).endpoint();
        MemberClient member = connection.member(etcd.endpoints());
        assertThat(
                questions(endpoint, Duration.ofMillis(300))
                    .map(question -> cause(question.apply(member).join())))
            .containsOnly(FailureCause.CLIENT_OVERLOADED);

        Endpoint nothing = Endpoint.parse("https://127.0.0.1:" + silent.getLocalPort());
        assertThat(cause(connection.member(List.of(nothing)).status(CONNECT).join()))
            .isEqualTo(FailureCause.TIMEOUT);

        until.countDown();
        questions(endpoint, CONNECT)
            .forEach(question -> assertThat(question.apply(member).join().failure()).isEmpty());
      }
    }
  }

  private static Stream<Function<MemberClient, CompletableFuture<? extends Reply<?>>>> questions(
      Endpoint endpoint, Duration deadline) {
    return Stream.of(
        m -> m.page(endpoint + "/metrics", 1 << 20, deadline),
        m -> m.certificates(deadline),
        m -> m.status(deadline));
  }

  @Test
  void aHandshakeIsMadeWithTheAddressThatAccepts() {
    network.close();
    network =
        new Network(
            1,
            CONNECT,
            host -> new InetAddress[] {Network.literal("127.0.0.2"), Network.literal("127.0.0.1")});
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().serverTls(new TestPki()).start()) {
      Endpoint two =
          new Endpoint("https", "two-addresses.example", etcd.member(0).endpoint().port());
      try (NettyClusterConnection connection = connection(two)) {
        var seen = connection.member(List.of(two)).certificates(CONNECT).join();

        assertThat(seen.value()).as(seen.toString()).isPresent();
        assertThat(seen.value().get().chain()).isNotEmpty();
      }
    }
  }

  private NettyClusterConnection connection(Endpoint seed) {
    return connection(ConnectionSpec.plain(List.of(seed)));
  }

  private NettyClusterConnection connection(ConnectionSpec spec) {
    return new NettyClusterConnection(
        spec, network, new TlsSetup(spec.tls()), 1 << 20, closed -> {});
  }

  private static FailureCause cause(Reply<?> reply) {
    return reply.failure().orElseThrow().cause();
  }
}
