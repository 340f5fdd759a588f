package io.etcdmonitor.kube.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.FeatureSpec;
import io.etcdmonitor.api.v1alpha1.MetricsSpec;
import io.etcdmonitor.engine.features.request.RequestProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturePlanTest {
  /** Without pages there is nothing to read every ten seconds. */
  @ParameterizedTest
  @CsvSource({"true, , 10s", "false, , 30s", "false, 5s, 5s", "true, 1m, 1m"})
  void requestRunsAsOftenAsItHasSomethingToRead(boolean pages, String said, String expected) {
    EtcdClusterSpec spec =
        EtcdClusterSpec.builder()
            .metrics(new MetricsSpec(pages, null, null, null, null))
            .features(List.of(new FeatureSpec("request", true, said, null, null)))
            .build();

    FeaturePlan plan =
        FeaturePlan.of(new ClusterKey("team", "events"), spec, List.of(new RequestProvider()));

    assertThat(plan.problems()).isEmpty();
    assertThat(plan.features())
        .singleElement()
        .satisfies(f -> assertThat(f.object().orElseThrow().interval()).isEqualTo(expected));
  }
}
