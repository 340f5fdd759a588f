package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.BadTlsMaterialException;
import io.etcdmonitor.etcd.TlsMaterial;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One cluster's TLS, read once: for gRPC channels, for pages, and for handshakes that only look.
 * JDK provider throughout.
 */
final class TlsSetup {
  /**
   * Of a context, for members of which a connection is made anew. The JDK would keep 20,480, some 1
   * KiB each, until memory is short. With TLS 1.3 there are none where the launcher switches
   * tickets off.
   */
  private static final int SESSIONS = 6;

  private final Optional<TlsMaterial> material;
  private final Optional<KeyManager> client;
  private Contexts contexts;

  /**
   * @throws BadTlsMaterialException when a PEM text cannot be read
   */
  TlsSetup(Optional<TlsMaterial> material) {
    this.material = material;
    this.client = client(material);
    if (material.isPresent()) {
      contexts();
    }
  }

  /** Both are one: keys and trust are kept once. */
  private record Contexts(SslContext grpc, SSLContext pages) {}

  /**
   * Without material of its own a cluster is most likely plain text: the JDK's trust store is read
   * on first need.
   */
  private synchronized Contexts contexts() {
    if (contexts == null) {
      TrustManager trust = trust(material);
      try {
        SslContextBuilder builder =
            GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                .trustManager(trust)
                .sessionCacheSize(SESSIONS);
        client.ifPresent(builder::keyManager);
        JdkSslContext grpc = (JdkSslContext) builder.build();
        contexts = new Contexts(grpc, grpc.context());
      } catch (SSLException e) {
        throw new BadTlsMaterialException(
            "the TLS settings cannot be used together: " + e.getMessage(), e);
      }
    }
    return contexts;
  }

  /** For gRPC channels: HTTP/2 by ALPN. */
  SslContext grpc() {
    return contexts().grpc();
  }

  /** The name to check and to send as SNI instead of the dialled host. */
  Optional<String> serverName() {
    return material.flatMap(TlsMaterial::serverName).filter(name -> !name.isBlank());
  }

  /** An engine that checks the server as gRPC channels do. */
  SSLEngine checkingEngine(String host, int port) {
    SSLEngine engine = contexts().pages().createSSLEngine(serverName().orElse(host), port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }

  /**
   * An engine that accepts any server, shows our client certificate, and tells the chain to its
   * observer.
   */
  SSLEngine observingEngine(String host, int port, X509ExtendedTrustManager observer) {
    try {
      SSLEngine engine = context(observer).createSSLEngine(serverName().orElse(host), port);
      engine.setUseClientMode(true);
      return engine;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK offers no TLS", e);
    }
  }

  private SSLContext context(TrustManager trustManager) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        client.map(c -> new KeyManager[] {c}).orElseGet(() -> new KeyManager[0]),
        new TrustManager[] {trustManager},
        null);
    context.getClientSessionContext().setSessionCacheSize(SESSIONS);
    return context;
  }

  private static TrustManager trust(Optional<TlsMaterial> material) {
    if (material.map(TlsMaterial::insecureSkipVerify).orElse(false)) {
      return new TrustAnything();
    }
    try {
      KeyStore anchors = null;
      Optional<String> ca = material.flatMap(TlsMaterial::caPem);
      if (ca.isPresent()) {
        anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        int index = 0;
        for (X509Certificate certificate : PemReader.certificates("CA", ca.get())) {
          anchors.setCertificateEntry("ca-" + index++, certificate);
        }
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(anchors);
      return factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new BadTlsMaterialException("the CA cannot be used: " + e.getMessage(), e);
    }
  }

  private static Optional<KeyManager> client(Optional<TlsMaterial> material) {
    Optional<String> certificate = material.flatMap(TlsMaterial::certificatePem);
    if (certificate.isEmpty()) {
      return Optional.empty();
    }
    List<X509Certificate> chain = PemReader.certificates("client certificate", certificate.get());
    PrivateKey key = PemReader.privateKey(material.flatMap(TlsMaterial::keyPem).orElseThrow());
    PemReader.requireMatch(chain.get(0), key);
    return Optional.of(new ClientIdentity(chain, key));
  }

  /** Accepts every server; extended, so that the JDK does not check the name either. */
  static class TrustAnything extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String authType, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String authType, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
