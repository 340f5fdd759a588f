package io.etcdmonitor.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.kube.KubeStats;
import io.etcdmonitor.kube.calls.ApiCall;
import io.etcdmonitor.kube.event.EventOutcome;
import io.etcdmonitor.kube.status.WriteOutcome;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  @Test
  void whoKnowsTheClustersAndItsAlertsFileIsReadyWhoeverLeads() {
    assertThat(problem(false, false, true))
        .hasValueSatisfying(why -> assertThat(why).contains("not been read"));
    assertThat(problem(true, false, true)).isEmpty();
    assertThat(problem(true, true, true)).isEmpty();
  }

  /** A rollout would end the one that alerts. */
  @Test
  void whoseAlertsFileIsRefusedIsReadyOnlyWhereItLeadsAlready() {
    assertThat(problem(true, false, false))
        .hasValueSatisfying(why -> assertThat(why).contains("the alerts file is refused"));
    assertThat(problem(true, true, false)).isEmpty();
  }

  /** It leads as soon as it is there, so that would stop no rollout. */
  @Test
  void aShardWhoseAlertsFileIsRefusedIsNotReady() {
    assertThat(new Readiness(new Stats(true, true), () -> false, true).problem()).isPresent();
    assertThat(new Readiness(new Stats(true, true), () -> true, true).problem()).isEmpty();
  }

  private static Optional<String> problem(boolean synced, boolean leader, boolean configured) {
    return new Readiness(new Stats(synced, leader), () -> configured, false).problem();
  }

  private record Stats(boolean synced, boolean leader) implements KubeStats {
    @Override
    public Map<WriteOutcome, Long> statusWrites() {
      return Map.of();
    }

    @Override
    public Map<EventOutcome, Long> events() {
      return Map.of();
    }

    @Override
    public int eventsWaiting() {
      return 0;
    }

    @Override
    public Map<ApiCall, Long> apiCalls() {
      return Map.of();
    }
  }
}
