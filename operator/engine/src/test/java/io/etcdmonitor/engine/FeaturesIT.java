package io.etcdmonitor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.assess.ConditionType;
import io.etcdmonitor.engine.assess.Health;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.testing.EngineUnderTest;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.TestPki;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Features that judge by pages and handshakes, on real etcd. */
class FeaturesIT {
  static Stream<EtcdInstallation> versions() {
    return EtcdInstallation.available().stream();
  }

  private static double value(InspectionResult result, String name, String member) {
    return result.measurements().stream()
        .filter(m -> m.name().equals(name) && m.member().equals(member))
        .mapToDouble(Measurement::value)
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " of " + member + " is not in " + result));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void quotaDiskAndProcessOfEveryVersion(EtcdInstallation version) throws Exception {
    long quota = 64L << 20;
    try (EtcdTestCluster etcd =
            EtcdTestCluster.builder().members(1).versions(version).quotaBytes(quota).start();
        EngineUnderTest test =
            new EngineUnderTest(etcd.spec())
                .with(FeatureNames.HEALTHY)
                .with(FeatureNames.CAPACITY)
                .with(FeatureNames.DISK)
                .with(FeatureNames.REQUEST)) {
      test.awaitHealth(Health.HEALTHY);
      String member = etcd.member(0).name();
      InspectionResult capacity =
          test.await("the quota", FeatureNames.CAPACITY, r -> r.verdict() == Verdict.PASSED);
      assertThat(capacity.reason()).isEqualTo(Reasons.WITHIN_QUOTA);
      assertThat(value(capacity, MeasurementNames.DATABASE_QUOTA, member))
          .isEqualTo((double) quota);
      assertThat(value(capacity, MeasurementNames.DATABASE_SIZE, member))
          .isEqualTo((double) etcd.member(0).admin().status().getDbSize());
      assertThat(test.assess().observation().orElseThrow().database().quota()).hasValue(quota);
      assertThat(test.condition(ConditionType.CAPACITY_OK).reason())
          .isEqualTo(Reasons.WITHIN_QUOTA);

      for (int i = 0; i < 300; i++) {
        etcd.member(0).admin().put("key" + i, "value");
      }
      InspectionResult disk =
          test.await(
              "enough fsyncs",
              FeatureNames.DISK,
              r ->
                  r.measurements().stream()
                      .anyMatch(m -> m.name().equals(MeasurementNames.WAL_FSYNC_P99)));
      assertThat(value(disk, MeasurementNames.WAL_FSYNC_P99, member)).isBetween(1e-5, 8.192);
      InspectionResult request =
          test.await("a reading", FeatureNames.REQUEST, r -> !r.measurements().isEmpty());
      assertThat(value(request, MeasurementNames.OPEN_FDS, member)).isPositive();
      assertThat(value(request, MeasurementNames.RESIDENT_MEMORY, member)).isGreaterThan(1 << 20);
    }
  }

  @Test
  void certificatesOfMembersAndOurOwn() throws Exception {
    TestPki pki = new TestPki();
    try (EtcdTestCluster etcd =
            EtcdTestCluster.builder()
                .members(1)
                .mutualTls(pki, pki.client("monitor", Duration.ofDays(20)))
                .start();
        EngineUnderTest test =
            new EngineUnderTest(etcd.spec())
                .with(FeatureNames.HEALTHY)
                .with(FeatureNames.CERTIFICATE)) {
      test.await("the members", FeatureNames.HEALTHY, r -> r.verdict() != Verdict.UNKNOWN);
      InspectionResult seen =
          test.await("a look", FeatureNames.CERTIFICATE, r -> r.verdict() != Verdict.UNKNOWN);
      assertThat(seen.reason()).isEqualTo(Reasons.EXPIRING_SOON);
      assertThat(seen.message()).contains("client certificate that we were given");
      assertThat(seen.findings()).as("all else is well").hasSize(1);
      assertThat(seen.measurements().stream().map(Measurement::label))
          .contains("client", "own", "ca");
      assertThat(test.condition(ConditionType.CERTIFICATES_VALID).reason())
          .isEqualTo(Reasons.EXPIRING_SOON);
    }
  }

  /** A peer shows its certificate before it asks for ours, which we don't have. */
  @Test
  void certificatesThatPeersShow() throws Exception {
    TestPki pki = new TestPki();
    TestPki.Issued soon =
        pki.server(List.of("localhost"), List.of("127.0.0.1"), Duration.ofDays(20));
    try (EtcdTestCluster etcd =
            EtcdTestCluster.builder().members(1).mutualTls(pki).peerCertificate(soon).start();
        EngineUnderTest test =
            new EngineUnderTest(etcd.spec())
                .with(FeatureNames.HEALTHY)
                .with(FeatureNames.CERTIFICATE)) {
      InspectionResult seen =
          test.await("a look", FeatureNames.CERTIFICATE, r -> r.verdict() == Verdict.WARNING);
      assertThat(seen.reason()).isEqualTo(Reasons.EXPIRING_SOON);
      assertThat(seen.message()).contains("peer certificate of member " + etcd.member(0).name());
      assertThat(seen.measurements().stream().map(Measurement::label))
          .contains("client", "peer", "own", "ca");
    }
  }

  @Test
  void withoutTlsThereAreNoCertificates() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).start();
        EngineUnderTest test = new EngineUnderTest(etcd.spec()).with(FeatureNames.CERTIFICATE)) {
      assertThat(test.await("a look", FeatureNames.CERTIFICATE, r -> true).reason())
          .isEqualTo(Reasons.NOT_APPLICABLE);
    }
  }
}
