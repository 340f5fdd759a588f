package io.etcdmonitor.e2e.bench.sim;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts the clients of one authority. A certificate that was accepted once is accepted again
 * without another look at its chain; that the client holds its key is checked in each handshake.
 * Thread-safe.
 */
final class KnownClients implements X509TrustManager {
  private final X509TrustManager authority;
  private final Set<ByteBuffer> accepted = ConcurrentHashMap.newKeySet();

  private KnownClients(X509TrustManager authority) {
    this.authority = authority;
  }

  /** From the authority's certificate, as PEM. */
  static KnownClients of(byte[] pem) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return new KnownClients(
        Stream.of(factory.getTrustManagers())
            .filter(X509TrustManager.class::isInstance)
            .map(X509TrustManager.class::cast)
            .findFirst()
            .orElseThrow());
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    ByteBuffer leaf = ByteBuffer.wrap(chain[0].getEncoded());
    if (!accepted.contains(leaf)) {
      authority.checkClientTrusted(chain, authType);
      accepted.add(leaf);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("these are servers");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authority.getAcceptedIssuers();
  }
}
