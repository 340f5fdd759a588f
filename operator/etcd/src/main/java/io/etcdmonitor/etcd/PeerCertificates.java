package io.etcdmonitor.etcd;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What the TLS handshake with a member showed.
 *
 * @param chain the server's chain, leaf first, as sent; may be untrusted
 * @param protocol for example {@code TLSv1.3}
 */
public record PeerCertificates(List<X509Certificate> chain, String protocol) {
  public PeerCertificates {
    chain = List.copyOf(chain);
  }
}
