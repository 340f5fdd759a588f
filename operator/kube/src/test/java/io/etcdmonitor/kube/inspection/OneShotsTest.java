package io.etcdmonitor.kube.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionSpec;
import io.etcdmonitor.api.v1alpha1.Phase;
import io.etcdmonitor.api.v1alpha1.Timestamps;
import io.etcdmonitor.kube.PokeQueue;
import io.etcdmonitor.kube.status.InspectionPast;
import io.etcdmonitor.kube.status.Transitions;
import io.etcdmonitor.kube.testing.Assessments;
import io.etcdmonitor.kube.testing.FakeCaches;
import io.etcdmonitor.kube.testing.FakeEngine;
import io.etcdmonitor.kube.testing.Kits;
import io.etcdmonitor.kube.testing.TestClock;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class OneShotsTest {
  private final FakeCaches caches = new FakeCaches();
  private final TestClock clock = new TestClock(Assessments.START);
  private final PokeQueue pokes = new PokeQueue(later -> {});
  private final OneShots oneShots =
      new OneShots(Kits.leading(FakeEngine.usual(), caches, pokes, clock), caches);

  @Test
  void itIsOverOnceTheSpecAsItIsHasRun() {
    assertThat(OneShots.finished(inspection(b -> b), Optional.empty())).isFalse();
    assertThat(finished(b -> b, Phase.COMPLETED, 2)).isTrue();
    assertThat(finished(b -> b, Phase.RUNNING, 2)).isFalse();
    assertThat(finished(b -> b, Phase.COMPLETED, 1)).as("edited since").isFalse();
    assertThat(finished(b -> b.interval("1m"), Phase.COMPLETED, 2)).as("repeated").isFalse();
  }

  @Test
  void whatNobodyWantsDeletedStays() {
    assertThat(oneShots.untilDeleted(inspection(b -> b), past(Phase.COMPLETED, 2)))
        .isEqualTo(OneShots.LONGEST);
    clock.advance(Duration.ofDays(30));
    oneShots.untilDeleted(inspection(b -> b), past(Phase.COMPLETED, 2));
    assertThat(caches.log).isEmpty();
  }

  @Test
  void itIsDeletedWhenItsTimeHasCome() {
    EtcdInspection kept = inspection(b -> b.ttlAfterFinished("90m"));
    InspectionPast past = past(Phase.COMPLETED, 2);
    assertThat(oneShots.untilDeleted(kept, past)).isEqualTo(OneShots.LONGEST);
    clock.advance(Duration.ofMinutes(80));
    assertThat(oneShots.untilDeleted(kept, past)).hasMinutes(10);
    assertThat(caches.log).isEmpty();
    clock.advance(Duration.ofMinutes(10));
    oneShots.untilDeleted(kept, past);
    assertThat(caches.log).containsExactly("delete once");
  }

  private boolean finished(
      UnaryOperator<EtcdInspectionSpec.Builder> spec, Phase phase, long generation) {
    return OneShots.finished(inspection(spec), Optional.of(past(phase, generation)));
  }

  /** A status that was written at the start, which is when the run began. */
  private static InspectionPast past(Phase phase, long generation) {
    return new InspectionPast(
        generation, phase, Timestamps.format(Assessments.START), null, List.of(), Transitions.NONE);
  }

  private static EtcdInspection inspection(UnaryOperator<EtcdInspectionSpec.Builder> spec) {
    EtcdInspection inspection = new EtcdInspection();
    inspection.setMetadata(
        new ObjectMetaBuilder().withNamespace("ns").withName("once").withGeneration(2L).build());
    inspection.setSpec(
        spec.apply(EtcdInspectionSpec.builder().clusterName("main").feature("request")).build());
    return inspection;
  }
}
