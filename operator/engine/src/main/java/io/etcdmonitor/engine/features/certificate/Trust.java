package io.etcdmonitor.engine.features.certificate;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a chain leads to a CA. */
final class Trust {
  private Trust() {}

  /**
   * Whether one of these CAs signed it, with the help of what the server sent. Asked for a time
   * when the certificate was valid: that it ended is another matter.
   */
  static boolean leadsTo(List<X509Certificate> authorities, List<X509Certificate> chain) {
    X509Certificate leaf = chain.get(0);
    if (authorities.contains(leaf)) {
      return true;
    }
    try {
      X509CertSelector target = new X509CertSelector();
      target.setCertificate(leaf);
      Set<TrustAnchor> anchors =
          authorities.stream().map(ca -> new TrustAnchor(ca, null)).collect(Collectors.toSet());
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
      parameters.setRevocationEnabled(false);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
      parameters.setDate(Date.from(leaf.getNotAfter().toInstant().minus(Duration.ofSeconds(1))));
      CertPathBuilder.getInstance("PKIX").build(parameters);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
