package io.etcdmonitor.notify.testing;

import io.etcdmonitor.etcd.testing.TestPki;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** An SMTP server on loopback: SubEthaSMTP, with one user and recipients that it refuses. */
public final class FakeMailServer implements AutoCloseable {
  public static final String USER = "monitor";
  public static final String PASSWORD = "c0rrect-horse";

  /** How it protects connections. */
  public enum Mode {
    PLAIN,
    STARTTLS,
    TLS
  }

  /** What arrived. */
  public record Mail(List<String> recipients, MimeMessage message) {}

  private final SMTPServer server;
  private final List<Mail> mails = new CopyOnWriteArrayList<>();
  private volatile Check<String> recipientCheck = address -> {};
  private volatile Check<byte[]> dataCheck = data -> {};

  private FakeMailServer(SMTPServer.Builder builder) {
    server = builder.messageHandlerFactory(Handler::new).build();
    server.start();
  }

  public static FakeMailServer start(Mode mode, TestPki.Issued certificate) {
    SSLContext tls = TlsContexts.server(certificate);
    SMTPServer.Builder builder =
        SMTPServer.port(0).bindAddress(InetAddress.getLoopbackAddress()).hostName("localhost");
    switch (mode) {
      case PLAIN -> builder.enableTLS(false);
      case STARTTLS -> builder.enableTLS(true).requireTLS(true).startTlsSocketFactory(tls);
      case TLS -> builder.serverSocketFactory(tls);
    }
    if (mode != Mode.PLAIN) {
      builder
          .requireAuth(true)
          .authenticationHandlerFactory(
              new EasyAuthenticationHandlerFactory((user, password, context) -> {
                if (!user.equals(USER) || !password.equals(PASSWORD)) {
                  throw new LoginFailedException();
                }
              }));
    }
    return new FakeMailServer(builder);
  }

  /** Looks at something that a client sent. */
  @FunctionalInterface
  public interface Check<T> {
    void accept(T what) throws RejectException;
  }

  /** Throws a {@link RejectException} for addresses that are refused. */
  public void recipients(Check<String> check) {
    recipientCheck = check;
  }

  /** Throws a {@link RejectException} for messages that are refused. */
  public void messages(Check<byte[]> check) {
    dataCheck = check;
  }

  public List<Mail> mails() {
    return List.copyOf(mails);
  }

  public Mail last() {
    return mails.get(mails.size() - 1);
  }

  public int port() {
    return server.getPortAllocated();
  }

  @Override
  public void close() {
    server.stop();
  }

  private final class Handler implements MessageHandler {
    private final List<String> recipients = new CopyOnWriteArrayList<>();

    Handler(MessageContext context) {}

    @Override
    public void from(String from) {}

    @Override
    public void recipient(String recipient) throws RejectException {
      recipientCheck.accept(recipient);
      recipients.add(recipient);
    }

    @Override
    public String data(InputStream data) throws IOException, RejectException {
      byte[] bytes = data.readAllBytes();
      dataCheck.accept(bytes);
      try {
        mails.add(
            new Mail(
                List.copyOf(recipients),
                new MimeMessage(
                    Session.getInstance(new Properties()), new ByteArrayInputStream(bytes))));
      } catch (MessagingException e) {
        throw new IOException(e);
      }
      return null;
    }

    @Override
    public void done() {}
  }
}
