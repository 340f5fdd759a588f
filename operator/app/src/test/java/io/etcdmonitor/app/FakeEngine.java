package io.etcdmonitor.app;

import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.EngineStats;
import io.etcdmonitor.engine.Lags;
import io.etcdmonitor.engine.assess.AssessmentInput;
import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.assess.ClusterAssessor;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.result.ResultListener;
import io.etcdmonitor.engine.transition.Transition;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** An engine that looks at nothing: tests say what was seen. Judges with the real assessor. */
public final class FakeEngine implements Engine {
  public boolean probing = true;

  private final Clock clock;
  private final Map<ClusterKey, WatchedCluster> clusters = new TreeMap<>();
  private final NavigableMap<String, InspectionState> states = new TreeMap<>();
  private final List<ResultListener> listeners = new ArrayList<>();

  public FakeEngine(Clock clock) {
    this.clock = clock;
  }

  /** As if a run had ended. */
  public void publish(InspectionResult result, Transition... transitions) {
    InspectionState before = states.get(name(result.key()));
    states.put(
        name(result.key()),
        new InspectionState(
            before.spec(),
            Optional.of(result),
            false,
            before.runs() + 1,
            before.failures(),
            Optional.of(result.time()),
            Optional.empty(),
            List.of()));
    late(before.spec(), result, transitions);
  }

  /** As if a run had ended just when its subject was removed. */
  public void late(InspectionSpec spec, InspectionResult result, Transition... transitions) {
    listeners.forEach(listener ->
        listener.onResult(
            new ResultChange(spec, result, Optional.empty(), true, List.of(transitions))));
  }

  @Override
  public Collection<FeatureProvider> features() {
    return List.of();
  }

  @Override
  public void watch(WatchedCluster cluster) {
    clusters.put(cluster.key(), cluster);
  }

  @Override
  public void unwatch(ClusterKey key) {
    inspections(key).forEach(state -> cancel(state.spec().key()));
    clusters.remove(key);
    listeners.forEach(listener -> listener.onClusterRemoved(key));
  }

  @Override
  public void inspect(InspectionSpec spec, Supplier<Recollection> before) {
    states.put(
        name(spec.key()),
        new InspectionState(
            spec, Optional.empty(), false, 0, 0, Optional.empty(), Optional.empty(), List.of()));
  }

  @Override
  public void runNow(InspectionKey key) {}

  @Override
  public void cancel(InspectionKey key) {
    states.remove(name(key));
    listeners.forEach(listener -> listener.onInspectionRemoved(key));
  }

  @Override
  public Optional<InspectionState> inspection(InspectionKey key) {
    return Optional.ofNullable(states.get(name(key)));
  }

  @Override
  public List<InspectionState> inspections(ClusterKey key) {
    return List.copyOf(states.subMap(key + "|", key + "}").values());
  }

  @Override
  public List<WatchedCluster> clusters() {
    return List.copyOf(clusters.values());
  }

  @Override
  public ClusterAssessment assess(ClusterKey key, List<ConfigurationProblem> problems) {
    return ClusterAssessor.assess(
        new AssessmentInput(
            clock.instant(), Optional.ofNullable(clusters.get(key)), problems, inspections(key)));
  }

  @Override
  public void addListener(ResultListener listener) {
    listeners.add(listener);
  }

  @Override
  public void resume() {
    probing = true;
  }

  @Override
  public void pause() {
    probing = false;
  }

  @Override
  public EngineStats stats() {
    return new EngineStats(
        probing,
        clusters.size(),
        states.size(),
        1,
        2,
        Duration.ofMillis(1_500),
        new Lags(),
        clock.instant(),
        7,
        3,
        Duration.ofMillis(2_500),
        0);
  }

  @Override
  public void close() {}

  private static String name(InspectionKey key) {
    return key.cluster() + "|" + key.name();
  }
}
