package io.etcdmonitor.etcd.grpc;

import io.etcdmonitor.etcd.BadTlsMaterialException;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Reads PEM certificates and keys: X.509, PKCS#8, PKCS#1 ("RSA PRIVATE KEY") and SEC1 ("EC PRIVATE
 * KEY").
 */
final class PemReader {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final byte[] RSA_ENCRYPTION = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };
  private static final byte[] EC_PUBLIC_KEY = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  private PemReader() {}

  private record Block(String what, String label, String base64) {
    byte[] der() {
      try {
        return Base64.getMimeDecoder().decode(base64);
      } catch (IllegalArgumentException e) {
        throw new BadTlsMaterialException("the " + what + " is not valid base64 in PEM", e);
      }
    }
  }

  /**
   * All certificates of a text, at least one.
   *
   * @param what how messages call it, for example {@code CA}
   */
  static List<X509Certificate> certificates(String what, String pem) {
    List<X509Certificate> found = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks(what, pem)) {
        if (block.label().endsWith("CERTIFICATE")) {
          found.add(
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
        }
      }
    } catch (CertificateException e) {
      throw new BadTlsMaterialException(
          "the " + what + " is not a readable X.509 certificate: " + e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new BadTlsMaterialException(
          "the " + what + " holds no PEM block 'BEGIN CERTIFICATE'", null);
    }
    return found;
  }

  /** The private key of a text. */
  static PrivateKey privateKey(String pem) {
    for (Block block : blocks("client key", pem)) {
      PrivateKey key =
          switch (block.label()) {
            case "PRIVATE KEY" -> pkcs8(block.der());
            case "RSA PRIVATE KEY" ->
                pkcs8(Der.sequence(VERSION_0, RSA_ENCRYPTION, Der.octets(block.der())));
            case "EC PRIVATE KEY" -> sec1(block.der());
            case "ENCRYPTED PRIVATE KEY" -> throw encrypted("client key");
            default -> null;
          };
      if (key != null) {
        return key;
      }
    }
    throw new BadTlsMaterialException(
        "the client key holds no PEM block 'BEGIN PRIVATE KEY', 'BEGIN RSA PRIVATE KEY' or"
            + " 'BEGIN EC PRIVATE KEY'",
        null);
  }

  /**
   * Refuses a key that does not belong to the certificate: the handshake would fail with an unclear
   * error.
   */
  static void requireMatch(X509Certificate certificate, PrivateKey key) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      byte[] text = {1, 2, 3};
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(text);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw mismatch(e);
    }
    throw mismatch(null);
  }

  private static BadTlsMaterialException mismatch(GeneralSecurityException cause) {
    return new BadTlsMaterialException(
        "the client key does not belong to the client certificate", cause);
  }

  private static PrivateKey sec1(byte[] der) {
    byte[] curve = Der.explicit(der, 0);
    if (curve == null) {
      throw new BadTlsMaterialException(
          "the client key is an EC key that names no curve: convert it to PKCS#8", null);
    }
    return pkcs8(Der.sequence(VERSION_0, Der.sequence(EC_PUBLIC_KEY, curve), Der.octets(der)));
  }

  private static PrivateKey pkcs8(byte[] der) {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
    GeneralSecurityException last = null;
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        last = e;
      } catch (GeneralSecurityException e) {
        throw new BadTlsMaterialException("the JDK cannot read " + algorithm + " keys", e);
      }
    }
    // The exception's own text may quote bytes of the key: it is not passed on.
    throw new BadTlsMaterialException(
        "the client key is neither a readable RSA, EC nor Ed25519 key", stripped(last));
  }

  private static Throwable stripped(Throwable cause) {
    return cause == null ? null : new InvalidKeySpecException(cause.getClass().getSimpleName());
  }

  private static BadTlsMaterialException encrypted(String what) {
    return new BadTlsMaterialException(
        "the " + what + " is encrypted with a passphrase: store it unencrypted", null);
  }

  /**
   * By hand, because it must look at each character once: who writes the text may make it a
   * mebibyte of beginnings without an end.
   */
  private static List<Block> blocks(String what, String pem) {
    List<Block> blocks = new ArrayList<>();
    int end = pem.indexOf(END);
    int begin = pem.indexOf(BEGIN);
    while (begin >= 0 && end >= 0) {
      int label = begin + BEGIN.length();
      int dashes = pem.indexOf(DASHES, label);
      int body = dashes + DASHES.length();
      if (dashes < 0) {
        return blocks;
      } else if (end < body) {
        end = pem.indexOf(END, body);
      } else if (pem.startsWith(pem.substring(label, body), end + END.length())) {
        blocks.add(block(what, pem.substring(label, dashes), pem.substring(body, end)));
        begin = pem.indexOf(BEGIN, end);
      } else {
        begin = pem.indexOf(BEGIN, label);
      }
    }
    return blocks;
  }

  private static Block block(String what, String label, String content) {
    // Old encrypted keys carry headers ("Proc-Type: 4,ENCRYPTED") before the data.
    if (content.contains("ENCRYPTED")) {
      throw encrypted(what);
    }
    return new Block(what, label, content);
  }
}
