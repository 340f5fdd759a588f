package io.etcdmonitor.kube.testing;

import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.EngineStats;
import io.etcdmonitor.engine.Lags;
import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.result.HistoryEntry;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.result.ResultListener;
import io.etcdmonitor.engine.transition.Transition;
import io.etcdmonitor.etcd.BadTlsMaterialException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** An engine that looks at nothing: tests say what it saw. Thread-safe. */
public final class FakeEngine implements Engine {
  public final Map<ClusterKey, WatchedCluster> watched = new ConcurrentHashMap<>();
  public final Map<InspectionKey, InspectionState> states = new ConcurrentHashMap<>();
  public final Map<ClusterKey, ClusterAssessment> said = new ConcurrentHashMap<>();
  public final List<String> log = new CopyOnWriteArrayList<>();

  /** What it was told of former processes. */
  public final Map<InspectionKey, Recollection> recollections = new ConcurrentHashMap<>();

  public volatile boolean probing;
  public volatile String badPem = "";

  /** Hears each watch, unwatch and cancel before it happens, on the caller's thread. */
  public volatile Consumer<String> before = what -> {};

  private final List<FeatureProvider> features;
  private final List<ResultListener> listeners = new CopyOnWriteArrayList<>();

  public FakeEngine(FeatureProvider... features) {
    this.features = List.of(features);
  }

  /** With the features healthy (30 s) and request (10 s, setting keyPrefixes). */
  public static FakeEngine usual() {
    return new FakeEngine(
        FakeFeature.of("healthy", Duration.ofSeconds(30)),
        FakeFeature.of("request", Duration.ofSeconds(10), "keyPrefixes"));
  }

  /** As if a run of an inspection had ended. */
  public void publish(InspectionResult result, Transition... transitions) {
    InspectionState before = states.get(result.key());
    if (before == null) {
      throw new AssertionError("nobody asked for " + result.key() + ": " + states.keySet());
    }
    List<HistoryEntry> history = new ArrayList<>(before.history());
    history.add(
        0, new HistoryEntry(result.time(), result.verdict(), result.reason(), result.message()));
    states.put(
        result.key(),
        new InspectionState(
            before.spec(),
            Optional.of(result),
            false,
            before.runs() + 1,
            before.failures(),
            Optional.of(result.time()),
            before.spec().interval().map(result.time()::plus),
            history));
    ResultChange change =
        new ResultChange(before.spec(), result, before.latest(), true, List.of(transitions));
    listeners.forEach(listener -> listener.onResult(change));
  }

  @Override
  public Collection<FeatureProvider> features() {
    return features;
  }

  @Override
  public void watch(WatchedCluster cluster) {
    before.accept("watch " + cluster.key());
    cluster
        .connection()
        .tls()
        .flatMap(tls -> tls.caPem())
        .filter(pem -> !badPem.isEmpty() && pem.contains(badPem))
        .ifPresent(pem -> {
          throw new BadTlsMaterialException("the CA is no PEM certificate", null);
        });
    if (!cluster.equals(watched.put(cluster.key(), cluster))) {
      log.add("watch " + cluster.key());
    }
  }

  @Override
  public void unwatch(ClusterKey key) {
    before.accept("unwatch " + key);
    if (watched.remove(key) != null) {
      log.add("unwatch " + key);
    }
    states.keySet().removeIf(k -> k.cluster().equals(key));
  }

  @Override
  public void inspect(InspectionSpec spec, Supplier<Recollection> past) {
    FeatureProvider feature =
        features.stream()
            .filter(f -> f.name().equals(spec.feature()))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("feature is unknown"));
    List<String> known = feature.settings().stream().map(SettingSpec::name).toList();
    spec.settings()
        .keySet()
        .forEach(setting -> {
          if (!known.contains(setting)) {
            throw new IllegalArgumentException(
                "setting '" + setting + "' is unknown: there are " + known);
          }
        });
    if (!states.containsKey(spec.key())) {
      recollections.put(spec.key(), past.get());
    }
    states.compute(
        spec.key(),
        (key, before) ->
            before != null && before.spec().equals(spec)
                ? before
                : new InspectionState(
                    spec,
                    Optional.empty(),
                    false,
                    0,
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    List.of()));
  }

  @Override
  public void runNow(InspectionKey key) {
    log.add("run " + key);
  }

  @Override
  public void cancel(InspectionKey key) {
    before.accept("cancel " + key);
    if (states.remove(key) != null) {
      log.add("cancel " + key);
    }
  }

  @Override
  public Optional<InspectionState> inspection(InspectionKey key) {
    return Optional.ofNullable(states.get(key));
  }

  @Override
  public List<InspectionState> inspections(ClusterKey key) {
    return states.values().stream().filter(s -> s.spec().key().cluster().equals(key)).toList();
  }

  @Override
  public List<WatchedCluster> clusters() {
    return List.copyOf(watched.values());
  }

  @Override
  public ClusterAssessment assess(ClusterKey key, List<ConfigurationProblem> problems) {
    return problems.stream()
        .filter(p -> p.blocking() || !said.containsKey(key))
        .findFirst()
        .map(Assessments::blocked)
        .orElseGet(() -> said.getOrDefault(key, Assessments.notObserved()));
  }

  @Override
  public void addListener(ResultListener listener) {
    listeners.add(listener);
  }

  @Override
  public void resume() {
    probing = true;
    log.add("resume");
  }

  @Override
  public void pause() {
    probing = false;
    log.add("pause");
  }

  @Override
  public EngineStats stats() {
    return new EngineStats(
        probing,
        watched.size(),
        states.size(),
        0,
        0,
        Duration.ZERO,
        new Lags(),
        Instant.EPOCH,
        0,
        0,
        Duration.ZERO,
        0);
  }

  @Override
  public void close() {
    log.add("close");
  }
}
