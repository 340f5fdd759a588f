package io.etcdmonitor.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A channel is told no more a minute than it takes. Only the least time is looked at. */
class PaceTest {
  private static final int MESSAGES = 4;
  private static final Duration BETWEEN = Duration.ofMillis(100);

  private final World world = new World(new MemoryStore(), "slack");
  private final BlockingQueue<Long> told = new LinkedBlockingQueue<>();

  @Test
  void messagesAreSentAtTheChannelsPace() throws InterruptedException {
    world.engine.configure(AlertConfig.standard(List.of("slow")), Map.of("slow", slow()));
    for (int i = 0; i < MESSAGES; i++) {
      world.result(
          new ClusterKey("prod", "c" + i), "healthy", Verdict.CRITICAL, World.quorumLost());
    }
    world.engine.step();
    world.clock.advance(Duration.ofSeconds(10));
    world.engine.start();
    try {
      long first = next();
      long last = first;
      for (int i = 1; i < MESSAGES; i++) {
        last = next();
      }
      assertThat(Duration.ofNanos(last - first))
          .isGreaterThanOrEqualTo(BETWEEN.multipliedBy(MESSAGES - 1));
    } finally {
      world.engine.close();
    }
  }

  private long next() throws InterruptedException {
    Long time = told.poll(30, TimeUnit.SECONDS);
    assertThat(time).as("one more message").isNotNull();
    return time;
  }

  private AlertChannel slow() {
    return new AlertChannel() {
      @Override
      public String name() {
        return "slow";
      }

      @Override
      public Delivery deliver(AlertMessage message, ChannelMemory memory, Duration deadline) {
        told.add(System.nanoTime());
        return Delivery.sent("200");
      }

      @Override
      public String render(AlertMessage message) {
        return message.title();
      }

      @Override
      public int messagesPerMinute() {
        return (int) (Duration.ofMinutes(1).toMillis() / BETWEEN.toMillis());
      }
    };
  }
}
