package io.etcdmonitor.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.app.FakeClock;
import io.etcdmonitor.engine.EngineStats;
import io.etcdmonitor.engine.Lags;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthTest {
  private final FakeClock clock = new FakeClock();
  private Instant lastTick = clock.instant();
  private Optional<String> notReady = Optional.empty();
  private final Health health = new Health(this::stats, () -> notReady, clock);

  @Test
  void aliveWhileTheSchedulerMoves() {
    clock.advance(Duration.ofHours(1));
    lastTick = clock.instant().minusSeconds(5);

    assertThat(health.live("").status()).isEqualTo(200);
  }

  @Test
  void deadWhenItHasStopped() {
    clock.advance(Health.STUCK.plusSeconds(1));

    Answer answer = health.live("");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(text(answer)).contains("has not moved for 61 s");
  }

  @Test
  void anEngineThatHasNotTickedYetIsGivenTime() {
    lastTick = Instant.EPOCH;

    assertThat(health.live("").status()).isEqualTo(200);
  }

  @Test
  void notReadySaysWhy() {
    notReady = Optional.of("the Kubernetes API has not been reached yet");

    Answer answer = health.ready("");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(text(answer)).contains("the Kubernetes API has not been reached yet");
    notReady = Optional.empty();
    assertThat(health.ready("").status()).isEqualTo(200);
  }

  private EngineStats stats() {
    return new EngineStats(
        true, 0, 0, 0, 0, Duration.ZERO, new Lags(), lastTick, 0, 0, Duration.ZERO, 0);
  }

  private static String text(Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
