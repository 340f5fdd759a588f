package io.etcdmonitor.engine.testing;

import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.view.ClusterView;
import io.etcdmonitor.engine.view.DefaultClusterView;
import io.etcdmonitor.engine.view.Roster;
import io.etcdmonitor.etcd.Endpoint;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Runs one feature against a fake cluster, round after round, in the test's own time. */
public final class Lab {
  public final ManualClock clock = new ManualClock();
  public final FakeCluster cluster;
  public final Map<String, String> settings = new HashMap<>();
  public Duration timeout = Duration.ofSeconds(10);

  /** Time between runs, as far as the feature knows; empty looks once. */
  public Optional<Duration> interval = Optional.of(Duration.ofSeconds(30));

  /** What the first run is told of a former process. */
  public Recollection before = Recollection.NOTHING;

  public Runnable onPause = () -> {};
  public WatchedCluster watched;
  private final FeatureProvider provider;
  private final FakeCluster[] all;
  private final Map<Class<?>, Object> memory = new HashMap<>();
  private final Map<Class<?>, Object> shared = new HashMap<>();
  private Roster roster = new Roster();

  public Lab(FeatureProvider provider, FakeCluster cluster, FakeCluster... others) {
    this.provider = provider;
    this.cluster = cluster;
    this.watched = cluster.watched();
    this.all = new FakeCluster[others.length + 1];
    this.all[0] = cluster;
    System.arraycopy(others, 0, this.all, 1, others.length);
  }

  public Lab expecting(Expected expected) {
    watched = cluster.watched(expected, watched.connection().seeds());
    return this;
  }

  public Lab seeds(String... urls) {
    watched =
        cluster.watched(watched.expected(), List.of(urls).stream().map(Endpoint::parse).toList());
    return this;
  }

  /** Says whether the members' pages are read, and how often. */
  public void pages(boolean enabled, Duration interval) {
    WatchedCluster w = watched;
    watched =
        new WatchedCluster(
            w.key(),
            w.description(),
            w.connection(),
            w.thresholds(),
            w.expected(),
            new MetricsAccess(
                enabled, Optional.empty(), OptionalInt.empty(), "/metrics", interval));
  }

  /** One round; time goes on by 30 seconds after it. */
  public InspectionOutcome round() {
    return round(Duration.ofSeconds(30));
  }

  public InspectionOutcome round(Duration after) {
    InspectionOutcome outcome = provider.inspect(new Context(view()));
    clock.advance(after);
    return outcome;
  }

  public ClusterView view() {
    return new DefaultClusterView(
        FakeCluster.connection(watched.connection(), all),
        roster,
        watched.expected().clusterId(),
        clock.instant(),
        Duration.ofSeconds(1));
  }

  /** A new process that is told of a former one, as the scheduler does it. */
  public void restart(Recollection known) {
    forget();
    before = known;
    known.cluster().ifPresent(roster::recall);
  }

  public void forget() {
    roster = new Roster();
    memory.clear();
    shared.clear();
  }

  /** What features share, if one of them made it. */
  public <T> Optional<T> shared(Class<T> type) {
    return Optional.ofNullable(type.cast(shared.get(type)));
  }

  private final class Context implements InspectionContext {
    private final ClusterView view;
    private final Instant start = clock.instant();

    Context(ClusterView view) {
      this.view = view;
    }

    @Override
    public WatchedCluster cluster() {
      return watched;
    }

    @Override
    public InspectionSpec inspection() {
      return new InspectionSpec(
          new InspectionKey(watched.key(), provider.name()),
          provider.name(),
          interval,
          timeout,
          settings,
          true);
    }

    @Override
    public ClusterView view() {
      return view;
    }

    @Override
    public Instant now() {
      return start;
    }

    @Override
    public Clock clock() {
      return clock;
    }

    @Override
    public Instant deadline() {
      return start.plus(timeout);
    }

    @Override
    public Duration budget(Duration atMost) {
      return atMost;
    }

    @Override
    public boolean pause(Duration time) {
      if (clock.instant().plus(time).isAfter(deadline())) {
        return false;
      }
      clock.advance(time);
      onPause.run();
      return true;
    }

    @Override
    public String setting(String name) {
      return settings.getOrDefault(
          name,
          provider.settings().stream()
              .filter(s -> s.name().equals(name))
              .map(SettingSpec::defaultValue)
              .findFirst()
              .orElseThrow());
    }

    @Override
    public Recollection before() {
      Recollection known = before;
      before = Recollection.NOTHING;
      return known;
    }

    @Override
    public <T> T memory(Class<T> type, Supplier<T> initial) {
      return type.cast(memory.computeIfAbsent(type, t -> initial.get()));
    }

    @Override
    public <T> T shared(Class<T> type, Supplier<T> initial) {
      return type.cast(shared.computeIfAbsent(type, t -> initial.get()));
    }
  }
}
