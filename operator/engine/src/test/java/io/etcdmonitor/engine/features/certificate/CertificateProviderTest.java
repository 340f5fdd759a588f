package io.etcdmonitor.engine.features.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.FakeMember;
import io.etcdmonitor.engine.testing.Lab;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.testing.TestPki;
import java.time.Duration;
import java.util.List;
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
}
