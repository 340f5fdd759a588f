package io.etcdmonitor.engine;

import io.etcdmonitor.engine.certificates.RenewalWatch;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.hub.ResultHub;
import io.etcdmonitor.engine.schedule.RoundScheduler;
import io.etcdmonitor.engine.schedule.Ticker;
import io.etcdmonitor.etcd.EtcdConnector;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/**
 * Wires an {@link Engine}. The connector is needed; everything else has a default. The engine
 * starts paused: {@link Engine#resume} begins the probing. The connector stays its owner's to
 * close.
 */
public final class EngineBuilder {
  private final EtcdConnector connector;
  private Clock clock = Clock.systemUTC();
  private EngineConfig config = EngineConfig.DEFAULTS;
  private List<FeatureProvider> providers;
  private RandomGenerator random = RandomGenerator.getDefault();

  public EngineBuilder(EtcdConnector connector) {
    this.connector = Objects.requireNonNull(connector);
  }

  /** Time for everything but call deadlines; the system's unless told otherwise. */
  public EngineBuilder clock(Clock value) {
    clock = value;
    return this;
  }

  /** Limits and times. */
  public EngineBuilder config(EngineConfig value) {
    config = value;
    return this;
  }

  /** The features, in place of those that {@link ServiceLoader} finds. */
  public EngineBuilder providers(Collection<? extends FeatureProvider> value) {
    providers = List.copyOf(value);
    return this;
  }

  /** Where jitter comes from. */
  public EngineBuilder random(RandomGenerator value) {
    random = value;
    return this;
  }

  /**
   * Builds it and starts its clockwork, paused.
   *
   * @throws IllegalArgumentException when two features have one name
   */
  public Engine build() {
    Executor threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("inspection-", 0).factory());
    ResultHub hub = new ResultHub();
    RoundScheduler scheduler =
        new RoundScheduler(clock, threads, random, config, hub, connector.punctuality());
    Ticker ticker = new Ticker(scheduler::tick, clock, config.tick());
    scheduler.onChange(ticker::wake);
    ticker.start();
    Engine engine = new DefaultEngine(clock, connector, features(), hub, scheduler, ticker);
    engine.addListener(new RenewalWatch(engine::inspections, engine::runNow));
    return engine;
  }

  private List<FeatureProvider> features() {
    if (providers != null) {
      return providers;
    }
    List<FeatureProvider> found = new ArrayList<>();
    ServiceLoader.load(FeatureProvider.class).forEach(found::add);
    return found;
  }
}
