package io.etcdmonitor.engine.assess;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.features.capacity.CapacityProvider;
import io.etcdmonitor.engine.features.healthy.HealthyProvider;
import io.etcdmonitor.engine.model.ClusterObservation.Database;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.Lab;
import io.etcdmonitor.etcd.FailureCause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What feature capacity knows reaches the condition and the status, and never out of date. */
class CapacityConditionTest {
  private static final long MIB = 1L << 20;

  private final FakeCluster cluster = new FakeCluster(3);
  private final Lab healthy = new Lab(new HealthyProvider(), cluster);
  private final Lab capacity = new Lab(new CapacityProvider(), cluster);
  private final Instant start = healthy.clock.instant();

  private InspectionState state(String feature, InspectionOutcome outcome, Instant time) {
    InspectionSpec spec =
        new InspectionSpec(
            new InspectionKey(cluster.watched().key(), feature),
            feature,
            Optional.of(Duration.ofSeconds(60)),
            Duration.ofSeconds(10),
            Map.of(),
            true);
    InspectionResult result =
        new InspectionResult(
            spec.key(),
            feature,
            outcome.verdict(),
            outcome.reason(),
            outcome.message(),
            outcome.findings(),
            outcome.measurements(),
            outcome.observation(),
            time,
            Duration.ZERO);
    return new InspectionState(
        spec, Optional.of(result), false, 1, 0, Optional.empty(), Optional.empty(), List.of());
  }

  private ClusterAssessment assess(InspectionOutcome seen, Duration ago) {
    Instant now = start.plus(Duration.ofHours(1));
    return ClusterAssessor.assess(
        new AssessmentInput(
            now,
            Optional.of(cluster.watched()),
            List.of(),
            List.of(
                state("healthy", healthy.round(), now), state("capacity", seen, now.minus(ago)))));
  }

  private static ConditionFact capacity(ClusterAssessment assessment) {
    return assessment.conditions().stream()
        .filter(c -> c.type() == ConditionType.CAPACITY_OK)
        .findFirst()
        .orElseThrow();
  }

  private void quota(long bytes) {
    cluster.members.forEach(m ->
        m.page =
            "etcd_server_proposals_committed_total 1\netcd_server_quota_backend_bytes " + bytes);
  }

  @Test
  void theQuotaOfThePageIsShown() {
    quota(200 * MIB);
    ClusterAssessment assessment = assess(capacity.round(), Duration.ZERO);
    assertThat(capacity(assessment).status()).isEqualTo(ConditionStatus.TRUE);
    assertThat(capacity(assessment).reason()).isEqualTo(Reasons.WITHIN_QUOTA);
    Database database = assessment.observation().orElseThrow().database();
    assertThat(database.quota()).hasValue(200 * MIB);
    assertThat(database.usedPercent()).hasValue(10);
    assertThat(database.size()).hasValue(20 * MIB);
    assertThat(assessment.health()).isEqualTo(Health.HEALTHY);
  }

  @Test
  void aFullDatabaseIsCritical() {
    quota(21 * MIB);
    ClusterAssessment assessment = assess(capacity.round(), Duration.ZERO);
    assertThat(capacity(assessment).reason()).isEqualTo(Reasons.QUOTA_CRITICAL);
    assertThat(capacity(assessment).status()).isEqualTo(ConditionStatus.FALSE);
    assertThat(assessment.health()).isEqualTo(Health.CRITICAL);
  }

  @Test
  void whatIsOutOfDateIsNotShown() {
    quota(21 * MIB);
    ClusterAssessment assessment = assess(capacity.round(), Duration.ofMinutes(10));
    assertThat(capacity(assessment).reason()).isEqualTo(Reasons.QUOTA_UNKNOWN);
    Database database = assessment.observation().orElseThrow().database();
    assertThat(database.quota()).isEmpty();
    assertThat(database.usedPercent()).isEmpty();
    assertThat(database.size()).hasValue(20 * MIB);
  }

  @Test
  void inAnOutageNothingIsShown() {
    quota(200 * MIB);
    InspectionOutcome before = capacity.round();
    healthy.round();
    cluster.down(FailureCause.CONNECTION_REFUSED, 1, 2, 3);
    ClusterAssessment assessment = assess(before, Duration.ofSeconds(30));
    assertThat(assessment.observation().orElseThrow().database().quota()).isEmpty();
  }

  @Test
  void aQuotaThatNobodyTellsIsNoFault() {
    ClusterAssessment assessment = assess(capacity.round(), Duration.ZERO);
    assertThat(capacity(assessment).status()).isEqualTo(ConditionStatus.UNKNOWN);
    assertThat(assessment.health()).isEqualTo(Health.HEALTHY);
  }
}
