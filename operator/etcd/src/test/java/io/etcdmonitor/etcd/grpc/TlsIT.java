package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.DatedPage;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.PeerCertificates;
import io.etcdmonitor.etcd.Reply;
import io.etcdmonitor.etcd.TlsMaterial;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.Ports;
import io.etcdmonitor.etcd.testing.TestPki;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * TLS against real servers: what works, and what each mistake is called, for calls and for pages
 * alike.
 */
class TlsIT {
  private static final Duration DEADLINE = Duration.ofSeconds(3);
  private final TestPki pki = new TestPki();
  private final NettyEtcdConnector connector = new NettyEtcdConnector();

  static List<EtcdInstallation> versions() {
    return EtcdInstallation.available();
  }

  @AfterEach
  void close() {
    connector.close();
  }

  private record Material(
      Optional<String> ca, Optional<TestPki.Issued> client, Optional<String> name, boolean skip) {
    TlsMaterial tls() {
      return new TlsMaterial(
          ca,
          client.map(TestPki.Issued::certificatePem),
          client.map(TestPki.Issued::keyPem),
          name,
          skip);
    }
  }

  private Material caOnly() {
    return new Material(Optional.of(pki.caPem()), Optional.empty(), Optional.empty(), false);
  }

  private Material with(TestPki.Issued client) {
    return new Material(Optional.of(pki.caPem()), Optional.of(client), Optional.empty(), false);
  }

  private MemberClient client(Endpoint endpoint, Material material) {
    ConnectionSpec spec =
        new ConnectionSpec(
            List.of(endpoint), Optional.of(material.tls()), Optional.empty(), Map.of());
    return connector.open(spec).member(spec.seeds());
  }

  private void works(Endpoint endpoint, Material material) {
    MemberClient member = client(endpoint, material);
    assertThat(member.status(DEADLINE).join().failure()).isEmpty();
    assertThat(member.page(endpoint + "/metrics", 1 << 20, DEADLINE).join().failure()).isEmpty();
  }

  private void fails(Endpoint endpoint, Material material, FailureCause expected) {
    MemberClient member = client(endpoint, material);
    assertFailed(member.status(DEADLINE).join(), expected);
    assertFailed(member.status(DEADLINE).join(), expected);
    assertFailed(member.page(endpoint + "/metrics", 1 << 20, DEADLINE).join(), expected);
  }

  private static void assertFailed(Reply<?> reply, FailureCause expected) {
    assertThat(reply.failure()).isPresent();
    assertThat(reply.failure().get().cause()).as("%s", reply.failure().get()).isEqualTo(expected);
    assertThat(reply.latency()).isLessThan(DEADLINE);
  }

