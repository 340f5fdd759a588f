package io.etcdmonitor.notify.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.channel.Delivery.Outcome;
import io.etcdmonitor.etcd.testing.TestPki;
import io.etcdmonitor.notify.testing.Channels;
import io.etcdmonitor.notify.testing.FakeMailServer;
import io.etcdmonitor.notify.testing.FakeMailServer.Mode;
import io.etcdmonitor.notify.testing.MapMemory;
import io.etcdmonitor.notify.testing.Messages;
import io.etcdmonitor.notify.testing.TlsContexts;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.subethamail.smtp.RejectException;

/** Against a real SMTP server with STARTTLS, TLS and log-in, and against broken ones. */
class EmailIT {
  private static final TestPki PKI = new TestPki();
  @TempDir Path dir;
  private Path ca;

  @BeforeEach
  void writeAuthority() throws IOException {
    ca = Files.writeString(dir.resolve("ca.pem"), PKI.caPem());
  }

  private AlertChannel channel(int port, Mode mode, Map<String, Object> more) {
    Map<String, Object> options = new HashMap<>();
    options.put("host", "localhost");
    options.put("port", port);
    options.put("security", mode == Mode.PLAIN ? "none" : mode == Mode.TLS ? "tls" : "starttls");
    options.put("from", "etcd-monitor <etcd@example.org>");
    options.put("to", List.of("a@example.org", "Bea <b@example.org>"));
    options.put("caFile", ca.toString());
    if (mode != Mode.PLAIN) {
      options.put("username", FakeMailServer.USER);
      options.put("password", FakeMailServer.PASSWORD);
    }
    options.putAll(more);
    return Channels.create("email", options);
  }

