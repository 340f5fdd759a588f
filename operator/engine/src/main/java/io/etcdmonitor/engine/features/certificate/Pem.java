package io.etcdmonitor.engine.features.certificate;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Reads certificates out of PEM text. */
final class Pem {
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

  private Pem() {}

  /** Those that can be read, in their order; text around them is skipped. */
  static List<X509Certificate> certificates(String text) {
    return CERTIFICATE
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .flatMap(one -> read(one).stream())
        .toList();
  }

  private static List<X509Certificate> read(String pem) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
      return List.of(
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
    } catch (GeneralSecurityException e) {
      // Connecting with it has failed before, and said so.
      return List.of();
    }
  }
}
