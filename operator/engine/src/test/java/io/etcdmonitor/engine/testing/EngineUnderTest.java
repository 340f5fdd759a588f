package io.etcdmonitor.engine.testing;

import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.EngineBuilder;
import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.assess.ConditionFact;
import io.etcdmonitor.engine.assess.ConditionType;
import io.etcdmonitor.engine.assess.Health;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.result.ResultListener;
import io.etcdmonitor.engine.transition.Transition;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.grpc.NettyEtcdConnector;
import io.etcdmonitor.etcd.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The whole engine, in real time, on one real cluster, with short intervals. */
public final class EngineUnderTest implements AutoCloseable, ResultListener {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final ClusterKey KEY = new ClusterKey("test", "etcd");

  public final Engine engine;
  private final NettyEtcdConnector connector = new NettyEtcdConnector();
  private final List<Transition> transitions = new CopyOnWriteArrayList<>();
  private final List<InspectionResult> results = new CopyOnWriteArrayList<>();

  public EngineUnderTest(ConnectionSpec spec) {
    engine = new EngineBuilder(connector).build();
    engine.addListener(this);
    engine.watch(watched(spec, Expected.NOTHING));
    engine.resume();
  }

  public static WatchedCluster watched(ConnectionSpec spec, Expected expected) {
    return new WatchedCluster(KEY, "", spec, Thresholds.DEFAULTS, expected, MetricsAccess.DEFAULT);
  }

  @Override
  public void onResult(ResultChange change) {
    results.add(change.current());
    transitions.addAll(change.transitions());
  }

  /** Runs a feature every second. */
  public EngineUnderTest with(String feature, Map<String, String> settings) {
    engine.inspect(
        new InspectionSpec(
            new InspectionKey(KEY, "etcd-" + feature),
            feature,
            Optional.of(Duration.ofSeconds(1)),
            Duration.ofSeconds(10),
            settings,
            true));
    return this;
  }

  public EngineUnderTest with(String feature) {
    return with(feature, Map.of());
  }

  /** Waits for a result of a feature, from now on. */
  public InspectionResult await(
      String what, String feature, Predicate<InspectionResult> condition) {
    return await(mark(), what, feature, condition);
  }

  /** Now, for {@link #await(int, String, String, Predicate)} of several features. */
  public int mark() {
    return results.size();
  }

  /** Waits for a result of a feature, from a mark on. */
  public InspectionResult await(
      int from, String what, String feature, Predicate<InspectionResult> condition) {
    InspectionResult[] found = {null};
    Await.until(
        what,
        PATIENCE,
        () -> {
          List<InspectionResult> now = List.copyOf(results);
          for (InspectionResult result : now.subList(from, now.size())) {
            if (result.feature().equals(feature) && condition.test(result)) {
              found[0] = result;
              return true;
            }
          }
          return false;
        },
        () -> "; last: " + last(feature));
    return found[0];
  }

  /** Results of a feature that any condition holds for. */
  public List<InspectionResult> results(String feature) {
    return results.stream().filter(r -> r.feature().equals(feature)).toList();
  }

  public List<Transition> transitions() {
    return transitions;
  }

  public ClusterAssessment assess() {
    return engine.assess(KEY, List.of());
  }

  public ClusterAssessment awaitHealth(Health health) {
    Await.until(
        "health is " + health,
        PATIENCE,
        () -> assess().health() == health,
        () -> "; is " + assess());
    return assess();
  }

  public ConditionFact condition(ConditionType type) {
    return assess().conditions().stream().filter(c -> c.type() == type).findFirst().orElseThrow();
  }

  private Object last(String feature) {
    return engine
        .inspection(new InspectionKey(KEY, "etcd-" + feature))
        .flatMap(InspectionState::latest)
        .map(r -> r.verdict() + " " + r.reason() + ": " + r.message() + " " + r.findings())
        .orElse("none");
  }

  @Override
  public void close() {
    engine.close();
    connector.close();
  }
}