  private static Delivery deliver(AlertChannel channel, AlertMessage message, MapMemory memory) {
    return channel.deliver(message, memory, Channels.SOON);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void arrivesAtAllRecipients(Mode mode) throws Exception {
    try (FakeMailServer server = FakeMailServer.start(mode, PKI.server());
        AlertChannel channel = channel(server.port(), mode, Map.of())) {
      Delivery delivery = deliver(channel, Messages.firing(), new MapMemory());
      assertThat(delivery).isEqualTo(Delivery.sent("250"));
      assertThat(server.last().recipients())
          .containsExactlyInAnyOrder("a@example.org", "b@example.org");
      MimeMessage mail = server.last().message();
      assertThat(mail.getSubject()).isEqualTo("[CRITICAL] Member etcd-1 is unreachable");
      assertThat(mail.getHeader("From", ",")).isEqualTo("etcd-monitor <etcd@example.org>");
      assertThat(mail.getHeader("To", ",")).isEqualTo("a@example.org, Bea <b@example.org>");
      assertThat(mail.getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
      assertThat(mail.getHeader("List-Id", null)).isEqualTo("<main.prod.etcd-monitor.localhost>");
      assertThat(mail.getHeader("X-Etcd-Monitor-Severity", null)).isEqualTo("critical");
      MimeMultipart parts = (MimeMultipart) mail.getContent();
      assertThat(parts.getContentType()).startsWith("multipart/alternative");
      assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
      assertThat((String) parts.getBodyPart(0).getContent()).contains("Member: etcd-1");
      assertThat(parts.getBodyPart(parts.getCount() - 1).getContentType()).startsWith("text/html");
    }
  }

  @Test
  void oneThreadFromFiringToResolved() throws Exception {
    try (FakeMailServer server = FakeMailServer.start(Mode.PLAIN, PKI.server());
        AlertChannel channel = channel(server.port(), Mode.PLAIN, Map.of())) {
      MapMemory memory = new MapMemory();
      deliver(channel, Messages.firing(), memory);
      deliver(channel, Messages.resolved(), memory);
      MimeMessage first = server.mails().get(0).message();
      MimeMessage second = server.mails().get(1).message();
      assertThat(first.getHeader("References")).isNull();
      assertThat(first.getMessageID()).startsWith("<etcd-monitor.").endsWith("@example.org>");
      assertThat(second.getHeader("References", null)).isEqualTo(first.getMessageID());
      assertThat(second.getHeader("In-Reply-To", null)).isEqualTo(first.getMessageID());
      assertThat(second.getMessageID()).isNotEqualTo(first.getMessageID());

      deliver(channel, Messages.firing(), new MapMemory());
      assertThat(server.last().message().getMessageID())
          .as("another attempt of the same delivery")
          .isEqualTo(first.getMessageID());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a@b>\r\nBcc: everybody@example.org",
        "<a@b>\nBcc: everybody@example.org",
        "<a@b\u010d\u010aBcc:everybody>",
        "<a@b> <c@d>",
        "no message ID"
      })
  void aThreadThatIsNoMessageIdIsIgnored(String thread) throws Exception {
    try (FakeMailServer server = FakeMailServer.start(Mode.PLAIN, PKI.server());
        AlertChannel channel = channel(server.port(), Mode.PLAIN, Map.of())) {
      MapMemory memory = new MapMemory();
      memory.put(ChannelMemory.THREAD, thread);
      assertThat(deliver(channel, Messages.firing(), memory).outcome()).isEqualTo(Outcome.SENT);
      MimeMessage mail = server.last().message();
      assertThat(mail.getHeader("In-Reply-To")).isNull();
      assertThat(mail.getHeader("References")).isNull();
      assertThat(mail.getHeader("Bcc")).isNull();
      assertThat(memory.get(ChannelMemory.THREAD)).contains(mail.getMessageID());
    }
  }

  @Test
  void valuesCannotBecomeHeaders() throws Exception {
    try (FakeMailServer server = FakeMailServer.start(Mode.PLAIN, PKI.server());
        AlertChannel channel =
            channel(server.port(), Mode.PLAIN, Map.of("title", "{{ title }} ü\n{{ text }}"))) {
      assertThat(deliver(channel, Messages.hostile(), new MapMemory()).outcome())
          .isEqualTo(Outcome.SENT);
      MimeMessage mail = server.last().message();
      assertThat(mail.getHeader("Bcc")).isNull();
      assertThat(Collections.list(mail.getAllHeaderLines())).noneMatch(h -> h.startsWith("Bcc"));
      assertThat(mail.getSubject()).startsWith("down Bcc: everybody@example.org <!everyone> ü");
    }
  }

  @Test
  void namesThatAreNotAsciiAreEncoded() throws Exception {
    Map<String, Object> names =
        Map.of(
            "from", "\"Überwachung, etcd\" <etcd@example.org>",
            "to", List.of("Zoë <a@example.org>"),
            "replyTo", "=?UTF-8?Q?B=C3=BCro?= <office@example.org>");
    try (FakeMailServer server = FakeMailServer.start(Mode.PLAIN, PKI.server());
        AlertChannel channel = channel(server.port(), Mode.PLAIN, names)) {
      deliver(channel, Messages.firing(), new MapMemory());
      MimeMessage mail = server.last().message();
      for (String header : List.of("From", "To", "Reply-To")) {
        assertThat(mail.getHeader(header, ",")).startsWith("=?UTF-8?").matches("\\p{ASCII}+");
      }
      assertThat(((InternetAddress) mail.getFrom()[0]).getPersonal())
          .isEqualTo("Überwachung, etcd");
      assertThat(((InternetAddress) mail.getAllRecipients()[0]).getPersonal()).isEqualTo("Zoë");
      assertThat(((InternetAddress) mail.getReplyTo()[0]).getPersonal()).isEqualTo("Büro");
    }
  }

  @Test
  void aWrongPasswordIsTheConfigurationsFault() throws Exception {
    try (FakeMailServer server = FakeMailServer.start(Mode.STARTTLS, PKI.server());
        AlertChannel channel =
            channel(server.port(), Mode.STARTTLS, Map.of("password", "wr0ng-battery"))) {
      Delivery delivery = deliver(channel, Messages.firing(), new MapMemory());
      assertThat(delivery.outcome()).isEqualTo(Outcome.MISCONFIGURED);
      assertThat(delivery.code()).isEqualTo("535");
      assertThat(delivery.toString()).doesNotContain("wr0ng");
      assertThat(server.mails()).isEmpty();
    }
  }

  @Test
  void aServerWithoutAWayToLogInIsTheConfigurationsFault() throws Exception {
    try (ServerSocket server =
            TlsContexts.server(PKI.server())
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        AlertChannel channel = channel(server.getLocalPort(), Mode.TLS, Map.of())) {
      Thread.ofVirtual().start(() -> offerTokensOnly(server));
      Delivery delivery = deliver(channel, Messages.firing(), new MapMemory());
      assertThat(delivery.outcome()).isEqualTo(Outcome.MISCONFIGURED);
      assertThat(delivery.detail()).contains("No authentication mechanisms supported by both");
    }
  }

  private static void offerTokensOnly(ServerSocket server) {
    try (Socket socket = server.accept()) {
      OutputStream out = socket.getOutputStream();
      out.write("220 localhost\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] command = new byte[512];
      while (socket.getInputStream().read(command) > 0) {
        out.write("250-localhost\r\n250 AUTH XOAUTH2\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // The client hung up.
    }
  }

  @Test
  void starttlsIsRequiredNotTried() throws Exception {
    try (FakeMailServer server = FakeMailServer.start(Mode.PLAIN, PKI.server());
        AlertChannel channel = channel(server.port(), Mode.STARTTLS, Map.of())) {
      Delivery delivery = deliver(channel, Messages.firing(), new MapMemory());
      assertThat(delivery.outcome()).isEqualTo(Outcome.MISCONFIGURED);
      assertThat(delivery.code()).isEqualTo("starttls");
      assertThat(server.mails()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"STARTTLS", "TLS"})
  void certificatesAreVerifiedAndNamesChecked(Mode mode) throws Exception {
    try (FakeMailServer server = FakeMailServer.start(mode, new TestPki().server());
        AlertChannel channel = channel(server.port(), mode, Map.of())) {
      Delivery delivery = deliver(channel, Messages.firing(), new MapMemory());
      assertThat(delivery.outcome()).isEqualTo(Outcome.MISCONFIGURED);
      assertThat(delivery.detail()).contains("not trusted");
    }
    try (FakeMailServer server = FakeMailServer.start(mode, PKI.wrongNameServer("mx.example"));
        AlertChannel channel = channel(server.port(), mode, Map.of())) {
      Delivery delivery = deliver(channel, Messages.firing(), new MapMemory());
      assertThat(delivery.outcome()).as(delivery.detail()).isNotEqualTo(Outcome.SENT);
      assertThat(server.mails()).isEmpty();
    }
  }

  @Test
  void oneRefusedRecipientDoesNotKeepItFromTheOthers() throws Exception {
    try (FakeMailServer server = FakeMailServer.start(Mode.PLAIN, PKI.server());
        AlertChannel channel = channel(server.port(), Mode.PLAIN, Map.of())) {
      server.recipients(refuse("b@example.org", 550));
      Delivery delivery = deliver(channel, Messages.firing(), new MapMemory());
      assertThat(delivery.outcome()).isEqualTo(Outcome.SENT);
      assertThat(delivery.detail()).contains("b@example.org");
      assertThat(server.last().recipients()).containsExactly("a@example.org");
    }
  }

  @Test
  void aRecipientThatIsDeferredIsTriedAgainAlone() throws Exception {
    try (FakeMailServer server = FakeMailServer.start(Mode.PLAIN, PKI.server());
        AlertChannel channel = channel(server.port(), Mode.PLAIN, Map.of())) {
      MapMemory memory = new MapMemory();
      server.recipients(refuse("b@example.org", 451));
      assertThat(deliver(channel, Messages.firing(), memory).outcome()).isEqualTo(Outcome.RETRY);
      server.recipients(address -> {});
      assertThat(deliver(channel, Messages.firing(), memory).outcome()).isEqualTo(Outcome.SENT);
      assertThat(server.mails())
          .extracting(FakeMailServer.Mail::recipients)
          .containsExactly(List.of("a@example.org"), List.of("b@example.org"));
      assertThat(server.last().message().getHeader("References"))
          .as("it is the thread's first message for them, too")
          .isNull();
    }
  }

  @Test
  void whenAllAreRefused() throws Exception {
    try (FakeMailServer server = FakeMailServer.start(Mode.PLAIN, PKI.server());
        AlertChannel channel = channel(server.port(), Mode.PLAIN, Map.of())) {
      server.recipients(refuse("example.org", 550));
      Delivery gone = deliver(channel, Messages.firing(), new MapMemory());
      assertThat(gone.outcome()).isEqualTo(Outcome.MISCONFIGURED);
      assertThat(gone.code()).isEqualTo("550");
      server.recipients(refuse("example.org", 450));
      assertThat(deliver(channel, Messages.firing(), new MapMemory()).outcome())
          .isEqualTo(Outcome.RETRY);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {451, 452, 421})
  void aDeadRecipientDoesNotMakeAPassingFaultOneThatStays(int code) throws Exception {
    try (FakeMailServer server = FakeMailServer.start(Mode.PLAIN, PKI.server());
        AlertChannel channel = channel(server.port(), Mode.PLAIN, Map.of())) {
      MapMemory memory = new MapMemory();
      server.recipients(refuse("b@example.org", 550));
      server.messages(data -> reject(code, "later"));
      Delivery later = deliver(channel, Messages.firing(), memory);
      assertThat(later.outcome()).isEqualTo(Outcome.RETRY);
      assertThat(later.code()).isEqualTo(String.valueOf(code));
      server.messages(data -> reject(554, "looks like spam"));
      assertThat(deliver(channel, Messages.firing(), memory).outcome())
          .as("the message's fault, not the channel's")
          .isEqualTo(Outcome.REJECTED);
      server.messages(data -> {});
      assertThat(deliver(channel, Messages.firing(), memory).outcome()).isEqualTo(Outcome.SENT);
      assertThat(server.last().recipients()).containsExactly("a@example.org");
    }
  }

  @Test
  void whoWasDeferredIsNotForgottenWhenTheNextAttemptFailsForAnotherReason() throws Exception {
    try (FakeMailServer server = FakeMailServer.start(Mode.PLAIN, PKI.server());
        AlertChannel channel = channel(server.port(), Mode.PLAIN, Map.of())) {
      MapMemory memory = new MapMemory();
      server.recipients(refuse("b@example.org", 451));
      assertThat(deliver(channel, Messages.firing(), memory).outcome()).isEqualTo(Outcome.RETRY);
      server.recipients(address -> {});
      server.messages(data -> reject(452, "disk full"));
      assertThat(deliver(channel, Messages.firing(), memory).outcome())
          .as("a has it, b does not")
          .isEqualTo(Outcome.RETRY);
      server.messages(data -> {});
      assertThat(deliver(channel, Messages.firing(), memory).outcome()).isEqualTo(Outcome.SENT);
      assertThat(server.mails())
          .extracting(FakeMailServer.Mail::recipients)
          .containsExactly(List.of("a@example.org"), List.of("b@example.org"));
    }
  }

  @Test
  void aMessageThatIsRefusedIsNotTriedAgain() throws Exception {
    try (FakeMailServer server = FakeMailServer.start(Mode.PLAIN, PKI.server());
        AlertChannel channel = channel(server.port(), Mode.PLAIN, Map.of())) {
      server.messages(data -> reject(554, "looks like spam"));
      Delivery spam = deliver(channel, Messages.firing(), new MapMemory());
      assertThat(spam.outcome()).isEqualTo(Outcome.REJECTED);
      assertThat(spam.detail()).contains("looks like spam");
      server.messages(data -> reject(452, "disk full"));
      assertThat(deliver(channel, Messages.firing(), new MapMemory()).outcome())
          .isEqualTo(Outcome.RETRY);
    }
  }

  private static FakeMailServer.Check<String> refuse(String part, int code) {
    return address -> {
      if (address.contains(part)) {
        reject(code, "not here");
      }
    };
  }

  private static void reject(int code, String why) throws RejectException {
    throw new RejectException(code, why);
  }

  @Test
  void aServerThatNeverAnswersIsLeftAtTheDeadline() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        AlertChannel channel = channel(silent.getLocalPort(), Mode.PLAIN, Map.of())) {
      long start = System.nanoTime();
      Delivery delivery =
          channel.deliver(Messages.firing(), new MapMemory(), Duration.ofMillis(500));
      assertThat(delivery.outcome()).isEqualTo(Outcome.RETRY);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void aServerThatDripsIsLeftAtTheDeadline() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        AlertChannel channel =
            channel(server.getLocalPort(), Mode.PLAIN, Map.of("timeout", "500ms"))) {
      Thread.ofVirtual().start(() -> drip(server));
      long start = System.nanoTime();
      Delivery delivery = deliver(channel, Messages.firing(), new MapMemory());
      assertThat(delivery.outcome()).isEqualTo(Outcome.RETRY);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  private static void drip(ServerSocket server) {
    try (Socket socket = server.accept()) {
      OutputStream out = socket.getOutputStream();
      while (true) {
        out.write('2');
        out.flush();
        LockSupport.parkNanos(20_000_000);
      }
    } catch (IOException e) {
      // The client hung up, as it should.
    }
  }

  @Test
  void nobodyListening() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    try (AlertChannel channel = channel(port, Mode.STARTTLS, Map.of())) {
      Delivery delivery = deliver(channel, Messages.firing(), new MapMemory());
      assertThat(delivery.outcome()).isEqualTo(Outcome.RETRY);
      assertThat(delivery.toString()).doesNotContain(FakeMailServer.PASSWORD);
    }
  }

  @Test
  void optionsMustFitTogether() {
    assertThatThrownBy(
            () -> channel(25, Mode.PLAIN, Map.of("username", "u", "password", "pa55word")))
        .hasMessageContaining("a password is not sent without TLS")
        .hasMessageNotContaining("pa55word");
    assertThatThrownBy(() -> channel(25, Mode.PLAIN, Map.of("to", "nobody")))
        .hasMessageContaining("no e-mail address");
    assertThatThrownBy(() -> channel(25, Mode.PLAIN, Map.of("from", "a@b.c\r\nBcc: x@y.z")))
        .hasMessageContaining("the option from");
    String hidden = "=?UTF-8?Q?a=0D=0ABcc=3A_x?= <a@b.c>";
    assertThatThrownBy(() -> channel(25, Mode.PLAIN, Map.of("from", hidden)))
        .hasMessageContaining("the option from");
  }
}
