package io.etcdmonitor.engine.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.features.healthy.HealthyProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.FakeMember;
import io.etcdmonitor.engine.testing.Lab;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.testing.TestPki;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RenewalTest {
  private static final TestPki PKI = new TestPki();
  private static final X509Certificate ENDS_SOON = certificate(10);
  private static final X509Certificate LASTS = certificate(400);
  private static final X509Certificate LASTS_LONGER = certificate(500);
  private static final ClusterKey CLUSTER = new ClusterKey("test", "c1");
  private static final InspectionKey CERTIFICATE = new InspectionKey(CLUSTER, "c1-certificate");

  private final FakeCluster cluster = new FakeCluster("c1", 0);
  private final FakeMember member = cluster.add("a1", "m1", "https://c1-m1:2379");
  private final List<InspectionKey> runs = new ArrayList<>();
  private final RenewalWatch watch = new RenewalWatch(key -> List.of(state()), runs::add);
  private Lab lab;

  private static X509Certificate certificate(int days) {
    String pem = PKI.server(List.of("c1-m1"), List.of(), Duration.ofDays(days)).certificatePem();
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    } catch (java.security.cert.CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  private static InspectionSpec spec(InspectionKey key, String feature) {
    return new InspectionSpec(
        key, feature, Optional.of(Duration.ofHours(1)), Duration.ofSeconds(10), Map.of(), true);
  }

  private static InspectionState state() {
    return new InspectionState(
        spec(CERTIFICATE, FeatureNames.CERTIFICATE),
        Optional.empty(),
        false,
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  @BeforeEach
  void start() {
    cluster.elect(0);
    lab = new Lab(new HealthyProvider(), cluster);
    lab.clock.set(java.time.Instant.now());
  }

  /** Rounds of thirty seconds. */
  private void minutes(int minutes) {
    for (int i = 0; i < 2 * minutes; i++) {
      round();
    }
  }

  private void round() {
    InspectionOutcome outcome = lab.round();
    InspectionKey key = new InspectionKey(CLUSTER, "c1-healthy");
    watch.onResult(
        new ResultChange(
            spec(key, FeatureNames.HEALTHY),
            new InspectionResult(
                key,
                FeatureNames.HEALTHY,
                outcome.verdict(),
                outcome.reason(),
                outcome.message(),
                outcome.findings(),
                outcome.measurements(),
                outcome.observation(),
                lab.clock.instant(),
                Duration.ZERO),
            Optional.empty(),
            false,
            List.of()));
  }

  @Test
  void oneThatLastsIsReadHourly() {
    member.chain = List.of(LASTS);
    minutes(54);
    assertThat(member.calls("certificates")).isEqualTo(1);
    minutes(2);
    assertThat(member.calls("certificates")).isEqualTo(2);
    assertThat(runs).isEmpty();
  }

  @Test
  void oneThatEndsSoonIsReadEveryFiveMinutesAndItsSuccessorJudgedAtOnce() {
    member.chain = List.of(ENDS_SOON);
    minutes(6);
    assertThat(member.calls("certificates")).isEqualTo(2);
    assertThat(runs).isEmpty();

    member.chain = List.of(LASTS);
    minutes(5);

    assertThat(runs).containsExactly(CERTIFICATE);
    minutes(30);
    assertThat(runs).hasSize(1);
  }

  @Test
  void aMemberThatWasAwayIsAskedWhenItIsBackAndNotBefore() {
    member.chain = List.of(LASTS);
    minutes(1);
    cluster.down(FailureCause.CONNECTION_REFUSED, 1);
    minutes(10);
    assertThat(member.calls("certificates")).isEqualTo(1);

    member.down = Optional.empty();
    cluster.elect(0);
    member.chain = List.of(LASTS_LONGER);
    round();

    assertThat(member.calls("certificates")).isEqualTo(2);
    assertThat(runs).containsExactly(CERTIFICATE);
  }

  @Test
  void aMemberThatWasReplacedIsForgotten() {
    member.chain = List.of(LASTS);
    FakeMember replaced = cluster.add("b1", "m2", "https://c1-m2:2379");
    replaced.chain = List.of(LASTS);
    round();
    CertificateLog log = lab.shared(CertificateLog.class).orElseThrow();
    assertThat(log.seen("b1")).isPresent();

    replaced.down = Optional.of(FailureCause.CONNECTION_REFUSED);
    round();
    assertThat(log.seen("b1")).as("it may come back").isPresent();
    cluster.members.remove(replaced);
    minutes(2);

    assertThat(log.seen("b1")).isEmpty();
    assertThat(log.seen("a1")).isPresent();
  }

  @Test
  void aClusterThatIsWatchedAnewIsNoRenewal() {
    member.chain = List.of(LASTS);
    round();
    watch.onClusterRemoved(CLUSTER);
    round();
    assertThat(runs).isEmpty();
  }
}
