package io.etcdmonitor.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.model.ClusterKey;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PokeQueueTest {
  private static final ClusterKey KEY = new ClusterKey("ns", "main");

  private final Queue<Runnable> later = new ArrayDeque<>();
  private final PokeQueue pokes = new PokeQueue(later::add);
  private boolean overlooked = true;

  @Test
  void anErrorIsNotTheLastOneThatIsHandedOn() throws InterruptedException {
    CountDownLatch handed = new CountDownLatch(2);
    pokes.onCluster(key -> {
      handed.countDown();
      throw new InternalError("unable to create native thread");
    });
    try (pokes) {
      pokes.start();
      pokes.news(KEY);
      pokes.news(new ClusterKey("ns", "other"));
      assertThat(handed.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whatIsOverlookedIsAskedForUntilItIsSeen() {
    pokes.clusterWhile(KEY, () -> overlooked);
    assertThat(pokes.settingUp(KEY)).as("not at once").isFalse();
    for (int second = 0; second < 3; second++) {
      later.remove().run();
      assertThat(pokes.settingUp(KEY)).isTrue();
    }
    overlooked = false;
    later.remove().run();
    assertThat(pokes.settingUp(KEY)).isFalse();
    assertThat(later).as("and never again").isEmpty();
  }
}
