package io.etcdmonitor.kube.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TurnstileTest {
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Turnstile turnstile = new Turnstile();

  @Test
  void whoIsInHasToGoBeforeAnythingIsHandedOver() throws InterruptedException {
    CountDownLatch in = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Thread worker =
        Thread.ofVirtual()
            .start(() -> {
              if (turnstile.enter(() -> true)) {
                try {
                  in.countDown();
                  go.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                } finally {
                  turnstile.exit();
                }
              }
            });
    in.await();
    assertThat(turnstile.drained(SOON)).isFalse();
    go.countDown();
    assertThat(turnstile.drained(LONG)).isTrue();
    worker.join();
  }

  @Test
  void whoIsNotLetInIsNotWaitedFor() {
    assertThat(turnstile.enter(() -> false)).isFalse();
    assertThat(turnstile.drained(LONG)).isTrue();
  }
}
