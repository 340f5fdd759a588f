package io.etcdmonitor.etcd.grpc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.testing.Await;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LatenessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private final DefaultEventExecutor loop = new DefaultEventExecutor();
  private final Lateness lateness = new Lateness(loop);

  @AfterEach
  void end() {
    var unused = loop.shutdownGracefully(0, 1, SECONDS);
  }

  /** Keeps the loop busy, as a collection or other work on its core would. */
  private void hold(long millis) {
    loop.execute(() -> {
      long until = System.nanoTime() + MILLISECONDS.toNanos(millis);
      while (System.nanoTime() - until < 0) {
        LockSupport.parkNanos(until - System.nanoTime());
      }
    });
  }

  private record Expiry(Optional<Lateness.LateException> ours, long afterMillis) {}

  private CompletableFuture<Expiry> waitFor(long millis) {
    CompletableFuture<Expiry> expiry = new CompletableFuture<>();
    long start = System.nanoTime();
    Lateness.Wait wait =
        lateness.await(
            MILLISECONDS.toNanos(millis),
            late ->
                expiry.complete(
                    new Expiry(
                        Optional.ofNullable(late),
                        (System.nanoTime() - start) / MILLISECONDS.toNanos(1))));
    assertThat(wait).isNotNull();
    return expiry;
  }

  @Test
  void timeThatWasLostIsGivenBackAndNamed() {
    CompletableFuture<Expiry> expiry = waitFor(600);
    Lateness.Stopwatch watch = lateness.stopwatch();
    long start = System.nanoTime();
    hold(400);
    Expiry seen = expiry.orTimeout(20, SECONDS).join();
    Duration net = watch.elapsed();
    Duration passed = Duration.ofNanos(System.nanoTime() - start);

    assertThat(seen.ours()).isPresent();
    assertThat(seen.ours().orElseThrow().lostMillis()).isGreaterThanOrEqualTo(300);
    assertThat(seen.afterMillis()).isGreaterThanOrEqualTo(900);
    assertThat(lateness.lost()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    assertThat(net).isLessThanOrEqualTo(passed.minusMillis(300));
  }

  @Test
  void thereIsAnEndToPatience() {
    CompletableFuture<Expiry> expiry = waitFor(50);
    hold(1_500);
    Expiry seen = expiry.orTimeout(20, SECONDS).join();
    assertThat(seen.ours()).isPresent();
    assertThat(Lateness.most(MILLISECONDS.toNanos(50))).isEqualTo(MILLISECONDS.toNanos(500));
    assertThat(Lateness.most(SECONDS.toNanos(30))).isEqualTo(SECONDS.toNanos(2));
  }

  @Test
  void itIsStrainedWhileItIsLateAndSleepsWhenNobodyWaits() {
    CompletableFuture<Expiry> expiry = new CompletableFuture<>();
    Lateness.Wait wait = lateness.await(SECONDS.toNanos(60), late -> expiry.complete(null));
    hold(500);
    Await.until("it is strained", PATIENCE, lateness::strained);
    wait.cancel();
    wait.cancel();
    Await.until("it is not strained", PATIENCE, () -> !lateness.strained());
    Await.until("the loop sleeps", PATIENCE, () -> loop.pendingTasks() == 0);
    Duration lost = lateness.lost();
    hold(300);
    Await.until("the loop sleeps", PATIENCE, () -> loop.pendingTasks() == 0);
    assertThat(lateness.lost()).isEqualTo(lost);
    assertThat(expiry).isNotDone();
  }
}
