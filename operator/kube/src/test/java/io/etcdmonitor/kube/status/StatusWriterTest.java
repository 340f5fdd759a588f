package io.etcdmonitor.kube.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.kube.alert.AlertView;
import io.etcdmonitor.kube.testing.Assessments;
import io.etcdmonitor.kube.testing.TestClock;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusWriterTest {
  private final TestClock clock = new TestClock(Assessments.START);
  private final List<String> patched = new ArrayList<>();
  private RuntimeException failure;
  private final ApiBreaker breaker = new ApiBreaker(clock::nanos);
  private final StatusGate<EtcdClusterStatus> gate =
      new StatusGate<>(new ClusterStatusShape(), Duration.ofMinutes(5), 2, () -> 0L);
  private final StatusWriter writer =
      new StatusWriter(
          fresh -> {
            if (failure != null) {
              throw failure;
            }
            patched.add(fresh.getMetadata().getName());
          },
          new TokenBucket(1, 4, clock::nanos),
          breaker,
          clock,
          () -> 0L);

  @Test
  void whatWasWrittenIsNotWrittenAgain() {
    assertThat(write("a")).isEqualTo(WriteOutcome.CHANGED);
    assertThat(write("a")).isEqualTo(WriteOutcome.UNCHANGED);
    assertThat(patched).containsExactly("a");
  }

  @Test
  void theBudgetDefersAndRefills() {
    for (String name : List.of("a", "b", "c", "d")) {
      assertThat(write(name)).isEqualTo(WriteOutcome.CHANGED);
    }
    assertThat(write("e")).isEqualTo(WriteOutcome.DEFERRED);
    clock.advance(Duration.ofSeconds(1));
    assertThat(write("e")).isEqualTo(WriteOutcome.CHANGED);
  }

  @Test
  void refreshingLeavesBudgetForChanges() {
    StatusWriter tight =
        new StatusWriter(
            fresh -> patched.add(fresh.getMetadata().getName()),
            new TokenBucket(0.001, 8, clock::nanos),
            breaker,
            clock,
            () -> 0L);
    for (int i = 0; i < 7; i++) {
      assertThat(tight.write(gate, fresh("n" + i), "u").outcome()).isEqualTo(WriteOutcome.CHANGED);
    }
    clock.advance(Duration.ofMinutes(10));
    assertThat(tight.write(gate, fresh("n0"), "u").outcome()).isEqualTo(WriteOutcome.DEFERRED);
    assertThat(tight.write(gate, fresh("new"), "u").outcome()).isEqualTo(WriteOutcome.CHANGED);
  }

  @Test
  void anApiThatIsAwayIsAskedByOneAtATimeAndCaughtUpWith() {
    failure = new KubernetesClientException("connection refused");
    assertThat(write("a")).isEqualTo(WriteOutcome.FAILED);
    assertThat(write("b")).isEqualTo(WriteOutcome.DEFERRED);
    clock.advance(ApiBreaker.PAUSE);
    assertThat(write("b")).as("the one attempt").isEqualTo(WriteOutcome.FAILED);
    assertThat(write("a")).isEqualTo(WriteOutcome.DEFERRED);
    failure = null;
    clock.advance(ApiBreaker.PAUSE);
    assertThat(write("a")).isEqualTo(WriteOutcome.CHANGED);
    assertThat(write("b")).isEqualTo(WriteOutcome.CHANGED);
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 429, 500, 503})
  void aRefusalIsTriedAgainAndStopsNobodyElse(int code) {
    failure = refusal(code);
    var result = writer.write(gate, fresh("a"), "u");
    assertThat(result.outcome()).isEqualTo(WriteOutcome.FAILED);
    assertThat(result.again()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(15));
    failure = null;
    assertThat(write("b")).isEqualTo(WriteOutcome.CHANGED);
    assertThat(write("a")).isEqualTo(WriteOutcome.CHANGED);
  }

  @Test
  void aDeletedObjectIsLetGo() {
    failure = refusal(404);
    assertThat(write("a")).isEqualTo(WriteOutcome.GONE);
    assertThat(gate.last("ns/a", "u")).isEmpty();
    assertThat(writer.outcomes()).containsEntry(WriteOutcome.GONE, 1L);
  }

  private static KubernetesClientException refusal(int code) {
    return new KubernetesClientException(
        "refused", code, new StatusBuilder().withCode(code).build());
  }

  private WriteOutcome write(String name) {
    return writer.write(gate, fresh(name), "u").outcome();
  }

  private static EtcdCluster fresh(String name) {
    EtcdCluster cluster = new EtcdCluster();
    cluster.setMetadata(new ObjectMetaBuilder().withNamespace("ns").withName(name).build());
    cluster.setStatus(
        new ClusterStatusComposer()
            .compose(
                1,
                Assessments.healthy(),
                List.of(),
                AlertView.NONE,
                Optional.empty(),
                Assessments.START));
    return cluster;
  }
}
