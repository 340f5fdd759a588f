package io.etcdmonitor.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.testing.ManualClock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is no exception, such as no more threads, ends no thread that nobody would start again. */
class ErrorTest {
  private final CountDownLatch asked = new CountDownLatch(2);

  private final Surroundings failing =
      new Surroundings() {
        @Override
        public boolean active() {
          asked.countDown();
          throw new InternalError("unable to create native thread");
        }

        @Override
        public Fate fate(ClusterKey cluster) {
          return Fate.WATCHED;
        }
      };

  @Test
  void theEvaluationGoesOn() throws InterruptedException {
    AlertConfig config = AlertConfig.standard(List.of("chat"));
    try (AlertEngine engine =
        new AlertEngine(
            new MemoryStore(),
            History.inMemory(),
            config,
            failing,
            new ManualClock(),
            new Random(7))) {
      engine.configure(config, Map.of("chat", new World.FakeChannel("chat")));
      engine.start();
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
