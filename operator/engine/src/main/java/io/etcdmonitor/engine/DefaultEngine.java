package io.etcdmonitor.engine;

import io.etcdmonitor.engine.assess.AssessmentInput;
import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.assess.ClusterAssessor;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.hub.ResultHub;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.engine.result.ResultListener;
import io.etcdmonitor.engine.schedule.RoundScheduler;
import io.etcdmonitor.engine.schedule.Ticker;
import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.EtcdConnector;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The engine: features, scheduler and hub put together. */
final class DefaultEngine implements Engine {
  private final Clock clock;
  private final EtcdConnector connector;
  private final Map<String, FeatureProvider> features;
  private final ResultHub hub;
  private final RoundScheduler scheduler;
  private final Ticker ticker;
  private final SpecCheck specCheck;

  /** Registrations come one after the other, so that hub and scheduler always agree. */
  private final ReentrantLock registrations = new ReentrantLock();

  DefaultEngine(
      Clock clock,
      EtcdConnector connector,
      List<FeatureProvider> providers,
      ResultHub hub,
      RoundScheduler scheduler,
      Ticker ticker) {
    this.clock = clock;
    this.connector = connector;
    this.features = byName(providers);
    this.hub = hub;
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.specCheck = new SpecCheck(features);
  }

  @Override
  public Collection<FeatureProvider> features() {
    return features.values();
  }

  @Override
  public void watch(WatchedCluster cluster) {
    registrations.lock();
    try {
      Optional<WatchedCluster> known = scheduler.cluster(cluster.key());
      if (known.isPresent() && known.get().connection().equals(cluster.connection())) {
        scheduler.update(cluster);
        return;
      }
      ClusterConnection connection = connector.open(cluster.connection());
      scheduler.connect(cluster, connection);
    } finally {
      registrations.unlock();
    }
  }

  @Override
  public void unwatch(ClusterKey key) {
    registrations.lock();
    try {
      scheduler.removeCluster(key);
      hub.removeCluster(key);
    } finally {
      registrations.unlock();
    }
  }

  @Override
  public void inspect(InspectionSpec spec, Supplier<Recollection> before) {
    FeatureProvider provider = specCheck.check(spec);
    registrations.lock();
    try {
      Recollection known = hub.state(spec.key()).isPresent() ? Recollection.NOTHING : before.get();
      hub.register(spec, known);
      scheduler.schedule(spec, provider, known);
    } finally {
      registrations.unlock();
    }
  }

  @Override
  public void runNow(InspectionKey key) {
    scheduler.runNow(key);
  }

  @Override
  public void cancel(InspectionKey key) {
    registrations.lock();
    try {
      scheduler.cancel(key);
      hub.remove(key);
    } finally {
      registrations.unlock();
    }
  }

  @Override
  public Optional<InspectionState> inspection(InspectionKey key) {
    return hub.state(key).map(this::withSchedule);
  }

  @Override
  public List<InspectionState> inspections(ClusterKey key) {
    return hub.states(key).stream().map(this::withSchedule).toList();
  }

  @Override
  public List<WatchedCluster> clusters() {
    return scheduler.clusters();
  }

  @Override
  public ClusterAssessment assess(ClusterKey key, List<ConfigurationProblem> problems) {
    return ClusterAssessor.assess(
        new AssessmentInput(
            clock.instant(),
            scheduler.cluster(key),
            problems,
            inspections(key).stream().filter(s -> s.spec().primary()).toList()));
  }

  @Override
  public void addListener(ResultListener listener) {
    hub.addListener(listener);
  }

  @Override
  public void resume() {
    scheduler.resume();
  }

  @Override
  public void pause() {
    scheduler.pause();
  }

  @Override
  public EngineStats stats() {
    return scheduler.stats(hub.listenerErrors());
  }

  @Override
  public void close() {
    ticker.close();
    scheduler.close();
  }

  private InspectionState withSchedule(InspectionState state) {
    InspectionKey key = state.spec().key();
    return new InspectionState(
        state.spec(),
        state.latest(),
        scheduler.running(key),
        state.runs(),
        state.failures(),
        state.lastChange(),
        scheduler.nextRun(key),
        state.history());
  }

  private static Map<String, FeatureProvider> byName(List<FeatureProvider> providers) {
    Map<String, FeatureProvider> byName = new TreeMap<>();
    for (FeatureProvider provider : providers) {
      FeatureProvider other = byName.putIfAbsent(provider.name(), provider);
      if (other != null) {
        throw new IllegalArgumentException(
            "two features are named '%s': %s and %s; remove one of their jars from the class path"
                .formatted(
                    provider.name(), other.getClass().getName(), provider.getClass().getName()));
      }
    }
    return java.util.Collections.unmodifiableMap(byName);
  }
}
