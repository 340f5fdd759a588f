package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestClusterBuilder;
import io.etcdmonitor.etcd.testing.FaultProxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A sound member behind a network that is not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultyNetworkIT {
  private static final Duration DEADLINE = Duration.ofMillis(600);
  private static final Duration PATIENT = Duration.ofSeconds(5);
  private EtcdTestCluster etcd;
  private NettyEtcdConnector connector;
  private FaultProxy network;
  private MemberClient member;

  @BeforeAll
  void start() {
    etcd = cluster().clientProxies().start();
    network = etcd.member(0).clientProxy();
    connector = new NettyEtcdConnector();
  }

  EtcdTestClusterBuilder cluster() {
    return EtcdTestCluster.builder();
  }

  /** Whether a page has a connection of its own. */
  boolean pagesHaveTheirOwn() {
    return true;
  }

  @AfterAll
  void stop() {
    connector.close();
    etcd.close();
  }

  @BeforeEach
  void connected() {
    network.forward();
    member = connector.open(etcd.spec()).member(List.of(etcd.member(0).endpoint()));
    assertThat(member.status(PATIENT).join().failure()).isEmpty();
    assertThat(member.page(page(), 1 << 20, PATIENT).join().failure()).isEmpty();
  }

  private String page() {
    return etcd.member(0).endpoint() + "/metrics";
  }

  private static FailureCause cause(Reply<?> reply) {
    return reply.failure().orElseThrow().cause();
  }

  @Test
  void aCutConnectionIsClosedAndWorksAgainAtOnce() {
    network.cut();
    assertThat(cause(member.status(DEADLINE).join())).isEqualTo(FailureCause.CONNECTION_CLOSED);
    assertThat(cause(member.page(page(), 1 << 20, DEADLINE).join()))
        .isEqualTo(FailureCause.CONNECTION_CLOSED);
    network.forward();
    assertThat(member.status(PATIENT).join().failure()).isEmpty();
    assertThat(member.page(page(), 1 << 20, PATIENT).join().failure()).isEmpty();
  }

  @Test
  void aConnectionThatDiedWhileIdleIsNoFailure() {
    network.cut();
    network.forward();
    assertThat(member.status(PATIENT).join().failure()).isEmpty();
    assertThat(member.page(page(), 1 << 20, PATIENT).join().failure()).isEmpty();
  }

  @Test
  void aBlackHoleIsATimeout() {
    network.blackHole();
    assertThat(cause(member.status(DEADLINE).join())).isEqualTo(FailureCause.TIMEOUT);
    network.dropAnswers();
    assertThat(cause(member.status(DEADLINE).join())).isEqualTo(FailureCause.TIMEOUT);
    network.forward();
    assertThat(member.status(PATIENT).join().failure()).isEmpty();
  }

  @Test
  void aForgottenConnectionIsReplacedAfterTwoTimeouts() {
    network.forgetOpenConnections();
    assertThat(cause(member.status(DEADLINE).join())).isEqualTo(FailureCause.TIMEOUT);
    assertThat(cause(member.status(DEADLINE).join())).isEqualTo(FailureCause.TIMEOUT);
    assertThat(member.status(PATIENT).join().failure()).isEmpty();
    if (pagesHaveTheirOwn()) {
      assertThat(cause(member.page(page(), 1 << 20, DEADLINE).join()))
          .isEqualTo(FailureCause.TIMEOUT);
    }
    assertThat(member.page(page(), 1 << 20, PATIENT).join().failure()).isEmpty();
  }

  @Test
  void aForgottenConnectionIsReplacedAfterTwoPagesToo() {
    network.forgetOpenConnections();
    assertThat(cause(member.page(page(), 1 << 20, DEADLINE).join()))
        .isEqualTo(FailureCause.TIMEOUT);
    if (!pagesHaveTheirOwn()) {
      assertThat(cause(member.page(page(), 1 << 20, DEADLINE).join()))
          .isEqualTo(FailureCause.TIMEOUT);
    }
    assertThat(member.page(page(), 1 << 20, PATIENT).join().failure()).isEmpty();
  }

  @Test
  void pagesComeCompressed() {
    long before = network.answered();
    int length = member.page(page(), 1 << 20, PATIENT).join().value().orElseThrow().length();
    assertThat(network.answered() - before).isBetween(1_000L, length / 5L);
  }

  @Test
  void latencyIsMeasured() {
    network.delay(Duration.ofMillis(100));
    Reply<?> reply = member.status(PATIENT).join();
    assertThat(reply.failure()).isEmpty();
    // Both ways, less what our own loop was late.
    assertThat(reply.latency()).isGreaterThanOrEqualTo(Duration.ofMillis(180));
  }
}
