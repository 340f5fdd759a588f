package io.etcdmonitor.engine.features.certificate;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a chain leads to a CA. */
final class Trust {
  private Trust() {}

  /**
   * Whether one of these CAs signed it, with the help of what the server sent. Asked for a time
   * when the certificate was valid, and its issuers, which may end before: that one of them ended
   * is another matter.
   */
  static boolean leadsTo(List<X509Certificate> authorities, List<X509Certificate> chain) {
    return authorities.contains(chain.get(0))
        || chain.stream()
            .map(c -> c.getNotAfter().toInstant().minusSeconds(1))
            .distinct()
            .anyMatch(time -> leadsTo(authorities, chain, time));
  }

  /**
   * The CA to end first, of those that are needed: a bundle may still hold one that was replaced,
   * and nothing ends with that.
   *
   * @param shown the members' chains; empty when not all are known
   * @param own our client certificate's chain, which may be signed by quite another CA
   */
  static Optional<X509Certificate> firstNeeded(
      List<X509Certificate> authorities,
      List<List<X509Certificate>> shown,
      List<X509Certificate> own) {
    List<List<X509Certificate>> chains = new ArrayList<>(shown);
    if (!shown.isEmpty() && !own.isEmpty() && leadsTo(authorities, own)) {
      chains.add(own);
    }
    List<X509Certificate> needed = new ArrayList<>(authorities);
    needed.sort(Comparator.comparing(X509Certificate::getNotAfter));
    while (needed.size() > 1 && !chains.isEmpty()) {
      List<X509Certificate> rest = needed.subList(1, needed.size());
      if (!chains.stream().allMatch(chain -> leadsTo(rest, chain))) {
        break;
      }
      needed.remove(0);
    }
    return needed.stream().findFirst();
  }

  private static boolean leadsTo(
      List<X509Certificate> authorities, List<X509Certificate> chain, Instant time) {
    try {
      X509CertSelector target = new X509CertSelector();
      target.setCertificate(chain.get(0));
      Set<TrustAnchor> anchors =
          authorities.stream().map(ca -> new TrustAnchor(ca, null)).collect(Collectors.toSet());
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
      parameters.setRevocationEnabled(false);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
      parameters.setDate(Date.from(time));
      CertPathBuilder.getInstance("PKIX").build(parameters);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
