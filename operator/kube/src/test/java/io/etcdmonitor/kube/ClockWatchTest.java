package io.etcdmonitor.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private final AtomicLong wall = new AtomicLong(1_700_000_000_000L);
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger told = new AtomicInteger();
  private final ClockWatch watch = new ClockWatch(wall::get, nanos::get, told::incrementAndGet);

  @AfterEach
  void stop() {
    watch.close();
  }

  @Test
  void aClockThatIsSetBackIsToldOnce() {
    pass(Duration.ofSeconds(2), Duration.ofSeconds(2));
    assertThat(told).hasValue(0);
    pass(Duration.ofSeconds(2), Duration.ofMinutes(-10));
    assertThat(told).hasValue(1);
    pass(Duration.ofSeconds(2), Duration.ofSeconds(2));
    assertThat(told).hasValue(1);
  }

  @Test
  void aStepBackThatIsShorterThanTheTimeBetweenTwoLooksIsSeen() {
    pass(Duration.ofMinutes(5), Duration.ofMinutes(4));
    assertThat(told).hasValue(1);
  }

  @Test
  void aJumpAheadAndASlowClockAreNoMatter() {
    pass(Duration.ofSeconds(2), Duration.ofMinutes(10));
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofMillis(2_000), Duration.ofMillis(1_900));
    }
    assertThat(told).hasValue(0);
  }

  @Test
  void whoCannotDoItIsToldAgainTheNextTime() {
    ClockWatch failing =
        new ClockWatch(
            wall::get,
            nanos::get,
            () -> {
              told.incrementAndGet();
              throw new IllegalStateException("not now");
            });
    try (failing) {
      wall.addAndGet(-60_000);
      failing.look();
      wall.addAndGet(-60_000);
      failing.look();
    }
    assertThat(told).hasValue(2);
  }

  private void pass(Duration time, Duration shown) {
    nanos.addAndGet(time.toNanos());
    wall.addAndGet(shown.toMillis());
    watch.look();
  }
}
