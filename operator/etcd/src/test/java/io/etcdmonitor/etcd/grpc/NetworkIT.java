package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names that take long. */
class NetworkIT {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Endpoint LOCALHOST = Endpoint.parse("https://localhost:1");

  private final CountDownLatch until = new CountDownLatch(1);
  private final Network network = new Network(1, CONNECT);

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
