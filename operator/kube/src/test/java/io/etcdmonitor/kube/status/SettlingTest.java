package io.etcdmonitor.kube.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettlingTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Settling settling = new Settling(START);

  @Test
  void withoutAStatusOfAFormerProcessNothingIsWaitedFor() {
    assertThat(settling.left(() -> true, START, PATIENCE)).isZero();
    settling.found(false);
    assertThat(settling.goesOn()).isFalse();
  }

  @Test
  void whatWasFoundIsLeftUntilAllWasLookedAt() {
    settling.found(true);
    settling.found(false);
    assertThat(settling.left(() -> true, START.plusSeconds(5), PATIENCE)).hasSeconds(15);
    assertThat(settling.goesOn()).isTrue();
    assertThat(settling.left(() -> false, START.plusSeconds(6), PATIENCE)).isZero();
    assertThat(settling.left(() -> true, START.plusSeconds(7), PATIENCE))
        .as("it is over, whatever is awaited later")
        .isZero();
    settling.found(true);
    assertThat(settling.left(() -> true, START.plusSeconds(8), PATIENCE)).hasSeconds(12);
  }

  @Test
  void itIsLeftNoLongerThanThePatience() {
    settling.found(true);
    assertThat(settling.left(() -> true, START.plus(PATIENCE), PATIENCE)).isZero();
    assertThat(settling.goesOn()).isFalse();
  }

  @Test
  void thePatienceCountsFromWhenLookingBegan() {
    settling.found(true);
    settling.begin(START.plusSeconds(30));
    assertThat(settling.left(() -> true, START.plusSeconds(31), PATIENCE)).hasSeconds(19);
  }
}
