package io.etcdmonitor.kube.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeaderLoopTest {
  @Test
  void anErrorIsNotTheLastLookAtTheLease() throws InterruptedException {
    CountDownLatch looks = new CountDownLatch(3);
    Runnable tick =
        () -> {
          looks.countDown();
          throw new InternalError("unable to create native thread");
        };
    LeaderLoop.Steps steps = new LeaderLoop.Steps(tick, () -> {}, Duration.ZERO, () -> {});
    try (LeaderLoop loop = new LeaderLoop(steps, Duration.ofMillis(1))) {
      loop.start();
      assertThat(looks.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
