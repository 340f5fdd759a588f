package io.etcdmonitor.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreshTrustTest {
  @TempDir private Path directory;
  private HttpsServer api;
  private Path file;

  private static X509Bundle authority(String name) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private final X509Bundle before;
  private final X509Bundle after;

  FreshTrustTest() throws Exception {
    before = authority("before");
    after = authority("after");
  }

  @BeforeEach
  void holdTheFirstCa() throws Exception {
    file = Files.writeString(directory.resolve("ca.crt"), before.getCertificatePEM());
  }

  @AfterEach
  void stop() {
    api.stop(0);
  }

  /** An API on a port, with a certificate of this CA; port 0 is a free one. */
  private void serve(X509Bundle ca, int port, String host) throws Exception {
    X509Bundle certificate =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=api")
            .addSanIpAddress(host)
            .addExtendedKeyUsageServerAuth()
            .buildIssuedBy(ca);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
    api = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    api.setHttpsConfigurator(new HttpsConfigurator(context));
    api.createContext(
        "/version",
        exchange -> {
          byte[] answer = "{\"major\":\"1\",\"minor\":\"34\"}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.getResponseHeaders().set("Connection", "close");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    api.start();
  }

  private void replace(X509Bundle ca, String host) throws Exception {
    int port = api.getAddress().getPort();
    api.stop(0);
    serve(ca, port, host);
  }

  private KubernetesClient client() {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("https://127.0.0.1:" + api.getAddress().getPort())
            .withCaCertFile(file.toString())
            .build();
    return KubeClients.create(config, new ApiCallCounter());
  }

  private static String minor(KubernetesClient client) {
    return client.getKubernetesVersion().getMinor();
  }

  @Test
  void aCaThatWasReplacedIsTrustedWithoutARestart() throws Exception {
    serve(before, 0, "127.0.0.1");
    try (KubernetesClient client = client()) {
      assertThat(minor(client)).isEqualTo("34");
      replace(after, "127.0.0.1");
      assertThatThrownBy(() -> minor(client))
          .as("the file does not hold it yet")
          .isInstanceOf(KubernetesClientException.class);
      Files.writeString(file, after.getCertificatePEM());
      assertThat(minor(client)).isEqualTo("34");
      replace(before, "127.0.0.1");
      assertThatThrownBy(() -> minor(client))
          .as("the file holds it no more")
          .isInstanceOf(KubernetesClientException.class);
    }
  }

  @Test
  void theHostIsCheckedAndAFileThatCannotBeReadChangesNothing() throws Exception {
    serve(before, 0, "127.0.0.1");
    try (KubernetesClient client = client()) {
      assertThat(minor(client)).isEqualTo("34");
      replace(after, "192.0.2.1");
      Files.writeString(file, after.getCertificatePEM());
      assertThatThrownBy(() -> minor(client))
          .as("a certificate for another host")
          .isInstanceOf(KubernetesClientException.class);
      Files.writeString(file, "no certificate");
      replace(after, "127.0.0.1");
      assertThat(minor(client)).as("the one that was read last").isEqualTo("34");
      replace(before, "127.0.0.1");
      assertThatThrownBy(() -> minor(client)).isInstanceOf(KubernetesClientException.class);
    }
  }

  @Test
  void aCaThatTheFileNoLongerNamesIsNotTrustedAnyMore() throws Exception {
    serve(before, 0, "127.0.0.1");
    try (KubernetesClient client = client()) {
      assertThat(minor(client)).isEqualTo("34");
      Files.writeString(file, after.getCertificatePEM());
      replace(before, "127.0.0.1");
      assertThatThrownBy(() -> minor(client))
          .as("its key may have been stolen")
          .isInstanceOf(KubernetesClientException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5})
  void aFileThatIsBeingWrittenChangesNothing(double share) throws Exception {
    serve(before, 0, "127.0.0.1");
    try (KubernetesClient client = client()) {
      String pem = after.getCertificatePEM();
      Files.writeString(file, pem.substring(0, (int) (pem.length() * share)));
      replace(after, "127.0.0.1");
      assertThatThrownBy(() -> minor(client)).isInstanceOf(KubernetesClientException.class);
      replace(before, "127.0.0.1");
      assertThat(minor(client)).as("the one that was read last").isEqualTo("34");
      Files.writeString(file, pem);
      replace(after, "127.0.0.1");
      assertThat(minor(client)).isEqualTo("34");
    }
  }

  /** As kubelet replaces what it projects into a pod. */
  @Test
  void theFileMayBeALinkThatIsTurned() throws Exception {
    Path old = Files.createDirectory(directory.resolve("..1"));
    Path fresh = Files.createDirectory(directory.resolve("..2"));
    Files.writeString(old.resolve("ca.crt"), before.getCertificatePEM());
    Files.writeString(fresh.resolve("ca.crt"), after.getCertificatePEM());
    Path data = Files.createSymbolicLink(directory.resolve("..data"), old.getFileName());
    file = Files.createSymbolicLink(directory.resolve("linked.crt"), Path.of("..data", "ca.crt"));
    serve(before, 0, "127.0.0.1");
    try (KubernetesClient client = client()) {
      assertThat(minor(client)).isEqualTo("34");
      Path turned = Files.createSymbolicLink(directory.resolve("..tmp"), fresh.getFileName());
      Files.move(turned, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      replace(after, "127.0.0.1");
      assertThat(minor(client)).isEqualTo("34");
    }
  }
}
