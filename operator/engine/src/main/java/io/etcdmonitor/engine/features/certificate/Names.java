package io.etcdmonitor.engine.features.certificate;

import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.OneLine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/** Which hosts a certificate is for: its subject alternative names, as Go and Java check them. */
final class Names {
  private static final int DNS = 2;
  private static final int ADDRESS = 7;
  private static final int LISTED = 10;
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private Names() {}

  /** Whether a certificate is valid for a host: a DNS name, or an IP address without brackets. */
  static boolean covers(X509Certificate certificate, String host) {
    Optional<InetAddress> address = address(host);
    return names(certificate).stream()
        .anyMatch(name -> {
          int type = (Integer) name.get(0);
          String value = String.valueOf(name.get(1));
          return address.isPresent()
              ? type == ADDRESS && address.equals(address(value))
              : type == DNS && matches(value, host);
        });
  }

  /** The hosts that a certificate is for, for people: the first ones. */
  static String listed(X509Certificate certificate) {
    List<String> hosts =
        names(certificate).stream()
            .filter(n -> n.get(0).equals(DNS) || n.get(0).equals(ADDRESS))
            .map(n -> OneLine.name(String.valueOf(n.get(1))))
            .toList();
    if (hosts.size() <= LISTED) {
      return Words.list(hosts);
    }
    return "%s and %d more"
        .formatted(String.join(", ", hosts.subList(0, LISTED)), hosts.size() - LISTED);
  }

  /** A distinguished name, for people: servers may write anything into theirs. */
  static String of(X500Principal principal) {
    return OneLine.name(principal.getName());
  }

  /** Whether a name in a certificate, perhaps a wildcard for one label, is this host. */
  static boolean matches(String pattern, String host) {
    String wanted = Endpoint.inCertificates(host).toLowerCase(Locale.ROOT);
    String name = pattern.toLowerCase(Locale.ROOT);
    if (!name.startsWith("*.")) {
      return name.equals(wanted);
    }
    int dot = wanted.indexOf('.');
    return dot > 0 && wanted.substring(dot).equals(name.substring(1));
  }

  /** An address that is written as one; nothing is looked up. */
  private static Optional<InetAddress> address(String host) {
    if (!IPV4.matcher(host).matches() && !host.contains(":")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static Collection<List<?>> names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }
}
