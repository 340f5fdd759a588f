package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.TlsMaterial;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.TestPki;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SmallHeaderTableIT {
  private static final int MORE_THAN_THE_TABLE_HOLDS = 40;
  private final TestPki pki = new TestPki();

  static List<EtcdInstallation> versions() {
    return EtcdInstallation.available();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void serversKeepToIt(EtcdInstallation version) throws InterruptedException {
    Network network = new Network(1, Duration.ofSeconds(3));
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().versions(version).serverTls(pki).start();
        Link link = link(etcd.member(0).endpoint(), network)) {
      var status = MaintenanceGrpc.newBlockingStub(link.channel());
      PageStreams.Ask page =
          new PageStreams.Ask(etcd.member(0).endpoint().authority(), "/metrics", "", 1 << 20);
      for (int i = 0; i < MORE_THAN_THE_TABLE_HOLDS; i++) {
        assertThat(status.status(StatusRequest.getDefaultInstance()).getVersion()).isNotEmpty();
        assertThat(link.page(page).orTimeout(3, TimeUnit.SECONDS).join().status()).isEqualTo(200);
      }

      Http2ConnectionHandler http = link.speaking().pipeline().get(Http2ConnectionHandler.class);
      assertThat(http.decoder().localSettings().headerTableSize()).isEqualTo(SmallHeaderTable.SIZE);
      assertThat(link.speaking().pipeline().get(SmallHeaderTable.class)).isNull();
    } finally {
      network.close();
    }
  }

  private Link link(Endpoint endpoint, Network network) {
    TlsMaterial trust =
        new TlsMaterial(
            Optional.of(pki.caPem()), Optional.empty(), Optional.empty(), Optional.empty(), false);
    return new Link(endpoint, endpoint.host(), network, new TlsSetup(Optional.of(trust)), 1 << 20);
  }
}
