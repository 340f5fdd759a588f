package io.etcdmonitor.engine;

import io.etcdmonitor.engine.certificates.RenewalWatch;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.hub.ResultHub;
import io.etcdmonitor.engine.schedule.RoundScheduler;
import io.etcdmonitor.engine.schedule.SchedulerByHand;
import io.etcdmonitor.engine.schedule.Ticker;
import io.etcdmonitor.engine.testing.ManualClock;
import io.etcdmonitor.etcd.EtcdConnector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;

/** The engine as {@link EngineBuilder} wires it, but without threads and in the test's own time. */
public final class EngineByHand {
  public final Engine engine;
  private final RoundScheduler scheduler;
  private final Deque<Runnable> threads = new ArrayDeque<>();

  public EngineByHand(EtcdConnector connector, ManualClock clock, Random random) {
    ResultHub hub = new ResultHub();
    scheduler = SchedulerByHand.of(clock, threads::add, random, hub);
    Ticker never = new Ticker(clock::instant, clock, Duration.ofSeconds(1));
    List<FeatureProvider> features = new ArrayList<>();
    ServiceLoader.load(FeatureProvider.class).forEach(features::add);
    engine = new DefaultEngine(clock, connector, features, hub, scheduler, never);
    engine.addListener(new RenewalWatch(engine::inspections, engine::runNow));
  }

  /** Does what is due now; says when to come again. */
  public Instant tick() {
    Instant next = scheduler.tick();
    while (!threads.isEmpty()) {
      threads.poll().run();
      next = scheduler.tick();
    }
    return next;
  }
}
