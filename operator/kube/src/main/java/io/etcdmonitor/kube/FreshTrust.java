package io.etcdmonitor.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trusts whom the API's CA file names. fabric8 reads that file once; where the CA is replaced, as
 * kubelet does in each pod, a client that lives for months would be cut off from then on. So who is
 * not trusted is looked at once more if the file holds another text by now. Thread-safe.
 */
final class FreshTrust extends X509ExtendedTrustManager {
  private static final Logger LOG = LoggerFactory.getLogger(FreshTrust.class);

  private final Config config;
  private final Path file;
  private volatile Known known;

  /** What was read last. */
  private record Known(String text, X509ExtendedTrustManager trust) {}

  @FunctionalInterface
  private interface Check {
    void by(X509ExtendedTrustManager trust) throws CertificateException;
  }

  private FreshTrust(Config config, Path file, Known known) {
    this.config = config;
    this.file = file;
    this.known = known;
  }

  /** For a client whose CA comes from a file that can be read; empty for any other. */
  static Optional<FreshTrust> of(Config config) {
    String file = config.getCaCertFile();
    if (config.isTrustCerts() || file == null || file.isBlank() || hasData(config)) {
      return Optional.empty();
    }
    try {
      Path path = Path.of(file);
      return Optional.of(new FreshTrust(config, path, read(config, path)));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // The client that is made with it says so by itself.
      return Optional.empty();
    }
  }

  /** Has a client trust by it, and show what it showed before. */
  void install(HttpClient.Builder client) {
    try {
      client.sslContext(SSLUtils.keyManagers(config), new TrustManager[] {this});
    } catch (IOException | GeneralSecurityException e) {
      throw new KubernetesClientException("the client certificate cannot be read: " + e, e);
    }
  }

  /** It comes before the file. */
  private static boolean hasData(Config config) {
    return config.getCaCertData() != null && !config.getCaCertData().isBlank();
  }

  private static Known read(Config config, Path file) throws IOException, GeneralSecurityException {
    String text = Files.readString(file);
    for (TrustManager manager : SSLUtils.trustManagers(config)) {
      if (manager instanceof X509ExtendedTrustManager trust) {
        return new Known(text, trust);
      }
    }
    throw new CertificateException("no trust manager for " + file);
  }

  private void check(Check check) throws CertificateException {
    Known before = known;
    try {
      check.by(before.trust());
    } catch (CertificateException e) {
      Known now = again(before);
      if (now.equals(before)) {
        throw e;
      }
      check.by(now.trust());
      LOG.info("The Kubernetes API shows a certificate of the CA that {} holds now", file);
    }
  }

  private synchronized Known again(Known before) {
    if (!known.equals(before)) {
      return known;
    }
    try {
      if (!before.text().equals(Files.readString(file))) {
        known = read(config, file);
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      LOG.warn("The Kubernetes API's CA file {} has changed and cannot be read: {}", file, e);
    }
    return known;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(trust -> trust.checkServerTrusted(chain, authType, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(trust -> trust.checkServerTrusted(chain, authType, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(trust -> trust.checkServerTrusted(chain, authType));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("a client trusts servers only");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("a client trusts servers only");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("a client trusts servers only");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return known.trust().getAcceptedIssuers();
  }
}
