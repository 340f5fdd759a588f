package io.etcdmonitor.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trusts whom the API's CA file names. fabric8 reads that file once; where the CA is replaced, as
 * kubelet does in each pod, a client that lives for months would be cut off from then on, and would
 * trust a CA that was taken out because its key was stolen. So the file is looked at with each
 * handshake, of which there are few. While it cannot be read, or holds no whole certificate because
 * somebody is writing it, what was read last counts. Thread-safe.
 */
final class FreshTrust extends X509ExtendedTrustManager {
  private static final Logger LOG = LoggerFactory.getLogger(FreshTrust.class);

  private final Config config;
  private final Path file;
  private Known known;
  private String complaint = "";

  /** What was read last. */
  private record Known(String text, X509ExtendedTrustManager trust) {}

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
      return Optional.of(new FreshTrust(config, path, read(config, text(path))));
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

  private static String text(Path file) throws IOException {
    // Comments may be of any encoding.
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  private static Known read(Config config, String text)
      throws IOException, GeneralSecurityException {
    byte[] pem = text.getBytes(StandardCharsets.ISO_8859_1);
    // fabric8 would take a text without any, or with half of one, and trust the JDK's CAs alone.
    if (CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem))
        .isEmpty()) {
      throw new CertificateException("it holds no certificate");
    }
    TrustManager[] managers =
        SSLUtils.trustManagers(
            Base64.getEncoder().encodeToString(pem),
            null,
            false,
            config.getTrustStoreFile(),
            config.getTrustStorePassphrase());
    for (TrustManager manager : managers) {
      if (manager instanceof X509ExtendedTrustManager trust) {
        return new Known(text, trust);
      }
    }
    throw new CertificateException("there is no trust manager for it");
  }

  private synchronized X509ExtendedTrustManager current() {
    try {
      String text = text(file);
      if (!text.equals(known.text())) {
        known = read(config, text);
        LOG.info("The Kubernetes API's CA file {} was read anew", file);
      }
      complaint = "";
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      complain(e.toString());
    }
    return known.trust();
  }

  /** Once: an API that is not trusted is tried again for as long as it takes. */
  private void complain(String why) {
    if (!why.equals(complaint)) {
      complaint = why;
      LOG.warn(
          "The Kubernetes API's CA file {} cannot be read, what it held counts: {}", file, why);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    current().checkServerTrusted(chain, authType, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    current().checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    current().checkServerTrusted(chain, authType);
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
    return current().getAcceptedIssuers();
  }
}
