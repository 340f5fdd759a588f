package io.etcdmonitor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private final ManualClock wall = new ManualClock();
  private final AtomicLong nanos = new AtomicLong();
  private final SteadyClock clock = new SteadyClock(wall, nanos::get);

  @Test
  void itFollowsTheWallClock() {
    pass(Duration.ofSeconds(7));
    assertThat(clock.instant()).isEqualTo(wall.instant());
  }

  @Test
  void aJumpAheadIsFollowedAtOnce() {
    wall.advance(Duration.ofHours(5));
    assertThat(clock.instant()).isEqualTo(wall.instant());
  }

  @Test
  void anHourThatIsSetBackNeitherGoesBackNorStands() {
    Instant before = clock.instant();
    wall.advance(Duration.ofHours(-1));
    assertThat(clock.instant()).isEqualTo(before);
    pass(Duration.ofSeconds(10));
    assertThat(clock.instant()).isEqualTo(before.plusSeconds(9));
    pass(Duration.ofSeconds(10));
    assertThat(clock.instant()).isEqualTo(before.plusSeconds(18));
  }

  @Test
  void bothAgreeInTheEnd() {
    clock.instant();
    wall.advance(Duration.ofMinutes(-1));
    Instant last = clock.instant();
    for (int i = 0; i < 599; i++) {
      pass(Duration.ofSeconds(1));
      assertThat(clock.instant()).isAfter(last).isAfter(wall.instant());
      last = clock.instant();
    }
    pass(Duration.ofSeconds(2));
    assertThat(clock.instant()).isEqualTo(wall.instant());
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    wall.advance(time);
  }
}
