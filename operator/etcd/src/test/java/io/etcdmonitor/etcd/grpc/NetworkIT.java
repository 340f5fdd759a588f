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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    NameLookupsTest.hang(network.names(), "hangs", NameLookups.MOST, until);
    try (NettyClusterConnection connection = connection(LOCALHOST)) {
      MemberClient member = connection.member(List.of(LOCALHOST));
      Duration deadline = Duration.ofMillis(200);
      Stream<Function<MemberClient, CompletableFuture<? extends Reply<?>>>> questions =
          Stream.of(
              m -> m.status(deadline),
              m -> m.certificates(deadline),
              m -> m.page(LOCALHOST + "/metrics", 1 << 20, deadline));
      assertThat(questions.map(question -> cause(question.apply(member).join())))
          .containsOnly(FailureCause.CLIENT_OVERLOADED);
      assertThat(connection.late()).as("rounds learn of it").isEqualTo(3);
    }
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
    return new NettyClusterConnection(
        ConnectionSpec.plain(List.of(seed)),
        network,
        new TlsSetup(Optional.empty()),
        1 << 20,
        closed -> {});
  }

  private static FailureCause cause(Reply<?> reply) {
    return reply.failure().orElseThrow().cause();
  }
}
