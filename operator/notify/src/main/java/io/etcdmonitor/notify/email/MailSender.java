package io.etcdmonitor.notify.email;

import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.notify.http.Deadlines;
import io.etcdmonitor.notify.http.Outcomes;
import io.etcdmonitor.notify.http.Redactor;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * One SMTP session for each message: connections that are kept break at the wrong moment. The
 * deadline covers the whole session.
 */
final class MailSender implements AutoCloseable {

  /** Writes the e-mail in a session. */
  @FunctionalInterface
  interface Writer {
    MimeMessage write(Session session) throws MessagingException;
  }

  private final MailAccount account;
  private final SmtpFaults faults;
  private final Deadlines deadlines = new Deadlines();

  MailSender(MailAccount account, Redactor redactor) {
    this.account = account;
    this.faults = new SmtpFaults(account.server().host(), redactor);
  }

  /** Of an attempt, which is one session. */
  Duration deadline() {
    return account.timeout();
  }

  /** Sends to these recipients. */
  Acceptance send(Writer writer, List<InternetAddress> to, Duration deadline) {
    Duration limit = deadline.compareTo(account.timeout()) < 0 ? deadline : account.timeout();
    try {
      return deadlines.call(() -> session(writer, to, limit), limit);
    } catch (TimeoutException e) {
      return failed(
          Outcomes.retry(
              "timeout",
              account.server().host()
                  + " did not take the message within "
                  + limit.toMillis()
                  + " ms"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(Outcomes.retry("interrupted", "the delivery was interrupted"));
    } catch (ExecutionException e) {
      return failed(faults.ofFault(e.getCause(), 0));
    }
  }

  private Acceptance session(Writer writer, List<InternetAddress> to, Duration limit)
      throws MessagingException {
    Session session = Session.getInstance(account.properties(limit));
    MimeMessage mail = writer.write(session);
    try (SMTPTransport transport = (SMTPTransport) session.getTransport("smtp")) {
      try {
        connect(transport);
        transport.sendMessage(mail, to.toArray(Address[]::new));
        return new Acceptance(addresses(to), Set.of(), false, Optional.empty());
      } catch (MessagingException e) {
        return faults.of(e, transport.getLastReturnCode());
      }
    }
  }

  private void connect(SMTPTransport transport) throws MessagingException {
    MailAccount.Server server = account.server();
    if (account.username().isEmpty()) {
      transport.connect(server.host(), server.port(), null, null);
    } else {
      transport.connect(server.host(), server.port(), account.username(), account.password());
    }
  }

  private static Set<String> addresses(List<InternetAddress> to) {
    Set<String> addresses = new TreeSet<>();
    to.forEach(address -> addresses.add(address.getAddress()));
    return addresses;
  }

  private static Acceptance failed(Delivery delivery) {
    return new Acceptance(Set.of(), Set.of(), true, Optional.of(delivery));
  }

  @Override
  public void close() {
    deadlines.close();
  }
}
