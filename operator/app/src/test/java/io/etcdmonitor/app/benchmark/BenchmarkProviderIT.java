package io.etcdmonitor.app.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.EngineBuilder;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.etcd.grpc.NettyEtcdConnector;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The benchmark as a feature of the engine, on a real cluster. */
class BenchmarkProviderIT {
  private static final ClusterKey KEY = new ClusterKey("team", "etcd");

  private final BlockingQueue<InspectionResult> results = new LinkedBlockingQueue<>();

  @Test
  void measuresAHealthyClusterBesideTheOthersAndRefusesASickOne() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start();
        NettyEtcdConnector connector = new NettyEtcdConnector()) {
      etcd.awaitLeader();
      Engine engine = new EngineBuilder(connector).build();
      try {
        assertThat(engine.features())
            .filteredOn(f -> f.name().equals(FeatureNames.BENCHMARK))
            .singleElement()
            .returns(false, FeatureProvider::enabledByDefault);
        engine.addListener(change -> {
          if (change.current().feature().equals(FeatureNames.BENCHMARK)) {
            results.add(change.current());
          }
        });
        engine.watch(
            new WatchedCluster(
                KEY,
                "",
                etcd.spec(),
                Thresholds.DEFAULTS,
                Expected.NOTHING,
                MetricsAccess.DEFAULT));
        engine.resume();
        engine.inspect(spec("healthy", Optional.of(Duration.ofSeconds(1)), Map.of()));
        engine.inspect(
            spec(
                FeatureNames.BENCHMARK,
                Optional.empty(),
                Map.of("duration", "8s", "rate", "100", "p99Limit", "1h")));
        InspectionResult result = results.poll(2, TimeUnit.MINUTES);

        assertThat(result).isNotNull();
        assertThat(result.verdict()).as(result.message()).isEqualTo(Verdict.PASSED);
        assertThat(result.reason()).isEqualTo(Reasons.BENCHMARK_PASSED);
        assertThat(result.message()).contains("nothing to compare with yet");
        assertThat(result.measurements())
            .extracting(Measurement::name, Measurement::label)
            .contains(
                org.assertj.core.groups.Tuple.tuple(MeasurementNames.BENCHMARK_P99, "put"),
                org.assertj.core.groups.Tuple.tuple(MeasurementNames.BENCHMARK_RATE, "read"));
        // It took eight seconds at least, and did not hold the probes up.
        InspectionState healthy =
            engine.inspection(new InspectionKey(KEY, "etcd-healthy")).orElseThrow();
        assertThat(healthy.runs()).isGreaterThan(3);

        etcd.follower().kill();
        engine.inspect(spec(FeatureNames.BENCHMARK, Optional.empty(), Map.of("duration", "9s")));
        InspectionResult refused = results.poll(2, TimeUnit.MINUTES);
        assertThat(refused).isNotNull();
        assertThat(refused.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(refused.reason()).isEqualTo(Reasons.BENCHMARK_REFUSED);
        assertThat(refused.message()).contains("does not answer");
      } finally {
        engine.close();
      }
    }
  }

  private static InspectionSpec spec(
      String feature, Optional<Duration> interval, Map<String, String> settings) {
    return new InspectionSpec(
        new InspectionKey(KEY, "etcd-" + feature),
        feature,
        interval,
        Duration.ofSeconds(60),
        settings,
        true);
  }
}
