package io.etcdmonitor.etcd;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One client URL of an etcd member, normalised: lower-case scheme ({@code http} or {@code https})
 * and host, explicit port. IPv6 hosts are held without brackets and printed with them.
 *
 * @param scheme {@code http} or {@code https}; the scheme decides whether TLS is spoken
 * @param host DNS name, IPv4 or IPv6 address (no brackets)
 * @param port 1 to 65535
 */
public record Endpoint(String scheme, String host, int port) {

  /** What Java's URI takes for no host, and neither gRPC nor TLS for a name. */
  private static final Pattern WITH_UNDERSCORE =
      Pattern.compile("(?=[^:]*_)[A-Za-z0-9._-]+(:\\d{1,5})?");

  private static final Pattern DIALLER =
      Pattern.compile("localhost\\.?|127(\\.\\d{1,3}){3}|0\\.0\\.0\\.0|::1?");

  /** The port etcd listens on for clients unless told otherwise. */
  public static final int DEFAULT_PORT = 2379;

  public Endpoint {
    scheme = scheme.toLowerCase(Locale.ROOT);
    host = host.toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "endpoint scheme '" + scheme + "' is not supported: use http or https");
    }
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "endpoint '"
              + scheme
              + "://"
              + host
              + ":"
              + port
              + "' needs a host and a port from 1 to 65535");
    }
  }

  /**
   * Parses {@code http://host:port}, {@code https://[::1]:2379}, {@code host:port} or {@code host}
   * (scheme http, port 2379 where absent).
   *
   * @throws IllegalArgumentException with one sentence naming the text and what is allowed
   */
  public static Endpoint parse(String text) {
    String trimmed = text.strip();
    String url = trimmed.contains("://") ? trimmed : "http://" + trimmed;
    try {
      URI uri = new URI(url);
      String path = uri.getRawPath();
      if (uri.getHost() == null
          || (path != null && !path.isEmpty() && !path.equals("/"))
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null
          || uri.getRawUserInfo() != null) {
        throw new IllegalArgumentException(malformed(text));
      }
      String host = uri.getHost();
      if (host.startsWith("[") && host.endsWith("]")) {
        // In a URL the sign before a zone is written as %25 (RFC 6874), as etcd does.
        host = host.substring(1, host.length() - 1).replace("%25", "%");
      }
      return new Endpoint(
          uri.getScheme(), host, uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort());
    } catch (URISyntaxException e) {
      // Not as the cause: it says the whole text once more.
      throw new IllegalArgumentException(malformed(text));
    }
  }

  /** Whether this endpoint speaks TLS. */
  public boolean tls() {
    return scheme.equals("https");
  }

  /** {@code host:port}, IPv6 in brackets. */
  public String authority() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** The URL, as etcd prints it. */
  @Override
  public String toString() {
    return scheme + "://" + authority();
  }

  /**
   * A host as certificates write it: the dot that ends a full name (no search domains) is in none.
   */
  public static String inCertificates(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  /** Whether clients reach only themselves there, each on its own machine: localhost, 0.0.0.0. */
  public boolean leadsToDialler() {
    return DIALLER.matcher(host).matches();
  }

  private static String malformed(String text) {
    int at = text.lastIndexOf('@');
    if (at >= 0) {
      // What stands before it may be a password.
      return "endpoint '...%s' is not a client URL: write http://host:port or https://host:port, without user and password"
          .formatted(text.substring(at));
    }
    int scheme = text.indexOf("://");
    String authority = text.substring(scheme < 0 ? 0 : scheme + 3).strip();
    if (WITH_UNDERSCORE.matcher(authority).matches()) {
      return "endpoint '"
          + text
          + "' has an underscore in its host name, which gRPC and TLS do not take: write another"
          + " name of the host, or its address";
    }
    return "endpoint '"
        + text
        + "' is not a client URL: write http://host:port or https://host:port";
  }
}
