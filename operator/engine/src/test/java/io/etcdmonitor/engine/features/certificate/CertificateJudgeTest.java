package io.etcdmonitor.engine.features.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.features.certificate.CertificateJudge.Subject;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.etcd.testing.TestPki;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateJudgeTest {
  private static final TestPki PKI = new TestPki();
  private static final X509Certificate SERVER =
      Pem.certificates(
              PKI.server(
                      List.of("etcd-0.etcd.svc"),
                      List.of("10.0.0.1", "fd00::1"),
                      Duration.ofDays(100))
                  .certificatePem())
          .get(0);
  private static final Subject SUBJECT =
      new Subject("client", "m1", "the certificate of member m1", "renew it");

  private static CertificateJudge daysBeforeTheEnd(int days) {
    Instant now = SERVER.getNotAfter().toInstant().minus(Duration.ofDays(days)).minusSeconds(60);
    return new CertificateJudge(Thresholds.DEFAULTS, now);
  }

  @ParameterizedTest
  @CsvSource({
    "31, , ",
    "30, , ",
    "29, WARNING, ExpiringSoon",
    "7, WARNING, ExpiringSoon",
    "6, CRITICAL, ExpiringCritical",
    "0, CRITICAL, ExpiringCritical",
    "-1, CRITICAL, Expired"
  })
  void expiry(int days, Severity severity, String reason) {
    Optional<Finding> finding = daysBeforeTheEnd(days).expiry(SUBJECT, List.of(SERVER));
    assertThat(finding.map(Finding::severity)).isEqualTo(Optional.ofNullable(severity));
    assertThat(finding.map(Finding::reason)).isEqualTo(Optional.ofNullable(reason));
    // The same thing while it gets worse: one finding, not three.
    assertThat(finding.map(Finding::id).orElse("Certificate:client/m1"))
        .isEqualTo("Certificate:client/m1");
  }

  @ParameterizedTest
  @CsvSource({"6, 6 days, 7 days", "29, 29 days, 30 days"})
  void whatIsLeftIsLessThanItsLimitInWordsToo(int days, String value, String threshold) {
    Instant now = SERVER.getNotAfter().toInstant().minus(Duration.ofHours(24 * days + 20));
    Finding finding =
        new CertificateJudge(Thresholds.DEFAULTS, now)
            .expiry(SUBJECT, List.of(SERVER))
            .orElseThrow();
    assertThat(finding.value()).isEqualTo(value);
    assertThat(finding.threshold()).isEqualTo(threshold);
  }

  @Test
  void anIssuerThatEndsFirstDecides() {
    X509Certificate ca = Pem.certificates(PKI.caPem()).get(0);
    CertificateJudge judge =
        new CertificateJudge(
            Thresholds.DEFAULTS, ca.getNotAfter().toInstant().minus(Duration.ofDays(3)));
    assertThat(judge.expiry(SUBJECT, List.of(ca)).orElseThrow().message()).contains("ends at");
    X509Certificate late =
        Pem.certificates(
                PKI.server(List.of("x"), List.of(), Duration.ofDays(5000)).certificatePem())
            .get(0);
    assertThat(judge.expiry(SUBJECT, List.of(late, ca)).orElseThrow().message())
        .contains("its issuer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"etcd-0.etcd.svc", "ETCD-0.etcd.svc", "10.0.0.1", "fd00::1", "fd00:0:0:0:0:0:0:1"})
  void hostsThatItIsFor(String host) {
    assertThat(Names.covers(SERVER, host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"etcd-1.etcd.svc", "example.com", "10.0.0.2", "fd00::2", "etcd"})
  void hostsThatItIsNotFor(String host) {
    assertThat(Names.covers(SERVER, host)).isFalse();
    Finding finding =
        daysBeforeTheEnd(90)
            .names(SUBJECT, SERVER, List.of("10.0.0.1", host), Optional.empty())
            .orElseThrow();
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.reason()).isEqualTo(Reasons.NAME_NOT_COVERED);
    assertThat(finding.value()).isEqualTo(host);
  }

  @ParameterizedTest
  @CsvSource({
    "*.example.com, a.example.com, true",
    "*.example.com, a.b.example.com, false",
    "*.example.com, example.com, false",
    "*.example.com, .example.com, false",
    "example.com, Example.COM, true",
    "example.com, example.com., true"
  })
  void aWildcardStandsForOneLabel(String pattern, String host, boolean covered) {
    assertThat(Names.matches(pattern, host)).isEqualTo(covered);
  }

  @Test
  void aNameThatWeAreToldToExpectMakesItNoFaultOfOurs() {
    CertificateJudge judge = daysBeforeTheEnd(90);
    assertThat(
            judge
                .names(SUBJECT, SERVER, List.of("10.9.9.9"), Optional.of("etcd-0.etcd.svc"))
                .orElseThrow()
                .severity())
        .isEqualTo(Severity.INFO);
    assertThat(
            judge
                .names(SUBJECT, SERVER, List.of("10.9.9.9"), Optional.of("other"))
                .orElseThrow()
                .severity())
        .isEqualTo(Severity.WARNING);
  }

  @Test
  void whatOthersWriteIntoTheirCertificatesIsShownInOneLineAndOnlyInPart() {
    TestPki foreign = new TestPki("CN=x\n2026-11-21 ERROR forged\u001b[2J" + "y".repeat(2_000));
    List<String> many = IntStream.range(0, 200).mapToObj(i -> "host-" + i + ".example").toList();
    X509Certificate leaf =
        Pem.certificates(foreign.server(many, List.of(), Duration.ofDays(90)).certificatePem())
            .get(0);
    CertificateJudge judge = daysBeforeTheEnd(90);
    assertThat(
            judge
                .trust(SUBJECT, List.of(leaf), Pem.certificates(PKI.caPem()))
                .orElseThrow()
                .message())
        .contains("CN=x 2026-11-21 ERROR forged [2Jyy")
        .doesNotContain("\n", "\u001b")
        .hasSizeLessThan(500);
    assertThat(
            judge
                .names(SUBJECT, leaf, List.of("10.9.9.9"), Optional.empty())
                .orElseThrow()
                .message())
        .endsWith("host-8.example, host-9.example and 190 more");
  }

  @Test
  void anotherCaIsToldApart() {
    CertificateJudge judge = daysBeforeTheEnd(90);
    List<X509Certificate> ours = Pem.certificates(PKI.caPem());
    List<X509Certificate> others = Pem.certificates(new TestPki("CN=other").caPem());
    assertThat(judge.trust(SUBJECT, List.of(SERVER), ours)).isEmpty();
    assertThat(judge.trust(SUBJECT, List.of(SERVER), List.of())).as("not known").isEmpty();
    assertThat(judge.trust(SUBJECT, List.of(SERVER), others).orElseThrow().reason())
        .isEqualTo(Reasons.CHAIN_UNTRUSTED);
  }

  @Test
  void anIssuerThatEndsBeforeItsCertificateIsStillFromOurCa() {
    TestPki issuer = PKI.intermediate("CN=issuer", Duration.ofDays(100));
    List<X509Certificate> chain =
        List.of(
            Pem.certificates(issuer.server().certificatePem()).get(0),
            Pem.certificates(issuer.caPem()).get(0));
    assertThat(daysBeforeTheEnd(90).trust(SUBJECT, chain, Pem.certificates(PKI.caPem()))).isEmpty();
  }

  @Test
  void anExpiredCertificateIsStillFromOurCa() {
    X509Certificate expired = Pem.certificates(PKI.expiredServer().certificatePem()).get(0);
    assertThat(daysBeforeTheEnd(0).trust(SUBJECT, List.of(expired), Pem.certificates(PKI.caPem())))
        .isEmpty();
  }

  @Test
  void textAroundCertificatesAndWhatIsNoneIsSkipped() {
    String pem = "subject: x\n" + PKI.caPem() + "\n# and\n" + PKI.server().certificatePem();
    assertThat(Pem.certificates(pem)).hasSize(2);
    assertThat(Pem.certificates("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"))
        .isEmpty();
    assertThat(Pem.certificates("")).isEmpty();
  }
}
