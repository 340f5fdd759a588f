package io.etcdmonitor.etcd;

import java.util.Optional;

/**
 * What is needed to speak TLS to a cluster, as PEM text held in memory only. A CA alone is valid
 * (server-only TLS); certificate and key come together or not at all.
 *
 * @param caPem certificates to trust; empty means the JDK's own trust store
 * @param certificatePem our client certificate chain
 * @param keyPem its private key, PKCS#8 or PKCS#1/SEC1 PEM
 * @param serverName name to check (and send as SNI) instead of the endpoint's host
 * @param insecureSkipVerify accept any server certificate; never the default
 */
public record TlsMaterial(
    Optional<String> caPem,
    Optional<String> certificatePem,
    Optional<String> keyPem,
    Optional<String> serverName,
    boolean insecureSkipVerify) {

  public TlsMaterial {
    if (certificatePem.isPresent() != keyPem.isPresent()) {
      throw new IllegalArgumentException(
          "a client certificate and its key come together: "
              + (certificatePem.isPresent() ? "the key" : "the certificate")
              + " is missing");
    }
  }

  /** Never prints key material. */
  @Override
  public String toString() {
    return "TlsMaterial[ca="
        + caPem.isPresent()
        + ", clientCertificate="
        + certificatePem.isPresent()
        + ", serverName="
        + serverName.orElse("")
        + ", insecureSkipVerify="
        + insecureSkipVerify
        + "]";
  }
}
