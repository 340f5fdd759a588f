package io.etcdmonitor.notify.email;

import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.notify.http.Outcomes;
import io.etcdmonitor.notify.http.Redactor;
import io.etcdmonitor.notify.render.Words;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/**
 * What faults of SMTP mean. Replies of 400 to 499 pass, those of 500 and above stay (RFC 5321
 * section 4.2.1); among these, credentials, senders and recipients are the configuration's fault,
 * the rest the message's.
 */
final class SmtpFaults {
  private static final int EXCERPT = 200;
  private final String host;
  private final Redactor redactor;

  SmtpFaults(String host, Redactor redactor) {
    this.host = host;
    this.redactor = redactor;
  }

  /** A message that did not go to all. */
  Acceptance of(MessagingException problem, int lastCode) {
    if (!(problem instanceof SendFailedException failed)) {
      return new Acceptance(Set.of(), Set.of(), true, Optional.of(ofFault(problem, lastCode)));
    }
    List<SMTPAddressFailedException> addresses = addressFaults(problem);
    Set<String> accepted = addresses(failed.getValidSentAddresses());
    Set<String> refused = new TreeSet<>();
    boolean deferred = false;
    for (SMTPAddressFailedException fault : addresses) {
      if (fault.getReturnCode() / 100 == 5) {
        refused.add(fault.getAddress().getAddress());
      } else {
        deferred = true;
      }
    }
    if (accepted.isEmpty() && problem instanceof SMTPSendFailedException reply) {
      boolean passes = reply.getReturnCode() < 500;
      if (passes || !deferred) {
        // What was said of single recipients says nothing about those who would have got it.
        return new Acceptance(accepted, refused, passes, Optional.of(ofReply(reply)));
      }
    }
    return new Acceptance(
        accepted, refused, deferred, Optional.of(ofAddresses(problem, addresses, deferred)));
  }

  private Delivery ofReply(SMTPSendFailedException reply) {
    return reply.getNextException() instanceof SMTPSenderFailedException sender
        ? byCode(sender.getReturnCode(), "refused the sender: " + said(sender), true)
        : byCode(reply.getReturnCode(), "refused the message: " + said(reply), false);
  }

  private Delivery ofAddresses(
      MessagingException problem, List<SMTPAddressFailedException> addresses, boolean deferred) {
    if (!addresses.isEmpty()) {
      SMTPAddressFailedException first = addresses.get(0);
      String detail =
          host
              + " refused "
              + addresses.size()
              + " of the recipients, such as "
              + first.getAddress().getAddress()
              + ": "
              + said(first);
      return deferred
          ? Outcomes.retry(code(first.getReturnCode()), detail)
          : Outcomes.misconfigured(code(first.getReturnCode()), detail);
    }
    return ofFault(problem, 0);
  }

  /** A session that broke before the message. */
  Delivery ofFault(Throwable problem, int lastCode) {
    if (problem instanceof AuthenticationFailedException) {
      // After a reply that is no refusal, the server offers no log-in that we know.
      return lastCode / 100 == 2
          ? Outcomes.misconfigured("auth", host + " takes no log-in of ours: " + said(problem))
          : byCode(lastCode, "refused the log-in: " + said(problem), true);
    }
    if (has(problem, CertificateException.class)
        || has(problem, CertPathValidatorException.class)) {
      return Outcomes.misconfigured(
          "tls",
          "the certificate of "
              + host
              + " is not trusted ("
              + said(root(problem))
              + "): set caFile, or renew it");
    }
    if (String.valueOf(problem.getMessage()).contains("STARTTLS is required")) {
      return Outcomes.misconfigured(
          "starttls",
          host + " offers no STARTTLS: set security to tls, or to none if that is meant");
    }
    if (has(problem, UnknownHostException.class)) {
      return Outcomes.retry("dns", "the name " + host + " is not known");
    }
    // Before the last code, which is then that of an earlier command.
    if (has(problem, IOException.class)) {
      return Outcomes.retry(
          "network",
          "the connection to " + host + " failed: " + root(problem).getClass().getSimpleName());
    }
    if (lastCode >= 400) {
      return byCode(lastCode, "answered " + said(problem), true);
    }
    return Outcomes.retry("smtp", "sending to " + host + " failed: " + said(problem));
  }

  private Delivery byCode(int code, String what, boolean configuration) {
    String detail = host + " " + what;
    // Without a code the server hung up.
    if (code < 500) {
      return Outcomes.retry(code(code), detail);
    }
    return configuration || code == 530 || code == 535
        ? Outcomes.misconfigured(code(code), detail)
        : Outcomes.rejected(code(code), detail);
  }

  private static String code(int code) {
    return code < 100 ? "smtp" : String.valueOf(code);
  }

  private String said(Throwable problem) {
    return Words.clip(
        redactor.redact(Words.oneLine(String.valueOf(problem.getMessage()))), EXCERPT);
  }

  private static List<SMTPAddressFailedException> addressFaults(MessagingException problem) {
    List<SMTPAddressFailedException> faults = new ArrayList<>();
    Exception next = problem;
    while (next instanceof MessagingException chained) {
      if (chained instanceof SMTPAddressFailedException fault) {
        faults.add(fault);
      }
      next = chained.getNextException();
    }
    return faults;
  }

  private static Set<String> addresses(Address[] addresses) {
    Set<String> texts = new TreeSet<>();
    if (addresses != null) {
      for (Address address : addresses) {
        texts.add(((InternetAddress) address).getAddress());
      }
    }
    return texts;
  }

  private static boolean has(Throwable problem, Class<? extends Throwable> type) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable root(Throwable problem) {
    Throwable cause = problem;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
