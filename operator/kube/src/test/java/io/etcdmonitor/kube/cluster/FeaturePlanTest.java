package io.etcdmonitor.kube.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.Durations;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.FeatureSpec;
import io.etcdmonitor.api.v1alpha1.MetricsSpec;
import io.etcdmonitor.engine.features.request.RequestProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.InspectionTimes;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturePlanTest {
  @ParameterizedTest
  @CsvSource({", 20s", "20s, 30s", "1m, soon"})
  void aTimeoutThatCannotBeIsSaidAndTheDefaultHoldsForTheRunAndTheObject(
      String interval, String timeout) {
    FeaturePlan plan = request(new FeatureSpec("request", true, interval, timeout, null));

    assertThat(plan.problems())
        .singleElement()
        .satisfies(p -> {
          assertThat(p.reason()).isEqualTo("SettingInvalid");
          assertThat(p.blocking()).isFalse();
          assertThat(p.message()).contains("request", timeout);
        });
    assertThat(plan.features())
        .singleElement()
        .satisfies(f -> {
          assertThat(f.run().orElseThrow().timeout())
              .isEqualTo(InspectionTimes.defaultTimeout(f.run().get().interval()));
          assertThat(f.object().orElseThrow().timeout()).isNull();
        });
  }

  @ParameterizedTest
  @CsvSource({", 10s", "1m, 60s", "5s, 1s"})
  void aTimeoutUpToTheIntervalIsTaken(String interval, String timeout) {
    FeaturePlan plan = request(new FeatureSpec("request", true, interval, timeout, null));

    assertThat(plan.problems()).isEmpty();
    assertThat(plan.features())
        .singleElement()
        .satisfies(f -> {
          assertThat(f.run().orElseThrow().timeout()).isEqualTo(Durations.parse(timeout));
          assertThat(f.object().orElseThrow().timeout()).isEqualTo(timeout);
        });
  }

  private static FeaturePlan request(FeatureSpec feature) {
    return FeaturePlan.of(
        new ClusterKey("team", "events"),
        EtcdClusterSpec.builder().features(List.of(feature)).build(),
        List.of(new RequestProvider()));
  }

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
