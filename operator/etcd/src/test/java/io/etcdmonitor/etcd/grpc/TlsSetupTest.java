package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.etcd.BadTlsMaterialException;
import io.etcdmonitor.etcd.TlsMaterial;
import io.etcdmonitor.etcd.testing.TestPki;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own files: each way of being unreadable is named, and no key ever gets into a message. */
class TlsSetupTest {
  private final TestPki pki = new TestPki();

  private static TlsSetup setUp(String ca, String certificate, String key) {
    return new TlsSetup(
        Optional.of(
            new TlsMaterial(
                Optional.ofNullable(ca),
                Optional.ofNullable(certificate),
                Optional.ofNullable(key),
                Optional.empty(),
                false)));
  }

  @Test
  void readsPkcs8Pkcs1AndSec1() {
    for (TestPki.Issued client :
        new TestPki.Issued[] {
          pki.client("a"), pki.clientWithPkcs1Key("a"), pki.clientWithSec1Key("a")
        }) {
      assertThatCode(() -> setUp(pki.caPem(), client.certificatePem(), client.keyPem()))
          .doesNotThrowAnyException();
    }
    assertThat(pki.clientWithPkcs1Key("a").keyPem()).contains("BEGIN RSA PRIVATE KEY");
    assertThat(pki.clientWithSec1Key("a").keyPem()).contains("BEGIN EC PRIVATE KEY");
  }

  @Test
  void readsABundleOfAuthorities() {
    String bundle = "# first\n" + pki.caPem() + "\n# second\n" + new TestPki("CN=other").caPem();
    assertThat(PemReader.certificates("CA", bundle)).hasSize(2);
    assertThatCode(() -> setUp(bundle, null, null)).doesNotThrowAnyException();
  }

  @Test
  void aBlockThatDoesNotEndHidesNoOther() {
    String pem =
        "-----END X-----\n-----BEGIN \n-----BEGIN Y-----\nAAAA\n"
            + pki.caPem()
            + "-----BEGIN X-----END X-----\n"
            + new TestPki("CN=other").caPem()
            + "-----BEGIN CERTIFICATE-----";
    assertThat(PemReader.certificates("CA", pem)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN A-----",
        "-----BEGIN ",
        "-----BEGIN A-----x-----END B-----",
        "-----END "
      })
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void textThatOnlyLooksLikePemIsReadOnce(String part) {
    assertThatThrownBy(() -> PemReader.certificates("CA", part.repeat((1 << 20) / part.length())))
        .isInstanceOf(BadTlsMaterialException.class)
        .hasMessageContaining("holds no PEM block");
  }

  @ParameterizedTest
  @CsvSource({
    "'', holds no PEM block",
    "hello, holds no PEM block",
    "'-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', not a readable X.509",
    "'-----BEGIN CERTIFICATE-----\n=A=\n-----END CERTIFICATE-----', not valid base64",
  })
  void anUnreadableAuthorityIsNamed(String pem, String words) {
    assertThatThrownBy(() -> setUp(pem, null, null))
        .isInstanceOf(BadTlsMaterialException.class)
        .hasMessageContaining("the CA")
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @CsvSource({
    "hello, holds no PEM block",
    "'-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----', neither a readable RSA",
    "'-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----', neither",
    "'-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----', names no curve",
    "'-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----', passphrase",
    "'-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAA\n-----END RSA PRIVATE KEY-----', passphrase",
  })
  void anUnreadableKeyIsNamedWithoutQuotingIt(String pem, String words) {
    String certificate = pki.client("a").certificatePem();
    assertThatThrownBy(() -> setUp(pki.caPem(), certificate, pem))
        .isInstanceOf(BadTlsMaterialException.class)
        .hasMessageContaining("the client key")
        .hasMessageContaining(words)
        .hasMessageNotContainingAny("c2VjcmV0", "secret");
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() {
    String certificate = pki.client("a").certificatePem();
    String key = pki.client("b").keyPem();
    assertThatThrownBy(() -> setUp(pki.caPem(), certificate, key))
        .isInstanceOf(BadTlsMaterialException.class)
        .hasMessageContaining("does not belong to the client certificate");
  }
}
