package io.etcdmonitor.engine.features.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.model.WriteProbe;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.Lab;
import io.etcdmonitor.etcd.EtcdApi;
import io.etcdmonitor.etcd.FailureCause;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteProbingTest {
  private static final Duration TEN = Duration.ofSeconds(10);
  private static final WriteProbe ON = new WriteProbe(true, "/ours");

  private final FakeCluster cluster = new FakeCluster(3);
  private final Lab lab = new Lab(new RequestProvider(), cluster);

  private void probe(WriteProbe probe, EtcdApi api) {
    WatchedCluster w = lab.watched;
    lab.watched =
        new WatchedCluster(
            w.key(), "", w.connection().by(api), w.thresholds(), w.expected(), w.metrics(), probe);
  }

  private int writes() {
    return cluster.members.stream().mapToInt(m -> m.calls("writeProbe")).sum();
  }

  private static List<Finding> ofTheProbe(InspectionOutcome outcome) {
    return outcome.findings().stream().filter(f -> f.id().equals("WriteProbe")).toList();
  }

  private static List<Measurement> latencies(InspectionOutcome outcome) {
    return outcome.measurements().stream()
        .filter(m -> m.name().equals(MeasurementNames.WRITE_PROBE_LATENCY))
        .toList();
  }

  @Test
  void nothingIsWrittenUnlessTheOwnerAsked() {
    assertThat(latencies(lab.round(TEN))).isEmpty();
    assertThat(writes()).isZero();
    probe(ON, EtcdApi.V2);
    lab.round(TEN);
    assertThat(writes()).as("by the v2 API").isZero();
  }

  @Test
  void theLeaderIsWrittenToAndTheTimeItTookIsMeasured() {
    probe(ON, EtcdApi.V3);
    cluster.elect(1);
    cluster.m(2).latency = Duration.ofMillis(7);

    assertThat(latencies(lab.round(TEN)))
        .extracting(Measurement::label)
        .containsExactlyInAnyOrder("p50", "p95", "p99");
    assertThat(latencies(lab.round(TEN))).extracting(Measurement::value).containsOnly(0.007);
    assertThat(cluster.m(2).calls("writeProbe /ours")).isEqualTo(2);
    assertThat(writes()).isEqualTo(2);
  }

  @Test
  void switchedOffTheKeyIsRemovedAndTheNumbersGo() {
    probe(ON, EtcdApi.V3);
    lab.round(TEN);
    probe(WriteProbe.OFF, EtcdApi.V3);
    cluster.m(1).hiccups.put("endWriteProbe", 1);
    assertThat(latencies(lab.round(TEN))).isEmpty();
    lab.round(TEN);
    lab.round(TEN);
    assertThat(cluster.m(1).calls("endWriteProbe")).as("until it worked").isEqualTo(2);
    assertThat(writes()).isOne();
  }

  @Test
  void whoMayNotWriteIsToldWhatToGrantAndIsNotPestered() {
    probe(ON, EtcdApi.V3);
    cluster.m(1).failing.put("writeProbe", FailureCause.PERMISSION_DENIED);
    Finding refused = ofTheProbe(lab.round(TEN)).get(0);
    assertThat(refused.severity()).isEqualTo(Severity.INFO);
    assertThat(refused.reason()).isEqualTo(Reasons.PERMISSION_DENIED);
    assertThat(refused.remedy()).contains("grant-permission <role> readwrite /ours", "off");
    for (int i = 0; i < 5; i++) {
      assertThat(ofTheProbe(lab.round(TEN))).hasSize(1);
    }
    assertThat(writes()).as("within a minute").isOne();
    cluster.m(1).failing.clear();
    assertThat(ofTheProbe(lab.round(TEN))).isEmpty();
    assertThat(writes()).isEqualTo(2);
  }

  @Test
  void aWriteThatFailsTwiceIsAWarning() {
    probe(ON, EtcdApi.V3);
    cluster.m(1).failing.put("writeProbe", FailureCause.RESOURCE_EXHAUSTED);
    assertThat(ofTheProbe(lab.round(TEN)))
        .extracting(Finding::severity)
        .containsExactly(Severity.INFO);
    Finding second = ofTheProbe(lab.round(TEN)).get(0);
    assertThat(second.severity()).isEqualTo(Severity.WARNING);
    assertThat(second.reason()).isEqualTo(Reasons.WRITE_FAILED);
    assertThat(second.remedy()).contains("NOSPACE");
    assertThat(second.message()).contains("member m1");
  }
}
