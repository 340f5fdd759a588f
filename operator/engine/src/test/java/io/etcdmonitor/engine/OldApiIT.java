package io.etcdmonitor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.assess.ConditionStatus;
import io.etcdmonitor.engine.assess.ConditionType;
import io.etcdmonitor.engine.assess.Health;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.testing.EngineUnderTest;
import io.etcdmonitor.etcd.EtcdApi;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.etcd.testing.TestPki;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clusters that are watched by the v2 API. */
class OldApiIT {
  private static final List<String> NOT_APPLICABLE =
      List.of(FeatureNames.ALARM, FeatureNames.CONSISTENCY, FeatureNames.CAPACITY);

  @Test
  void healthMembersLeaderAndStatisticsThroughTls() throws Exception {
    try (EtcdTestCluster etcd =
            EtcdTestCluster.builder()
                .members(3)
                .versions(EtcdInstallation.require("3.4"))
                .mutualTls(new TestPki())
                .flags("--enable-v2")
                .start();
        EngineUnderTest test =
            new EngineUnderTest(etcd.spec().by(EtcdApi.V2))
                .with(FeatureNames.HEALTHY)
                .with(FeatureNames.REQUEST)
                .with(FeatureNames.CERTIFICATE)
                .with(FeatureNames.VERSION)
                .with(FeatureNames.ALARM)
                .with(FeatureNames.CONSISTENCY)
                .with(FeatureNames.CAPACITY)) {
      test.awaitHealth(Health.HEALTHY);
      ClusterObservation seen = test.assess().observation().orElseThrow();
      assertThat(seen.leader().orElseThrow().name()).isEqualTo(etcd.leader().name());
      assertThat(seen.members()).hasSize(3).allMatch(m -> m.state() == MemberState.HEALTHY);
      assertThat(seen.members())
          .as("what the API does not tell is not 0")
          .allMatch(m -> m.dbSize().isEmpty())
          .allMatch(m -> m.version().orElse("").startsWith("3.4."));
      for (String feature : NOT_APPLICABLE) {
        InspectionResult result = test.await("a result", feature, r -> true);
        assertThat(result.reason()).as(feature).isEqualTo(Reasons.NOT_APPLICABLE);
        assertThat(result.verdict()).isEqualTo(Verdict.PASSED);
      }
      assertThat(test.condition(ConditionType.CONSISTENT).status())
          .as("neither good nor bad")
          .isEqualTo(ConditionStatus.UNKNOWN);
      assertThat(test.condition(ConditionType.CAPACITY_OK).status())
          .isEqualTo(ConditionStatus.UNKNOWN);
      assertThat(test.condition(ConditionType.CERTIFICATES_VALID).status())
          .isEqualTo(ConditionStatus.TRUE);
      InspectionResult request =
          test.await(
              "the store's statistics",
              FeatureNames.REQUEST,
              r ->
                  r.measurements().stream()
                      .anyMatch(m -> m.name().equals(MeasurementNames.V2_OPERATIONS)));
      assertThat(request.measurements())
          .anyMatch(m -> m.name().equals(MeasurementNames.WATCHERS))
          .anyMatch(m -> m.label().equals("setsSuccess"));

      EtcdTestMember victim = etcd.follower();
      victim.kill();
      test.awaitHealth(Health.WARNING);
      assertThat(test.assess().observation().orElseThrow().members())
          .filteredOn(m -> m.name().equals(victim.name()))
          .extracting(MemberObservation::state)
          .containsExactly(MemberState.UNREACHABLE);
      etcd.members().stream().filter(EtcdTestMember::running).skip(1).forEach(m -> m.kill());
      test.awaitHealth(Health.CRITICAL);
    }
  }

  @Test
  void anEtcdWithoutThatApiIsAMistakeOfOursAndNoOutage() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(1).start();
        EngineUnderTest test =
            new EngineUnderTest(etcd.spec().by(EtcdApi.V2)).with(FeatureNames.HEALTHY)) {
      InspectionResult result = test.await("a result", FeatureNames.HEALTHY, r -> true);
      assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
      assertThat(result.reason()).isEqualTo(Reasons.STORAGE_BACKEND_UNSUPPORTED);
      assertThat(result.message()).contains("storageBackend to v3");
    }
  }
}
