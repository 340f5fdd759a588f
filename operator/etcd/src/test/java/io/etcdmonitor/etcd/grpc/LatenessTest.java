package io.etcdmonitor.etcd.grpc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LatenessTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<Expiry> expiries = new ArrayList<>();
  private long now;
  private final Lateness lateness = new Lateness(channel.eventLoop(), () -> now);

  @BeforeEach
  void stopTime() {
    channel.freezeTime();
  }

  @AfterEach
  void end() {
    var unused = channel.close();
  }

  private record Expiry(Optional<Lateness.LateException> ours, long millis) {}

  /** Time passes and the loop runs. */
  private void pass(long millis) {
    for (long i = 0; i < millis; i++) {
      hold(1);
      channel.runPendingTasks();
    }
  }

  /** Time passes and the loop does not run, as in a collection, or while others have its core. */
  private void hold(long millis) {
    now += MILLISECONDS.toNanos(millis);
    channel.advanceTimeBy(millis, MILLISECONDS);
  }

  private Lateness.Wait waitFor(long millis) {
    Lateness.Wait wait =
        lateness.await(
            MILLISECONDS.toNanos(millis),
            late ->
                expiries.add(new Expiry(Optional.ofNullable(late), now / MILLISECONDS.toNanos(1))));
    channel.runPendingTasks();
    return wait;
  }

  @Test
  void aPunctualWaitEndsInTimeAndBlamesTheOther() {
    Lateness.Wait wait = waitFor(600);
    pass(599);
    assertThat(expiries).isEmpty();
    assertThat(wait.late()).isNull();
    pass(1);
    assertThat(expiries).containsExactly(new Expiry(Optional.empty(), 600));
    assertThat(lateness.lost()).isZero();
    assertThat(lateness.strained()).isFalse();
  }

  @Test
  void timeThatWasLostIsGivenBackAndNamed() {
    Lateness.Wait wait = waitFor(600);
    Lateness.Stopwatch watch = lateness.stopwatch();
    pass(100);
    hold(425);
    channel.runPendingTasks();
    pass(474);
    assertThat(expiries).isEmpty();
    pass(1);
    assertThat(expiries).hasSize(1);
    assertThat(expiries.get(0).ours().orElseThrow().lostMillis()).isEqualTo(400);
    assertThat(expiries.get(0).millis()).isEqualTo(1_000);
    assertThat(lateness.lost()).isEqualTo(Duration.ofMillis(400));
    assertThat(watch.elapsed()).isEqualTo(Duration.ofMillis(600));
    assertThat(wait.late()).isNotNull();
  }

  @Test
  void aLittleLatenessDoesNotExcuseSilence() {
    waitFor(600);
    hold(125);
    channel.runPendingTasks();
    pass(2_000);
    assertThat(expiries).hasSize(1);
    assertThat(expiries.get(0).ours()).isEmpty();
    assertThat(expiries.get(0).millis()).isEqualTo(700);
  }

  @Test
  void thereIsAnEndToPatience() {
    waitFor(50);
    for (int i = 0; i < 100; i++) {
      hold(100);
      channel.runPendingTasks();
    }
    assertThat(expiries).hasSize(1);
    assertThat(expiries.get(0).ours()).isPresent();
    assertThat(expiries.get(0).millis()).isLessThan(1_000);
    assertThat(Lateness.most(MILLISECONDS.toNanos(50))).isEqualTo(MILLISECONDS.toNanos(500));
    assertThat(Lateness.most(SECONDS.toNanos(30))).isEqualTo(SECONDS.toNanos(2));
  }

  @Test
  void itIsStrainedWhileItIsLateAndSleepsWhenNobodyWaits() {
    Lateness.Wait wait = waitFor(60_000);
    pass(30);
    hold(100);
    assertThat(lateness.strained()).isTrue();
    channel.runPendingTasks();
    hold(500);
    channel.runPendingTasks();
    assertThat(lateness.strained()).isTrue();
    pass(400);
    assertThat(lateness.strained()).isFalse();

    wait.cancel();
    wait.cancel();
    pass(100);
    Duration lost = lateness.lost();
    hold(3_000);
    pass(100);
    assertThat(lateness.lost()).isEqualTo(lost);
    assertThat(expiries).isEmpty();
    waitFor(100);
    pass(100);
    assertThat(expiries).hasSize(1);
    assertThat(expiries.get(0).ours()).isEmpty();
  }
}
