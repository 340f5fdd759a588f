package io.etcdmonitor.notify.email;

import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;

/**
 * An SMTP server and how to log in. Prints no password.
 *
 * @param username empty for no log-in
 * @param helo empty for this host's name
 */
record MailAccount(Server server, String username, String password, String helo, Duration timeout) {

  /** How the connection is protected. */
  enum Security {
    STARTTLS(587),
    TLS(465),
    NONE(25);

    private final int port;

    Security(int port) {
      this.port = port;
    }

    int port() {
      return port;
    }
  }

  /**
   * Where it is.
   *
   * @param trust for authorities other than the JVM's
   */
  record Server(String host, int port, Security security, Optional<SSLSocketFactory> trust) {}

  /** Settings of Jakarta Mail, whose own defaults wait for ever and try TLS at best. */
  Properties properties(Duration limit) {
    Properties properties = new Properties();
    String millis = String.valueOf(Math.max(1, limit.toMillis()));
    properties.put("mail.smtp.connectiontimeout", millis);
    properties.put("mail.smtp.timeout", millis);
    properties.put("mail.smtp.writetimeout", millis);
    properties.put("mail.smtp.starttls.enable", is(server.security() == Security.STARTTLS));
    properties.put("mail.smtp.starttls.required", is(server.security() == Security.STARTTLS));
    properties.put("mail.smtp.ssl.enable", is(server.security() == Security.TLS));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    properties.put("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
    server.trust().ifPresent(trust -> properties.put("mail.smtp.ssl.socketFactory", trust));
    properties.put("mail.smtp.auth", is(!username.isEmpty()));
    properties.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
    properties.put("mail.smtp.sendpartial", "true");
    properties.put("mail.smtp.quitwait", "false");
    if (!helo.isEmpty()) {
      properties.put("mail.smtp.localhost", helo);
    }
    return properties;
  }

  private static String is(boolean value) {
    return String.valueOf(value);
  }

  @Override
  public String toString() {
    return "mail account at " + server.host() + ":" + server.port();
  }
}
