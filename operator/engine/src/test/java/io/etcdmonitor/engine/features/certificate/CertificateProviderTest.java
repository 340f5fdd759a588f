package io.etcdmonitor.engine.features.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.FakeMember;
import io.etcdmonitor.engine.testing.Lab;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.TlsMaterial;
import io.etcdmonitor.etcd.testing.TestPki;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CertificateProviderTest {
  private final FakeCluster cluster = new FakeCluster(3);
  private final Lab lab = new Lab(new CertificateProvider(), cluster);

  /** Members that speak TLS among themselves only. */
  private void peersWithTls() {
    List<MemberList.Member> list =
        cluster.members.stream()
            .map(m ->
                new MemberList.Member(
                    m.id, m.name, List.of("https://peer-" + m.id + ":2380"), m.clientUrls, false))
            .toList();
    cluster.members.forEach(m -> m.ownList = Optional.of(list));
  }

  @Test
  void peersOutOfReachOfAClusterWithoutTlsTellNothing() {
    peersWithTls();

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.reason()).isEqualTo(Reasons.NOT_APPLICABLE);
    assertThat(outcome.message())
        .isEqualTo(
            "members are reached without TLS, and the certificates that they show each other (m1,"
                + " m2 and m3) are out of our reach");
    assertThat(outcome.measurements()).isEmpty();
  }

  /** TLS is set up, and they advertise plain text. */
  @Test
  void membersThatAreNotAskedInPlainTextAreNotSeenAndNotWithoutTls() {
    cluster.outOfReach(FailureCause.PLAIN_TEXT_REFUSED, 1, 2, 3);

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(outcome.reason()).isEqualTo(Reasons.NOT_OBSERVABLE);
    assertThat(outcome.message())
        .startsWith("no member has shown its certificate; the certificate of member http://c1-m1");
    assertThat(outcome.findings())
        .extracting(Finding::reason)
        .containsExactly(
            Reasons.PLAIN_TEXT_REFUSED, Reasons.PLAIN_TEXT_REFUSED, Reasons.PLAIN_TEXT_REFUSED);
  }

  @Test
  void oneThatIsNotAskedInPlainTextIsMissedAmongThoseThatAreSeen() {
    lab.clock.set(Instant.now());
    TestPki pki = new TestPki();
    clientsWithTls(pki, true, pki.caPem());
    cluster.m(2).clientUrls = List.of("http://c1-m2:2379");
    cluster.outOfReach(FailureCause.PLAIN_TEXT_REFUSED, 2);

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.message()).endsWith("(2 of 3 members seen)");
    assertThat(outcome.findings())
        .extracting(Finding::id, Finding::reason)
        .containsExactly(tuple("CertificateNotSeen/m2", Reasons.PLAIN_TEXT_REFUSED));
  }

  @Test
  void aPeerThatShowsItsCertificateIsJudged() {
    peersWithTls();
    FakeMember peer = cluster.m(2);
    peer.chain =
        Pem.certificates(
            new TestPki()
                .server(List.of("peer-a2"), List.of(), Duration.ofDays(20_000))
                .certificatePem());
    cluster.byUrl.put("https://peer-a2:2380", peer);

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.reason()).isEqualTo(Reasons.VALID);
    assertThat(outcome.message())
        .startsWith("the peer certificate of member m2 is the first to end");
  }

  /** Members whose certificates one CA has signed, as somebody sees them who trusts these. */
  private void clientsWithTls(TestPki signer, boolean verified, String authorities) {
    for (FakeMember member : cluster.members) {
      String url = "https://c1-" + member.name + ":2379";
      member.clientUrls = List.of(url);
      member.chain =
          Pem.certificates(
              signer
                  .server(List.of("c1-" + member.name), List.of(), Duration.ofDays(365))
                  .certificatePem());
      cluster.byUrl.put(url, member);
    }
    WatchedCluster w = lab.watched;
    TlsMaterial tls =
        new TlsMaterial(
            Optional.of(authorities),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            !verified);
    lab.watched =
        new WatchedCluster(
            w.key(),
            w.description(),
            new ConnectionSpec(cluster.endpoints(), Optional.of(tls), Optional.empty(), Map.of()),
            w.thresholds(),
            w.expected(),
            w.metrics());
  }

  @Test
  void aCaThatWasReplacedMayStayInTheBundleUntilItEnds() {
    lab.clock.set(Instant.now());
    TestPki old = new TestPki("CN=old", Duration.ofDays(3));
    TestPki now = new TestPki("CN=new");
    clientsWithTls(now, true, old.caPem() + now.caPem());
    assertThat(lab.round().findings()).isEmpty();

    cluster.m(3).chain = Pem.certificates(old.server().certificatePem());
    lab.clock.advance(Duration.ofHours(2));
    assertThat(lab.round().findings())
        .as("one member needs it still")
        .extracting(Finding::id)
        .contains("Certificate:ca");
  }

  @Test
  void aMemberThatShowsNothingForOnceStillNeedsTheCaThatItNeeded() {
    lab.clock.set(Instant.now());
    TestPki old = new TestPki("CN=old", Duration.ofDays(3));
    TestPki now = new TestPki("CN=new");
    clientsWithTls(now, true, old.caPem() + now.caPem());
    assertThat(lab.round().findings()).isEmpty();

    cluster.m(3).chain = List.of();
    lab.clock.advance(Duration.ofHours(2));
    assertThat(lab.round().findings())
        .extracting(Finding::id)
        .doesNotContain("Certificate:ca")
        .hasSize(1);
  }

  @Test
  void membersThatAreNotVerifiedAreSaidToBeSo() {
    TestPki pki = new TestPki();
    clientsWithTls(pki, false, pki.caPem());

    InspectionOutcome outcome = lab.round();

    assertThat(outcome.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(outcome.findings()).extracting(Finding::reason).containsExactly("NotVerified");
  }
}
