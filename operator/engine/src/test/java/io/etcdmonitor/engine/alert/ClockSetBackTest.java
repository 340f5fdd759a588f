package io.etcdmonitor.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.SteadyClock;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody sets the clock of the host back while alerts are under way. */
class ClockSetBackTest {
  private static final Duration HOUR = Duration.ofHours(1);

  /** Counts the rounds: each asks who leads. */
  private static final class Counting implements Surroundings {
    private final AtomicInteger rounds = new AtomicInteger();

    @Override
    public boolean active() {
      rounds.incrementAndGet();
      return true;
    }

    @Override
    public Fate fate(ClusterKey cluster) {
      return Fate.WATCHED;
    }
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theRoundsGoOn() throws Exception {
    ManualClock clock = new ManualClock();
    Counting surroundings = new Counting();
    AlertCore core =
        new AlertCore(
            new MemoryStore(),
            History.inMemory(),
            AlertConfig.standard(List.of("chat")),
            surroundings,
            new Random(7));
    Rounds rounds = new Rounds(core, new Inbox(), clock);
    rounds.now();
    clock.advance(HOUR.negated());
    int before = surroundings.rounds.get();
    rounds.await();
    assertThat(surroundings.rounds.get()).isGreaterThan(before);
    clock.advance(Duration.ofSeconds(1));
    before = surroundings.rounds.get();
    rounds.await();
    assertThat(surroundings.rounds.get()).isGreaterThan(before);
  }

  @Test
  void whatFiresAfterwardsIsToldAndWhatEndsToo() {
    World world = new World(new MemoryStore(), "chat");
    AtomicLong nanos = new AtomicLong();
    world.time = new SteadyClock(world.clock, nanos::get);
    world.restart();
    world.healthy();
    world.clock.advance(HOUR.negated());
    pass(world, nanos, 30);
    world.healthy(World.quorumLost());
    for (int i = 0; i < 3; i++) {
      pass(world, nanos, 10);
      world.healthy(World.quorumLost());
    }
    assertThat(world.channel("chat").kinds()).containsExactly("FIRING");
    pass(world, nanos, 30);
    world.healthy();
    assertThat(world.channel("chat").kinds()).containsExactly("FIRING", "RESOLVED");
    for (int i = 0; i < 30; i++) {
      pass(world, nanos, 30);
      world.healthy();
    }
    assertThat(world.channel("chat").messages).as("data that looks missing").hasSize(2);
  }

  @Test
  void whatWasStampedBeforeARestartIsResolvedAfterIt() {
    MemoryStore store = new MemoryStore();
    World world = new World(store, "chat");
    world.repeat(60, World.quorumLost());
    assertThat(world.channel("chat").kinds()).containsExactly("FIRING");
    world.clock.advance(HOUR.negated());
    world.restart();
    world.pass(1);
    world.pass(30);
    world.healthy();
    assertThat(world.channel("chat").kinds()).containsExactly("FIRING", "RESOLVED");
  }

  @Test
  void whatWasToldBeforeARestartIsRepeatedAsEver() {
    World world = new World(new MemoryStore(), "chat");
    // As Alertmanager, which takes for over what it does not hear again.
    world.channel("chat").repost = Optional.of(Duration.ofMinutes(1));
    world.repeat(60, World.quorumLost());
    assertThat(world.channel("chat").kinds()).containsExactly("FIRING");
    world.clock.advance(HOUR.negated());
    world.restart();
    world.repeat(150, World.quorumLost());
    assertThat(world.channel("chat").kinds()).containsExactly("FIRING", "REPEAT", "REPEAT");
  }

  @Test
  void whatWaitedAtARestartIsSent() {
    World world = new World(new MemoryStore(), "chat");
    world.repeat(60, World.quorumLost());
    world.channel("chat").next =
        new Delivery(Delivery.Outcome.RETRY, "503", "busy", Optional.empty());
    world.repeat(60);
    world.channel("chat").next = Delivery.sent("200");
    world.clock.advance(HOUR.negated());
    world.restart();
    world.repeat(60);
    assertThat(world.channel("chat").kinds()).containsExactly("FIRING", "RESOLVED");
  }

  @Test
  void whatFiresAgainAfterARestartIsTold() {
    World world = new World(new MemoryStore(), "chat");
    world.repeat(60, World.quorumLost());
    world.repeat(30);
    assertThat(world.channel("chat").kinds()).containsExactly("FIRING", "RESOLVED");
    world.clock.advance(HOUR.negated());
    world.restart();
    world.repeat(10 * 60);
    world.repeat(60, World.quorumLost());
    assertThat(world.channel("chat").kinds()).containsExactly("FIRING", "RESOLVED", "FIRING");
  }

  @Test
  void theNextStepOfAnEscalationIsNoFurtherAwayThanEver() {
    World world = new World(new MemoryStore(), "chat", "pager");
    EscalationPolicy up = Configs.pagerAfterMinutes(5);
    world.configure(Configs.of(List.of(up), Configs.route("all", "", "up", "chat")));
    world.repeat(60, World.quorumLost());
    world.clock.advance(HOUR.negated());
    world.restart();
    world.repeat(6 * 60, World.quorumLost());
    assertThat(world.channel("pager").kinds()).containsExactly("ESCALATION");
  }

  private static void pass(World world, AtomicLong nanos, long seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    world.pass(seconds);
  }
}
