package io.etcdmonitor.notify.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.channel.Delivery.Outcome;
import io.etcdmonitor.etcd.testing.TestPki;
import io.etcdmonitor.notify.testing.Channels;
import io.etcdmonitor.notify.testing.FakeReceiver;
import io.etcdmonitor.notify.testing.MapMemory;
import io.etcdmonitor.notify.testing.Messages;
import io.etcdmonitor.notify.testing.TlsContexts;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receivers that are slow, dead, too talkative or not who they say. */
class HttpSenderIT {
  private static final String SECRET = "s3cret-path-0123456789";

  private static Delivery deliver(String url, Map<String, Object> more, Duration deadline) {
    Map<String, Object> options = new HashMap<>(more);
    options.put("url", url);
    AlertChannel channel = Channels.create("webhook", options);
    try {
      return channel.deliver(Messages.firing(), new MapMemory(), deadline);
    } finally {
      channel.close();
    }
  }

  /** What a server does with each connection. */
  private interface Talk {
    void with(Socket socket) throws IOException;
  }

  private static ServerSocket server(Talk talk) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try {
              Socket socket = server.accept();
              Thread.ofVirtual().start(() -> quietly(talk, socket));
            } catch (IOException e) {
              return;
            }
          }
        });
    return server;
  }

  private static void quietly(Talk talk, Socket socket) {
    try (socket) {
      talk.with(socket);
    } catch (IOException e) {
      // The client hung up, as it should.
    }
  }

  private static String url(ServerSocket server) {
    return "http://127.0.0.1:" + server.getLocalPort() + "/" + SECRET;
  }

  @Test
  void aServerThatNeverAnswersIsLeftAtTheDeadline() throws IOException {
    try (ServerSocket server =
        server(socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()))) {
      long start = System.nanoTime();
      Delivery delivery = deliver(url(server), Map.of(), Duration.ofMillis(400));
      assertThat(delivery.outcome()).isEqualTo(Outcome.RETRY);
      assertThat(delivery.code()).isEqualTo("timeout");
      assertThat(delivery.detail()).contains("127.0.0.1").doesNotContain(SECRET);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void aServerThatDripsItsReplyIsLeftAtTheDeadline() throws IOException {
    Talk drip =
        socket -> {
          OutputStream out = socket.getOutputStream();
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
          while (true) {
            out.write('x');
            out.flush();
            LockSupport.parkNanos(20_000_000);
          }
        };
    try (ServerSocket server = server(drip)) {
      long start = System.nanoTime();
      Delivery delivery = deliver(url(server), Map.of("timeout", "400ms"), Channels.SOON);
      assertThat(delivery.outcome()).isEqualTo(Outcome.RETRY);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void anEndlessReplyIsCutOffAndCounts() throws IOException {
    byte[] block = "y".repeat(8192).getBytes(StandardCharsets.US_ASCII);
    Talk endless =
        socket -> {
          OutputStream out = socket.getOutputStream();
          out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          while (true) {
            out.write(block);
          }
        };
    try (ServerSocket server = server(endless)) {
      Delivery delivery = deliver(url(server), Map.of(), Channels.SOON);
      assertThat(delivery.outcome()).isEqualTo(Outcome.REJECTED);
      assertThat(delivery.code()).isEqualTo("400");
      assertThat(delivery.detail()).hasSizeLessThan(400);
    }
  }

  @Test
  void aConnectionThatBreaksIsTriedAgain() throws IOException {
    try (ServerSocket server = server(Socket::close)) {
      Delivery delivery = deliver(url(server), Map.of(), Channels.SOON);
      assertThat(delivery.outcome()).isEqualTo(Outcome.RETRY);
      assertThat(delivery.detail()).doesNotContain(SECRET);
    }
  }

  @Test
  void nobodyListening() throws IOException {
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    Delivery delivery = deliver("http://127.0.0.1:" + port + "/" + SECRET, Map.of(), Channels.SOON);
    assertThat(delivery.outcome()).isEqualTo(Outcome.RETRY);
    assertThat(delivery.code()).isEqualTo("connect");
  }

  @Test
  void aNameThatIsNotKnown() {
    Delivery delivery = deliver("http://no-such-host.invalid/" + SECRET, Map.of(), Channels.SOON);
    assertThat(delivery.outcome()).isEqualTo(Outcome.RETRY);
    assertThat(delivery.code()).isEqualTo("dns");
    assertThat(delivery.detail()).contains("no-such-host.invalid").doesNotContain(SECRET);
  }

  @Test
  void metadataAddressesAreNotAsked() {
    Delivery delivery = deliver("http://169.254.169.254/latest/meta-data", Map.of(), Channels.SOON);
    assertThat(delivery.outcome()).isEqualTo(Outcome.MISCONFIGURED);
    assertThat(delivery.code()).isEqualTo("blocked");
    assertThat(delivery.detail()).contains("allowLinkLocal");
  }

  @Test
  void redirectsAreNotFollowed() throws IOException {
    try (FakeReceiver elsewhere = new FakeReceiver();
        FakeReceiver receiver = new FakeReceiver()) {
      receiver.answers(request ->
          new FakeReceiver.Answer(307, Map.of("Location", elsewhere.url() + "/stolen"), ""));
      Delivery delivery = deliver(receiver.url() + "/", Map.of(), Channels.SOON);
      assertThat(delivery.outcome()).isEqualTo(Outcome.MISCONFIGURED);
      assertThat(delivery.detail()).contains("redirects are not followed");
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  void aSecretThatIsEchoedStaysSecret() throws IOException {
    try (FakeReceiver receiver = new FakeReceiver()) {
      receiver.answers(request -> FakeReceiver.Answer.of(400, "bad path " + request.path()));
      Delivery delivery = deliver(receiver.url() + "/" + SECRET, Map.of(), Channels.SOON);
      assertThat(delivery.outcome()).isEqualTo(Outcome.REJECTED);
      assertThat(delivery.detail()).contains("bad path").doesNotContain(SECRET);
    }
  }

  @Test
  void certificatesAreVerifiedAndNamesChecked(@TempDir Path dir) throws IOException {
    TestPki pki = new TestPki();
    Path ca = Files.writeString(dir.resolve("ca.pem"), pki.caPem());
    try (FakeReceiver receiver = FakeReceiver.tls(TlsContexts.server(pki.server()));
        FakeReceiver other =
            FakeReceiver.tls(TlsContexts.server(pki.wrongNameServer("other.example")))) {
      String url = "https://localhost:" + receiver.port() + "/";
      Map<String, Object> trusting = Map.of("caFile", ca.toString());
      assertThat(deliver(url, trusting, Channels.SOON).outcome()).isEqualTo(Outcome.SENT);

      Delivery unknown = deliver(url, Map.of(), Channels.SOON);
      assertThat(unknown.outcome()).isEqualTo(Outcome.MISCONFIGURED);
      assertThat(unknown.detail()).contains("caFile");

      Delivery wrongName =
          deliver("https://localhost:" + other.port() + "/", trusting, Channels.SOON);
      assertThat(wrongName.outcome()).isEqualTo(Outcome.MISCONFIGURED);
      assertThat(wrongName.detail()).contains("not trusted");
    }
  }

  @Test
  void aProxyIsUsedWhenNamed() throws IOException {
    try (FakeReceiver proxy = new FakeReceiver()) {
      Delivery delivery =
          deliver("http://127.0.0.2:9/over-the-proxy", Map.of("proxy", proxy.url()), Channels.SOON);
      assertThat(delivery.outcome()).isEqualTo(Outcome.SENT);
      assertThat(proxy.last().path()).contains("/over-the-proxy");
    }
  }

  /** Where a proxy is needed to get out, names from outside are often not known inside. */
  @Test
  void aProxyLooksTheNameUp() throws IOException {
    try (FakeReceiver proxy = new FakeReceiver()) {
      Map<String, Object> through = Map.of("proxy", proxy.url());
      assertThat(deliver("http://hooks.invalid/over-there", through, Channels.SOON).outcome())
          .isEqualTo(Outcome.SENT);
      assertThat(proxy.last().path()).contains("hooks.invalid/over-there");
      Delivery blocked = deliver("http://169.254.169.254/", through, Channels.SOON);
      assertThat(blocked.code()).isEqualTo("blocked");
    }
    assertThat(deliver("http://hooks.invalid/", Map.of(), Channels.SOON).code()).isEqualTo("dns");
  }

  @Test
  void aProxyThatFailsIsNamed() throws IOException {
    String address;
    Talk refusing =
        socket -> {
          int unused = socket.getInputStream().read(new byte[4096]);
          OutputStream out = socket.getOutputStream();
          out.write(
              "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        };
    try (ServerSocket proxy = server(refusing)) {
      address = "127.0.0.1:" + proxy.getLocalPort();
      Delivery refused =
          deliver(
              "https://hooks.invalid/" + SECRET,
              Map.of("proxy", "http://" + address),
              Channels.SOON);
      assertThat(refused.outcome()).isEqualTo(Outcome.RETRY);
      assertThat(refused.detail())
          .contains("hooks.invalid (through the proxy " + address + ")", "403")
          .doesNotContain(SECRET);
    }
    Delivery gone =
        deliver("https://hooks.invalid/", Map.of("proxy", "http://" + address), Channels.SOON);
    assertThat(gone.detail()).contains("through the proxy " + address);
  }
}