  private PeerCertificates certificates(Endpoint endpoint, Material material) {
    Reply<PeerCertificates> reply = client(endpoint, material).certificates(DEADLINE).join();
    assertThat(reply.failure()).isEmpty();
    return reply.value().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void mutualTls(EtcdInstallation version) {
    try (EtcdTestCluster etcd =
        EtcdTestCluster.builder().versions(version).mutualTls(pki).start()) {
      Endpoint endpoint = etcd.member(0).endpoint();
      works(endpoint, with(pki.client("etcd-monitor")));
      works(endpoint, with(pki.clientWithPkcs1Key("etcd-monitor")));
      works(endpoint, with(pki.clientWithSec1Key("etcd-monitor")));
      fails(endpoint, caOnly(), FailureCause.TLS_CLIENT_CERTIFICATE);
      fails(endpoint, with(new TestPki().client("stranger")), FailureCause.TLS_CLIENT_CERTIFICATE);
      fails(
          endpoint,
          with(pki.client("late", Duration.ofDays(-2))),
          FailureCause.TLS_CLIENT_CERTIFICATE);
      assertThat(certificates(endpoint, caOnly()).chain()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void serverOnlyTls(EtcdInstallation version) {
    try (EtcdTestCluster etcd =
        EtcdTestCluster.builder().versions(version).serverTls(pki).start()) {
      Endpoint endpoint = etcd.member(0).endpoint();
      works(endpoint, caOnly());
      works(new Endpoint("https", "localhost", endpoint.port()), caOnly());
      works(endpoint, new Material(Optional.empty(), Optional.empty(), Optional.empty(), true));
      Material stranger =
          new Material(
              Optional.of(new TestPki().caPem()), Optional.empty(), Optional.empty(), false);
      fails(endpoint, stranger, FailureCause.TLS_UNTRUSTED);
      Material jdkTrust = new Material(Optional.empty(), Optional.empty(), Optional.empty(), false);
      fails(endpoint, jdkTrust, FailureCause.TLS_UNTRUSTED);
      fails(
          endpoint,
          new Material(
              Optional.of(pki.caPem()), Optional.empty(), Optional.of("else.where"), false),
          FailureCause.TLS_NAME_MISMATCH);
      fails(
          new Endpoint("http", "127.0.0.1", endpoint.port()),
          caOnly(),
          FailureCause.TLS_HANDSHAKE_FAILED);
      pagesShareTheConnectionOfCalls(endpoint);
      PeerCertificates seen = certificates(endpoint, stranger);
      assertThat(seen.protocol()).startsWith("TLSv1.");
      assertThat(seen.chain().get(0).getSubjectX500Principal().getName())
          .isEqualTo("CN=etcd server");
    }
  }

  /** With a port of their own for pages, what is said of the other one names the flag. */
  @Test
  void pagesWhereOnlyGrpcIsServed() {
    int plain = Ports.free();
    int secure = Ports.free();
    try (EtcdTestCluster one =
            EtcdTestCluster.builder()
                .flags("--listen-client-http-urls=http://127.0.0.1:" + plain)
                .start();
        EtcdTestCluster other =
            EtcdTestCluster.builder()
                .serverTls(pki)
                .flags("--listen-client-http-urls=https://127.0.0.1:" + secure)
                .start()) {
      for (EtcdTestCluster etcd : List.of(one, other)) {
        Endpoint endpoint = etcd.member(0).endpoint();
        MemberClient member = client(endpoint, caOnly());
        assertThat(member.status(DEADLINE).join().failure()).isEmpty();
        assertThat(
                member
                    .page(endpoint + "/metrics", 1 << 20, DEADLINE)
                    .join()
                    .failure()
                    .orElseThrow()
                    .message())
            .contains("only gRPC", "--listen-client-http-urls");
      }
      Endpoint pages = new Endpoint("https", "127.0.0.1", secure);
      assertThat(
              client(other.member(0).endpoint(), caOnly())
                  .page(pages + "/metrics", 1 << 20, DEADLINE)
                  .join()
                  .failure())
          .isEmpty();
    }
  }

  private void pagesShareTheConnectionOfCalls(Endpoint endpoint) {
    String url = endpoint + "/metrics";
    try (NettyEtcdConnector alone = new NettyEtcdConnector()) {
      ConnectionSpec spec =
          new ConnectionSpec(
              List.of(endpoint), Optional.of(caOnly().tls()), Optional.empty(), Map.of());
      MemberClient member = alone.open(spec).member(spec.seeds());
      assertThat(member.status(DEADLINE).join().failure()).isEmpty();
      List<CompletableFuture<? extends Reply<?>>> sideBySide = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        sideBySide.add(member.datedPage(url, 1 << 20, DEADLINE));
        sideBySide.add(member.memberList(DEADLINE));
      }
      assertThat(sideBySide).allSatisfy(reply -> assertThat(reply.join().failure()).isEmpty());
      assertFailed(member.page(url, 1_000, DEADLINE).join(), FailureCause.RESOURCE_EXHAUSTED);
      assertFailed(
          member.page(endpoint + "/nothing", 1_000, DEADLINE).join(), FailureCause.NOT_ETCD);
      assertThat(member.page(url, 1 << 20, DEADLINE).join().value().orElseThrow())
          .contains("etcd_server_has_leader 1")
          .endsWith("\n");
      DatedPage dated = member.datedPage(url, 1 << 20, DEADLINE).join().value().orElseThrow();
      assertThat(dated.date()).isPresent();
      assertThat(member.status(DEADLINE).join().failure()).isEmpty();
      assertThat(alone.openSockets()).isEqualTo(1);
    }
  }

  @Test
  void tlsToAPlainServer() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().start()) {
      Endpoint plain = etcd.member(0).endpoint();
      Endpoint endpoint = new Endpoint("https", plain.host(), plain.port());
      MemberClient member = client(endpoint, caOnly());
      assertFailed(member.status(DEADLINE).join(), FailureCause.TLS_HANDSHAKE_FAILED);
      assertThat(member.status(DEADLINE).join().failure().orElseThrow().message())
          .contains("write http://");
    }
  }

  @Test
  void anExpiredCertificateIsSeenNonetheless() {
    try (EtcdTestCluster etcd =
        EtcdTestCluster.builder().serverTls(pki).serverCertificate(pki.expiredServer()).start()) {
      Endpoint endpoint = etcd.member(0).endpoint();
      fails(endpoint, caOnly(), FailureCause.TLS_EXPIRED);
      assertThat(certificates(endpoint, caOnly()).chain().get(0).getNotAfter().toInstant())
          .isBefore(java.time.Instant.now());
    }
  }

  @Test
  void serverNameIsCheckedInsteadOfTheHost() {
    try (EtcdTestCluster etcd =
        EtcdTestCluster.builder()
            .serverTls(pki)
            .serverCertificate(pki.wrongNameServer("etcd.example"))
            .start()) {
      Endpoint endpoint = etcd.member(0).endpoint();
      fails(endpoint, caOnly(), FailureCause.TLS_NAME_MISMATCH);
      works(
          endpoint,
          new Material(
              Optional.of(pki.caPem()), Optional.empty(), Optional.of("etcd.example"), false));
      ConnectionSpec mapped =
          new ConnectionSpec(
              List.of(endpoint),
              Optional.of(caOnly().tls()),
              Optional.empty(),
              Map.of("etcd.example:2379", endpoint.authority()));
      MemberClient byAdvertisedName =
          connector.open(mapped).member(List.of(Endpoint.parse("https://etcd.example:2379")));
      assertThat(byAdvertisedName.status(DEADLINE).join().failure()).isEmpty();
      assertThat(
              byAdvertisedName
                  .page("https://etcd.example:2379/metrics", 1 << 20, DEADLINE)
                  .join()
                  .failure())
          .isEmpty();
      // As the engine asks: by the address that is reached.
      MemberClient byAddress = connector.open(mapped).member(List.of(endpoint));
      assertThat(byAddress.page(endpoint + "/metrics", 1 << 20, DEADLINE).join().failure())
          .isEmpty();
      assertThat(byAddress.status(DEADLINE).join().failure()).isEmpty();
      try (ToolConnection tools = new ToolConnection(mapped)) {
        assertThat(
                MaintenanceGrpc.newBlockingStub(tools.channel(endpoint))
                    .withDeadlineAfter(5, TimeUnit.SECONDS)
                    .status(StatusRequest.getDefaultInstance())
                    .getDbSize())
            .isPositive();
      }
      int sockets = connector.openSockets();
      assertThat(byAddress.page(endpoint + "/metrics", 1 << 20, DEADLINE).join().failure())
          .isEmpty();
      assertThat(connector.openSockets()).isEqualTo(sockets);
    }
  }

  @Test
  void ipv6() throws Exception {
    boolean present =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .anyMatch(a -> a instanceof Inet6Address && a.isLoopbackAddress());
    Assumptions.assumeTrue(present, "IPv6: this host has no ::1");
    try (EtcdTestCluster etcd =
        EtcdTestCluster.builder().clientHost("::1").serverTls(pki).start()) {
      assertThat(etcd.member(0).endpoint().toString()).startsWith("https://[::1]:");
      works(etcd.member(0).endpoint(), caOnly());
      assertThat(certificates(etcd.member(0).endpoint(), caOnly()).chain()).isNotEmpty();
    }
  }
}
