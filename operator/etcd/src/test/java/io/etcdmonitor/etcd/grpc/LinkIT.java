package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.TlsMaterial;
import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.etcd.testing.TestPki;
import io.grpc.StatusRuntimeException;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinkIT {
  private static final int MORE_THAN_A_TABLE_HOLDS = 40;
  private final TestPki pki = new TestPki();

  static List<EtcdInstallation> versions() {
    return EtcdInstallation.available();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void serversKeepToASmallTableOfHeaders(EtcdInstallation version) throws InterruptedException {
    Network network = new Network(1, Duration.ofSeconds(3));
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().versions(version).serverTls(pki).start();
        Link link = link(etcd.member(0).endpoint(), network)) {
      for (int i = 0; i < MORE_THAN_A_TABLE_HOLDS; i++) {
        assertThat(answers(link)).isTrue();
        page(link, etcd.member(0));
      }

      Http2ConnectionHandler http = link.speaking().pipeline().get(Http2ConnectionHandler.class);
      assertThat(http.decoder().localSettings().headerTableSize()).isEqualTo(SmallHeaderTable.SIZE);
      assertThat(link.speaking().pipeline().get(SmallHeaderTable.class)).isNull();
    } finally {
      network.close();
    }
  }

  @Test
  void pagesFindTheConnectionOfCallsAfterAnOutage() throws InterruptedException {
    Network network = new Network(1, Duration.ofSeconds(3));
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().serverTls(pki).start();
        Link link = link(etcd.member(0).endpoint(), network)) {
      EtcdTestMember member = etcd.member(0);
      assertThat(answers(link)).isTrue();
      member.kill();
      Thread.ofVirtual().start(member::restart);
      // Each call that fails leaves something behind that tries to connect by itself.
      Await.until("the member answers again", Duration.ofSeconds(30), () -> answers(link));
      AtomicInteger most = new AtomicInteger();
      Await.until(
          "leftovers have connected and are gone",
          Duration.ofSeconds(30),
          () -> {
            assertThat(answers(link)).isTrue();
            page(link, member);
            most.accumulateAndGet(link.openSockets(), Math::max);
            return most.get() > 1 && link.openSockets() == 1;
          });
      page(link, member);
    } finally {
      network.close();
    }
  }

  private static boolean answers(Link link) {
    try {
      return !MaintenanceGrpc.newBlockingStub(link.channel())
          .withDeadlineAfter(3, TimeUnit.SECONDS)
          .status(StatusRequest.getDefaultInstance())
          .getVersion()
          .isEmpty();
    } catch (StatusRuntimeException e) {
      link.broken();
      return false;
    }
  }

  private static void page(Link link, EtcdTestMember member) {
    PageStreams.Ask page =
        new PageStreams.Ask(member.endpoint().authority(), "/metrics", "", 1 << 20);
    assertThat(link.page(page).orTimeout(3, TimeUnit.SECONDS).join().status()).isEqualTo(200);
  }

  private Link link(Endpoint endpoint, Network network) {
    TlsMaterial trust =
        new TlsMaterial(
            Optional.of(pki.caPem()), Optional.empty(), Optional.empty(), Optional.empty(), false);
    return new Link(endpoint, endpoint.host(), network, new TlsSetup(Optional.of(trust)), 1 << 20);
  }
}
