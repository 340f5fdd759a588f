package io.etcdmonitor.kube.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.FeatureSpec;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.ClusterStandings.Refusal;
import io.etcdmonitor.kube.PokeQueue;
import io.etcdmonitor.kube.testing.Assessments;
import io.etcdmonitor.kube.testing.FakeCaches;
import io.etcdmonitor.kube.testing.FakeEngine;
import io.etcdmonitor.kube.testing.FakeFeature;
import io.etcdmonitor.kube.testing.Kits;
import io.etcdmonitor.kube.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterFeaturesTest {
  private static final ClusterKey KEY = new ClusterKey("ns", "main");

  @Test
  void whatIsOffByDefaultDoesNotRunWithoutTheSettingsThatWereMeant() {
    FakeEngine engine =
        new FakeEngine(new FakeFeature("benchmark", Duration.ofHours(24), false, Set.of()));
    FakeCaches caches = new FakeCaches();
    TestClock clock = new TestClock(Assessments.START);
    PokeQueue pokes = new PokeQueue(later -> {});
    ClusterFeatures features = new ClusterFeatures(Kits.leading(engine, caches, pokes, clock));
    List<ConfigurationProblem> problems = new ArrayList<>();
    Map<String, Refusal> refusals =
        features.register(
            KEY,
            FeaturePlan.of(
                KEY,
                EtcdClusterSpec.builder()
                    .features(
                        List.of(
                            new FeatureSpec("benchmark", true, null, null, Map.of("rate", "x"))))
                    .build(),
                engine.features()),
            problems);
    assertThat(engine.states).isEmpty();
    assertThat(refusals.get("benchmark").runs()).isFalse();
    assertThat(problems)
        .singleElement()
        .satisfies(p -> {
          assertThat(p.reason()).isEqualTo("SettingInvalid");
          assertThat(p.message()).contains("benchmark does not run", "'rate'");
        });
  }
}
