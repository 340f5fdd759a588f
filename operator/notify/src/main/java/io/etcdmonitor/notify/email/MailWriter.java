package io.etcdmonitor.notify.email;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Status;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.notify.render.HtmlRenderer;
import io.etcdmonitor.notify.render.Layout;
import io.etcdmonitor.notify.render.Overrides;
import io.etcdmonitor.notify.render.Words;
import io.etcdmonitor.notify.template.Template;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** Writes messages as e-mail: multipart/alternative, the HTML last, as RFC 2046 asks for. */
final class MailWriter {
  private static final String UTF_8 = "UTF-8";
  private static final int SUBJECT = 250;

  private final Envelope envelope;
  private final Overrides overrides;
  private final Optional<Template> html;

  MailWriter(Envelope envelope, Overrides overrides, Optional<Template> html) {
    this.envelope = envelope;
    this.overrides = overrides;
    this.html = html;
  }

  Envelope envelope() {
    return envelope;
  }

  /** The same for every attempt of one delivery: mail readers drop repeats by it. */
  String messageId(AlertMessage message) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (message.groupKey() + "\n" + message.idempotencyKey())
                      .getBytes(StandardCharsets.UTF_8));
      return "<etcd-monitor."
          + HexFormat.of().formatHex(hash, 0, 16)
          + "@"
          + envelope.domain()
          + ">";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** The whole e-mail. */
  MimeMessage write(Session session, AlertMessage message, Optional<String> follows)
      throws MessagingException {
    MimeMessage mail = new WithId(session, messageId(message));
    mail.setFrom(envelope.from());
    mail.setRecipients(Message.RecipientType.TO, envelope.to().toArray(InternetAddress[]::new));
    if (envelope.replyTo().isPresent()) {
      mail.setReplyTo(new InternetAddress[] {envelope.replyTo().get()});
    }
    mail.setSubject(subject(message), UTF_8);
    mail.setSentDate(Date.from(message.time()));
    headers(mail, message);
    if (follows.isPresent()) {
      mail.setHeader("In-Reply-To", follows.get());
      mail.setHeader("References", follows.get());
    }
    MimeBodyPart plain = new MimeBodyPart();
    plain.setText(text(message), UTF_8);
    MimeBodyPart rich = new MimeBodyPart();
    rich.setText(html(message), UTF_8, "html");
    mail.setContent(new MimeMultipart("alternative", plain, rich));
    mail.saveChanges();
    return mail;
  }

  private static void headers(MimeMessage mail, AlertMessage message) throws MessagingException {
    mail.setHeader("Auto-Submitted", "auto-generated");
    mail.setHeader("List-Id", listId(message));
    mail.setHeader("X-Etcd-Monitor-Cluster", token(message.cluster().toString()));
    mail.setHeader("X-Etcd-Monitor-Severity", message.severity().name().toLowerCase(Locale.ROOT));
    mail.setHeader("X-Etcd-Monitor-Status", message.status().name().toLowerCase(Locale.ROOT));
    if (message.status() == Status.FIRING && message.severity() == Severity.CRITICAL) {
      mail.setHeader("Importance", "high");
    }
  }

  /** One list for each cluster (RFC 2919), under a name that nobody else uses. */
  private static String listId(AlertMessage message) {
    String name = token(message.cluster().name());
    String namespace = token(message.cluster().namespace());
    return "<" + name + (namespace.isEmpty() ? "" : "." + namespace) + ".etcd-monitor.localhost>";
  }

  private static String token(String text) {
    return Words.clip(text, 200).replaceAll("[^A-Za-z0-9._/-]", "_");
  }

  /** One line; nothing in it can begin another header. */
  String subject(AlertMessage message) {
    return Words.clip(Words.oneLine(overrides.titleOf(message)), SUBJECT);
  }

  String text(AlertMessage message) {
    return overrides.plainBody(message).replace("\u0000", "");
  }

  String html(AlertMessage message) {
    String page =
        html.map(template -> template.render(message, HtmlRenderer::escape))
            .orElseGet(() -> builtInHtml(message));
    return page.replace("\u0000", "");
  }

  private String builtInHtml(AlertMessage message) {
    if (overrides.text().isPresent()) {
      return HtmlRenderer.pageOfText(
          overrides.titleOf(message), Layout.mark(message), overrides.plainBody(message));
    }
    return HtmlRenderer.render(overrides.layoutOf(message), Layout.mark(message));
  }

  /** Jakarta Mail would give it an ID of its own when it is saved. */
  private static final class WithId extends MimeMessage {
    private final String id;

    WithId(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
