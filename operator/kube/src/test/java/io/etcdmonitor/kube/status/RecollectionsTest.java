package io.etcdmonitor.kube.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.api.v1alpha1.FeatureStatus;
import io.etcdmonitor.api.v1alpha1.Finding;
import io.etcdmonitor.api.v1alpha1.LeaderStatus;
import io.etcdmonitor.api.v1alpha1.MemberRole;
import io.etcdmonitor.api.v1alpha1.MemberStatus;
import io.etcdmonitor.api.v1alpha1.Phase;
import io.etcdmonitor.api.v1alpha1.Severity;
import io.etcdmonitor.api.v1alpha1.Timestamps;
import io.etcdmonitor.api.v1alpha1.Verdict;
import io.etcdmonitor.api.v1alpha1.VerdictChange;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Recollection;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecollectionsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final Instant YESTERDAY = NOW.minus(Duration.ofDays(1));
  private static final Instant LATELY = NOW.minusSeconds(300);

  private final EtcdCluster cluster = new EtcdCluster();
  private final EtcdInspection inspection = new EtcdInspection();

  RecollectionsTest() {
    cluster.setMetadata(new ObjectMetaBuilder().withGeneration(3L).build());
    cluster.setStatus(
        EtcdClusterStatus.builder()
            .observedGeneration(3L)
            .clusterID("cafe")
            .leader(new LeaderStatus("1", "m1", Timestamps.format(YESTERDAY), 7L))
            .members(
                List.of(
                    MemberStatus.builder()
                        .id("1")
                        .name("m1")
                        .endpoint("http://m1:2379")
                        .role(MemberRole.LEADER)
                        .state(io.etcdmonitor.api.v1alpha1.MemberState.HEALTHY)
                        .version("3.5.30")
                        .reason("Serving")
                        .since(Timestamps.format(YESTERDAY))
                        .build(),
                    MemberStatus.builder().id("2").role(MemberRole.LEARNER).since("soon").build()))
            .features(
                List.of(
                    new FeatureStatus(
                        "healthy", "x", Verdict.WARNING, "R", Timestamps.format(LATELY))))
            .build());
    inspection.setMetadata(new ObjectMetaBuilder().withGeneration(2L).build());
    inspection.setStatus(status().build());
  }

  private static EtcdInspectionStatus.Builder status() {
    return EtcdInspectionStatus.builder()
        .observedGeneration(2L)
        .phase(Phase.ACTIVE)
        .verdict(Verdict.WARNING)
        .reason("MembersUnhealthy")
        .lastRun(Timestamps.format(LATELY))
        .findings(
            List.of(
                finding("a").firstSeen(Timestamps.format(YESTERDAY)).build(),
                finding("b").firstSeen(Timestamps.format(NOW.plusSeconds(60))).build(),
                finding("c").firstSeen("yesterday").build(),
                Finding.builder().id("of another version").build()));
  }

  private static Finding.Builder finding(String id) {
    return Finding.builder().id(id).severity(Severity.CRITICAL).member("m1").reason("Down");
  }

  private Recollection primary(String feature) {
    return Recollections.ofPrimary(cluster, Optional.of(inspection), feature, NOW);
  }

  private Recollection personal() {
    return Recollections.ofPersonal(inspection, Optional.of(cluster), NOW);
  }

  @Test
  void whatIsUnderstoodOfBothStatusesIsKnown() {
    Recollection known = primary("healthy");

    assertThat(known.verdict()).contains(io.etcdmonitor.engine.model.Verdict.WARNING);
    assertThat(known.findings())
        .extracting(io.etcdmonitor.engine.model.Finding::id)
        .containsExactly("a", "b", "c");
    assertThat(known.findings())
        .extracting(io.etcdmonitor.engine.model.Finding::firstSeen)
        .as("a time that is still to come, or is none, does not count")
        .containsExactly(YESTERDAY, NOW, NOW);
    Recollection.Cluster seen = known.cluster().orElseThrow();
    assertThat(seen.clusterId()).contains("cafe");
    assertThat(seen.leader())
        .contains(new Recollection.Leader("1", OptionalLong.of(7), Optional.of(YESTERDAY)));
    assertThat(seen.members())
        .containsExactly(
            new Recollection.Member(
                "1",
                "m1",
                "http://m1:2379",
                true,
                MemberState.HEALTHY,
                "Serving",
                Optional.of("3.5.30"),
                Optional.of(YESTERDAY)),
            new Recollection.Member(
                "2", "", "", false, MemberState.UNKNOWN, "", Optional.empty(), Optional.empty()));
  }

  @Test
  void onlyWhatLooksAtTheWholeClusterIsToldOfIt() {
    assertThat(primary("alarm").cluster()).isEmpty();
    assertThat(primary("alarm").findings()).hasSize(3);
    assertThat(personal().cluster()).isEmpty();
    assertThat(personal().findings()).hasSize(3);
  }

  @Test
  void ofASpecThatWasEditedSinceNothingIsKnown() {
    inspection.getMetadata().setGeneration(4L);
    assertThat(personal()).isEqualTo(Recollection.NOTHING);
    assertThat(primary("healthy").findings()).as("the cluster's spec counts").hasSize(3);
    inspection.getMetadata().setGeneration(2L);
    cluster.getMetadata().setGeneration(4L);
    assertThat(primary("healthy")).isEqualTo(Recollection.NOTHING);
    assertThat(personal()).isEqualTo(Recollection.NOTHING);
  }

  @Test
  void whatWasNotSeenLatelyIsNotKnown() {
    cluster.setStatus(
        cluster.getStatus().toBuilder()
            .features(
                List.of(
                    new FeatureStatus(
                        "healthy", "x", Verdict.WARNING, "R", Timestamps.format(YESTERDAY))))
            .build());
    inspection.setStatus(status().lastRun(Timestamps.format(NOW.plusSeconds(7200))).build());
    assertThat(primary("healthy")).isEqualTo(Recollection.NOTHING);
    inspection.setStatus(status().lastRun(Timestamps.format(NOW.plusSeconds(5))).build());
    assertThat(primary("healthy").verdict()).as("clocks of nodes differ").isPresent();
    inspection.setStatus(status().lastRun(null).build());
    assertThat(primary("healthy")).isEqualTo(Recollection.NOTHING);
  }

  @Test
  void whatStoodStillOrIsNotUnderstoodIsNotKnown() {
    inspection.setStatus(status().phase(Phase.SUSPENDED).build());
    assertThat(primary("alarm")).isEqualTo(Recollection.NOTHING);
    inspection.setStatus(status().reason("NotObserved").verdict(Verdict.UNKNOWN).build());
    assertThat(primary("alarm")).isEqualTo(Recollection.NOTHING);
    inspection.setStatus(status().verdict(null).build());
    assertThat(primary("alarm")).isEqualTo(Recollection.NOTHING);
    inspection.setStatus(null);
    cluster.setStatus(cluster.getStatus().toBuilder().clusterID(null).build());
    assertThat(primary("healthy").cluster().orElseThrow().clusterId())
        .as("nobody answered")
        .isEmpty();
    cluster.setStatus(null);
    assertThat(primary("healthy")).isEqualTo(Recollection.NOTHING);
    assertThat(personal()).isEqualTo(Recollection.NOTHING);
  }

  @Test
  void thatItCannotLookWasToldAfterTheSecondTime() {
    assertThat(failing(NOW.minusSeconds(40), NOW.minusSeconds(40))).isFalse();
    assertThat(failing(NOW.minusSeconds(40), NOW.minusSeconds(10))).isTrue();
    assertThat(failing(NOW.minusSeconds(400), NOW.minusSeconds(400))).isTrue();
  }

  private boolean failing(Instant since, Instant lastRun) {
    inspection.setStatus(
        status()
            .verdict(Verdict.UNKNOWN)
            .lastRun(Timestamps.format(lastRun))
            .lastChange(Timestamps.format(lastRun))
            .history(
                List.of(
                    change(lastRun, Verdict.UNKNOWN),
                    change(since, Verdict.UNKNOWN),
                    change(YESTERDAY, Verdict.PASSED)))
            .build());
    return primary("alarm").failing();
  }

  private static VerdictChange change(Instant time, Verdict verdict) {
    return new VerdictChange(Timestamps.format(time), verdict, "R", "m");
  }
}
