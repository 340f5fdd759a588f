package io.etcdmonitor.notify.email;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.ChannelOption;
import io.etcdmonitor.engine.alert.channel.ChannelOption.Type;
import io.etcdmonitor.notify.http.Redactor;
import io.etcdmonitor.notify.http.Trust;
import io.etcdmonitor.notify.option.ChannelType;
import io.etcdmonitor.notify.option.CommonOptions;
import io.etcdmonitor.notify.option.OptionValues;
import io.etcdmonitor.notify.option.Pace;
import io.etcdmonitor.notify.option.Timeout;
import io.etcdmonitor.notify.render.Overrides;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/** E-mail by SMTP. */
public final class EmailChannelType extends ChannelType {
  static final String HOST = "host";
  static final String PORT = "port";
  static final String SECURITY = "security";
  static final String USERNAME = "username";
  static final String PASSWORD = "password";
  static final String FROM = "from";
  static final String TO = "to";
  static final String REPLY_TO = "replyTo";
  static final String HELO = "helo";
  static final String HTML = "html";

  @Override
  public String type() {
    return "email";
  }

  @Override
  public String description() {
    return "Sends e-mail by SMTP, as text and as HTML, one thread for each group of alerts.";
  }

  @Override
  public List<ChannelOption> options() {
    List<ChannelOption> options = new ArrayList<>();
    options.add(CommonOptions.required(HOST, Type.TEXT, "Name of the SMTP server."));
    options.add(
        CommonOptions.optional(
            PORT,
            Type.NUMBER,
            "0",
            "Its port; 0 means 587 with starttls, 465 with tls, 25 with none."));
    options.add(
        CommonOptions.optional(
            SECURITY,
            Type.TEXT,
            "starttls",
            "`starttls` (required, not merely tried), `tls` from the first byte, or `none`, which"
                + " cannot be used with a password."));
    options.add(
        CommonOptions.optional(USERNAME, Type.TEXT, "", "User to log in as; empty for no log-in."));
    options.add(CommonOptions.secret(PASSWORD, "The user's password."));
    options.add(
        CommonOptions.required(
            FROM, Type.TEXT, "Sender, such as `etcd-monitor <etcd@example.org>`."));
    options.add(CommonOptions.required(TO, Type.LIST, "Recipients, at most 100."));
    options.add(CommonOptions.optional(REPLY_TO, Type.TEXT, "", "Where answers go."));
    options.add(
        CommonOptions.optional(
            HELO, Type.TEXT, "", "Name to greet the server with; empty for this host's."));
    options.add(CommonOptions.title("the subject"));
    options.add(CommonOptions.text("the plain text"));
    options.add(
        CommonOptions.optional(
            HTML,
            Type.TEXT,
            "",
            "Template of the HTML part, values escaped; empty for the built-in one, or for the"
                + " text if that is given."));
    options.add(CommonOptions.timeout());
    options.add(CommonOptions.caFile());
    options.add(CommonOptions.messagesPerMinute(30));
    return List.copyOf(options);
  }

  @Override
  public String sample() {
    return """
    type: email
    host: smtp.example.org
    username: etcd-monitor
    passwordFile: /etc/etcd-monitor-secrets/smtp-password
    from: etcd-monitor <etcd-monitor@example.org>
    to: [oncall@example.org, databases@example.org]
    timeout: 30s
    """;
  }

  @Override
  public String notes() {
    return """
    Certificates are verified, and their host name is checked. When the server refuses some of the recipients for good,
    the others get the message and the refused ones are named in the delivery; those that it refuses for now are tried
    again, without sending twice to anybody.

    All messages from an alert's first firing to its end are one thread (`References`). Some mail readers also look at
    the subject: for them set `title` to `{{ title }}`, which is the same from firing to resolved. Messages carry
    `Auto-Submitted: auto-generated`, `List-Id` (one for each cluster) and `X-Etcd-Monitor-Cluster`, `-Severity` and
    `-Status` to filter by.
    """
        .strip();
  }

  @Override
  protected AlertChannel create(String name, OptionValues options) {
    MailAccount account = account(options);
    Envelope envelope =
        new Envelope(
            address(options, FROM, options.text(FROM)),
            options.list(TO).stream().map(text -> address(options, TO, text)).toList(),
            options.has(REPLY_TO)
                ? Optional.of(address(options, REPLY_TO, options.text(REPLY_TO)))
                : Optional.empty());
    if (envelope.to().isEmpty() || envelope.to().size() > 100) {
      throw options.error("the option to names 1 to 100 recipients");
    }
    MailWriter writer =
        new MailWriter(envelope, Overrides.of(options), Overrides.template(options, HTML));
    MailSender sender = new MailSender(account, new Redactor(options.secrets()));
    return new EmailChannel(name, writer, sender, Pace.of(options));
  }

  private static MailAccount account(OptionValues options) {
    MailAccount.Security security =
        MailAccount.Security.valueOf(
            options.oneOf(SECURITY, "starttls", "tls", "none").toUpperCase(Locale.ROOT));
    if (options.has(USERNAME) != options.has(PASSWORD)) {
      throw options.error("give both username and password, or neither");
    }
    if (options.has(PASSWORD) && security == MailAccount.Security.NONE) {
      throw options.error("a password is not sent without TLS: set security to starttls or tls");
    }
    int port = options.number(PORT, 0, 65_535);
    String caFile = options.text(CommonOptions.CA_FILE);
    Optional<SSLSocketFactory> trust =
        caFile.isEmpty()
            ? Optional.empty()
            : Optional.of(Trust.context(options, caFile).getSocketFactory());
    String host = options.text(HOST).strip();
    String helo = options.text(HELO).strip();
    if (!host.matches("[\\p{Alnum}.:_-]+") || !helo.matches("[\\p{Alnum}.:\\[\\]_-]*")) {
      throw options.error("the options host and helo are host names");
    }
    return new MailAccount(
        new MailAccount.Server(host, port == 0 ? security.port() : port, security, trust),
        options.text(USERNAME),
        options.text(PASSWORD),
        helo,
        Timeout.of(options));
  }

  private static InternetAddress address(OptionValues options, String option, String text) {
    try {
      InternetAddress address = new InternetAddress(text, true);
      String name = Optional.ofNullable(address.getPersonal()).orElse("");
      boolean plain = (text + name).chars().allMatch(c -> c >= ' ');
      if (plain && address.getAddress().contains("@")) {
        // As it was parsed a name goes out with the bytes that it has; this encodes it (RFC 2047).
        address.setPersonal(name.isEmpty() ? null : name, "UTF-8");
        return address;
      }
    } catch (AddressException | UnsupportedEncodingException e) {
      // Said below.
    }
    throw options.error(
        "the option " + option + " holds \"" + text + "\", which is no e-mail address");
  }
}
