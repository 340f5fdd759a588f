package io.etcdmonitor.engine.schedule;

import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.view.ClusterView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What one run may use. */
record RunContext(
    WatchedCluster cluster,
    InspectionSpec inspection,
    FeatureProvider provider,
    ClusterView view,
    RunTime time,
    Memories memories)
    implements InspectionContext {

  private static final Duration LEAST = Duration.ofMillis(1);

  /** When the run is, how long it may take, and how it waits. */
  record RunTime(Clock clock, Instant now, Instant deadline, Pauser pauser) {}

  /** What is kept between runs, by type: of the inspection, and of the cluster. */
  record Memories(Map<Class<?>, Object> inspection, Map<Class<?>, Object> cluster) {}

  @Override
  public Instant now() {
    return time.now();
  }

  @Override
  public Clock clock() {
    return time.clock();
  }

  @Override
  public Instant deadline() {
    return time.deadline();
  }

  @Override
  public Duration budget(Duration atMost) {
    Duration left = Duration.between(time.clock().instant(), time.deadline());
    Duration budget = left.compareTo(atMost) < 0 ? left : atMost;
    return budget.compareTo(LEAST) < 0 ? LEAST : budget;
  }

  @Override
  public boolean pause(Duration length) {
    if (time.clock().instant().plus(length).isAfter(time.deadline())) {
      return false;
    }
    time.pauser().pause(length);
    return true;
  }

  @Override
  public String setting(String name) {
    String given = inspection.settings().get(name);
    if (given != null) {
      return given;
    }
    return provider.settings().stream()
        .filter(s -> s.name().equals(name))
        .map(SettingSpec::defaultValue)
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "feature '%s' declares no setting '%s'".formatted(provider.name(), name)));
  }

  @Override
  public Recollection before() {
    return Optional.ofNullable(memories.inspection().remove(Recollection.class))
        .map(Recollection.class::cast)
        .orElse(Recollection.NOTHING);
  }

  @Override
  public <T> T memory(Class<T> type, Supplier<T> initial) {
    Map<Class<?>, Object> kept = memories.inspection();
    if (!kept.containsKey(type)) {
      // Made outside the map: what it begins with may be taken from the same map, see before().
      kept.putIfAbsent(type, initial.get());
    }
    return type.cast(kept.get(type));
  }

  @Override
  public <T> T shared(Class<T> type, Supplier<T> initial) {
    return type.cast(memories.cluster().computeIfAbsent(type, t -> initial.get()));
  }
}
