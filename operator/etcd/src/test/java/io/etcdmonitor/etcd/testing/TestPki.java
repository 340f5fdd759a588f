package io.etcdmonitor.etcd.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * A certificate authority for tests; everything it issues is PEM text. Keys are P-256 in PKCS#8
 * unless said.
 */
public final class TestPki {
  private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1");
  private final X509Bundle ca;

  /** A fresh authority; two of them do not trust each other. */
  public TestPki() {
    this("CN=etcd-monitor test CA");
  }

  /** A fresh authority with a name. */
  public TestPki(String subject) {
    this(subject, Duration.ofDays(3650));
  }

  /** A fresh authority with a name and a validity; negative has ended that long ago. */
  public TestPki(String subject, Duration validFor) {
    ca = build(() -> authority(subject, validFor).buildSelfSigned());
  }

  private TestPki(X509Bundle ca) {
    this.ca = ca;
  }

  /** Another authority, whose certificate this one has signed. */
  public TestPki intermediate(String subject, Duration validFor) {
    return new TestPki(build(() -> authority(subject, validFor).buildIssuedBy(ca)));
  }

  private static CertificateBuilder authority(String subject, Duration validFor) {
    return new CertificateBuilder()
        .ecp256()
        .subject(subject)
        .setIsCertificateAuthority(true)
        .notBefore(Instant.now().minus(Duration.ofDays(400)))
        .notAfter(Instant.now().plus(validFor));
  }

  /** A certificate and its key, PEM. The chain holds the leaf only. */
  public record Issued(String certificatePem, String keyPem, X509Bundle bundle) {
    /** A server's side of TLS that shows it. */
    public SSLContext serverContext() {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(bundle.toKeyManagerFactory().getKeyManagers(), null, null);
        return context;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The authority's own certificate. */
  public String caPem() {
    return ca.getCertificatePEM();
  }

  /** A server certificate for {@code localhost}, 127.0.0.1 and ::1. */
  public Issued server() {
    return server(List.of("localhost"), LOOPBACK, Duration.ofDays(365));
  }

  /** A server certificate that ended yesterday. */
  public Issued expiredServer() {
    return server(List.of("localhost"), LOOPBACK, Duration.ofDays(-1));
  }

  /** A server certificate for another host only. */
  public Issued wrongNameServer(String dnsName) {
    return server(List.of(dnsName), List.of(), Duration.ofDays(365));
  }

  /** A server certificate; a negative validity has ended that long ago. */
  public Issued server(List<String> dnsNames, List<String> addresses, Duration validFor) {
    return issue(
        b -> {
          b.subject("CN=etcd server");
          dnsNames.forEach(b::addSanDnsName);
          addresses.forEach(b::addSanIpAddress);
          // etcd's own gateway dials the client port with the server certificate.
          return b.addExtendedKeyUsageServerAuth().addExtendedKeyUsageClientAuth();
        },
        validFor);
  }

  /**
   * A client certificate; its common name is an etcd user when etcd runs with client-cert-auth and
   * auth.
   */
  public Issued client(String commonName) {
    return client(commonName, Duration.ofDays(365));
  }

  /** A client certificate with a validity; negative has ended that long ago. */
  public Issued client(String commonName, Duration validFor) {
    return issue(b -> b.subject("CN=" + commonName).addExtendedKeyUsageClientAuth(), validFor);
  }

  /** An RSA client certificate whose key is PKCS#1 PEM ("BEGIN RSA PRIVATE KEY"). */
  public Issued clientWithPkcs1Key(String commonName) {
    Issued rsa =
        issue(
            b -> b.rsa2048().subject("CN=" + commonName).addExtendedKeyUsageClientAuth(),
            Duration.ofDays(365));
    return new Issued(
        rsa.certificatePem(),
        pem("RSA PRIVATE KEY", innerKey(rsa.bundle().getKeyPair().getPrivate().getEncoded())),
        rsa.bundle());
  }

  /** A P-256 client certificate whose key is SEC1 PEM ("BEGIN EC PRIVATE KEY"). */
  public Issued clientWithSec1Key(String commonName) {
    Issued ec = client(commonName);
    byte[] sec1 = innerKey(ec.bundle().getKeyPair().getPrivate().getEncoded());
    return new Issued(ec.certificatePem(), pem("EC PRIVATE KEY", withCurve(sec1)), ec.bundle());
  }

  private Issued issue(UnaryOperator<CertificateBuilder> shape, Duration validFor) {
    Instant now = Instant.now();
    Instant start = now.minus(Duration.ofDays(validFor.isNegative() ? 300 : 1));
    X509Bundle leaf =
        build(() ->
            shape
                .apply(new CertificateBuilder().ecp256())
                .notBefore(start)
                .notAfter(now.plus(validFor))
                .buildIssuedBy(ca));
    return new Issued(leaf.getCertificatePEM(), leaf.getPrivateKeyPEM(), leaf);
  }

  /** The OCTET STRING at the end of a PKCS#8 structure. */
  private static byte[] innerKey(byte[] pkcs8) {
    int at = headerLength(pkcs8, 0);
    at += totalLength(pkcs8, at);
    at += totalLength(pkcs8, at);
    int header = headerLength(pkcs8, at);
    int length = totalLength(pkcs8, at) - header;
    byte[] inner = new byte[length];
    System.arraycopy(pkcs8, at + header, inner, 0, length);
    return inner;
  }

  /** SEC1 files name their curve; the copy inside PKCS#8 need not. */
  private static byte[] withCurve(byte[] sec1) {
    byte[] p256 = {
      (byte) 0xa0, 0x0a, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x03, 0x01, 0x07
    };
    // SEQUENCE { INTEGER 1, OCTET STRING of 32 bytes }: 2 + 3 + 34 bytes, whatever follows is
    // optional.
    byte[] out = new byte[39 + p256.length];
    System.arraycopy(sec1, headerLength(sec1, 0) - 2, out, 0, 39);
    out[0] = 0x30;
    out[1] = (byte) (37 + p256.length);
    System.arraycopy(p256, 0, out, 39, p256.length);
    return out;
  }

  private static int headerLength(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return first < 0x80 ? 2 : 2 + (first & 0x7f);
  }

  private static int totalLength(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return 2 + first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = (length << 8) | (der[at + 2 + i] & 0xff);
    }
    return headerLength(der, at) + length;
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  @FunctionalInterface
  private interface Build {
    X509Bundle run() throws Exception;
  }

  private static X509Bundle build(Build build) {
    try {
      return build.run();
    } catch (Exception e) {
      throw new IllegalStateException("cannot make a test certificate", e);
    }
  }
}
