package io.etcdmonitor.engine.walk;

import io.etcdmonitor.engine.EngineByHand;
import io.etcdmonitor.engine.alert.AlertsByHand;
import io.etcdmonitor.engine.alert.OpenAlert;
import io.etcdmonitor.engine.alert.Surroundings;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Change;
import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.assess.Health;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.result.ResultListener;
import io.etcdmonitor.engine.transition.Transition;
import io.etcdmonitor.engine.transition.TransitionType;
import io.etcdmonitor.etcd.ConnectionSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** An engine with its alerts that watches one cluster, and objects to what it says. */
final class Watcher implements ResultListener {
  private static final ClusterKey KEY = new ClusterKey("walk", "etcd");

  /** By then everything that looks has looked, at the longest interval, and again. */
  private static final Duration SEEN = Duration.ofSeconds(400);

  private final LivingEtcd etcd;
  private final Wishes wishes;
  private final Random random;
  private final AlertsByHand alerts;
  private final Pairs pairs = new Pairs();
  private final Set<String> firing = new TreeSet<>();
  private final List<String> log = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private EngineByHand hand;
  private boolean ending;

  Watcher(LivingEtcd etcd, Wishes wishes, Random random) {
    this.etcd = etcd;
    this.wishes = wishes;
    this.random = random;
    alerts = new AlertsByHand(surroundings(), etcd.clock());
    alerts.addListener(this::changed);
    start(Map.of());
  }

  private Surroundings surroundings() {
    return new Surroundings() {
      @Override
      public boolean active() {
        return true;
      }

      @Override
      public Fate fate(ClusterKey cluster) {
        return wishes.suspended ? Fate.PAUSED : Fate.WATCHED;
      }
    };
  }

  private void start(Map<String, Recollection> before) {
    hand = new EngineByHand(etcd, etcd.clock(), random);
    hand.engine.addListener(alerts.listener());
    hand.engine.addListener(this);
    hand.engine.resume();
    apply(before);
  }

  /** The operator is started anew; the statuses that it wrote and what its alerts store stay. */
  void restart() {
    Map<String, Recollection> before = new HashMap<>();
    Set<String> unseen = new TreeSet<>();
    for (InspectionState state : hand.engine.inspections(KEY)) {
      boolean failing = pairs.failing(state.spec().key());
      state.latest().ifPresent(r -> before.put(r.feature(), Memories.of(r, failing)));
      state.latest().stream()
          .flatMap(r -> r.observation().stream())
          .flatMap(seen -> seen.members().stream())
          .filter(m -> m.state() == MemberState.UNKNOWN)
          .forEach(m -> unseen.add(m.label()));
    }
    ending = true;
    hand.engine.close();
    ending = false;
    pairs.restarted(unseen);
    start(before);
  }

  Wishes wishes() {
    return wishes;
  }

  /** Has the engine do what is wished. */
  void apply() {
    apply(Map.of());
  }

  private void apply(Map<String, Recollection> before) {
    if (wishes.suspended) {
      hand.engine.unwatch(KEY);
      return;
    }
    MetricsAccess metrics =
        new MetricsAccess(
            wishes.pages,
            Optional.empty(),
            OptionalInt.empty(),
            "/metrics",
            Duration.ofSeconds(30));
    hand.engine.watch(
        new WatchedCluster(
            KEY,
            "",
            ConnectionSpec.plain(wishes.seeds),
            wishes.thresholds,
            Expected.NOTHING,
            metrics));
    for (FeatureProvider feature : hand.engine.features()) {
      String name = feature.name();
      InspectionKey key = new InspectionKey(KEY, "etcd-" + name);
      if (!Wishes.FEATURES.contains(name) || wishes.off.contains(name)) {
        hand.engine.cancel(key);
        continue;
      }
      Duration interval = wishes.intervals.getOrDefault(name, feature.defaultInterval(metrics));
      hand.engine.inspect(
          new InspectionSpec(
              key, name, Optional.of(interval), Duration.ofSeconds(20), Map.of(), true),
          () -> before.getOrDefault(name, Recollection.NOTHING));
    }
  }

  /** Does what is due now; says when to come again. */
  Instant tick() {
    Instant next = hand.tick();
    alerts.settle();
    return next;
  }

  ClusterAssessment assess() {
    return hand.engine.assess(KEY, List.of());
  }

  List<InspectionResult> latest() {
    return hand.engine.inspections(KEY).stream().flatMap(s -> s.latest().stream()).toList();
  }

  List<OpenAlert> open() {
    return alerts.open(KEY);
  }

  Map<String, Integer> sizes() {
    return Sizes.of(hand.engine, alerts.engine());
  }

  List<String> wrong() {
    return wrong;
  }

  List<String> log() {
    return log;
  }

  void log(String what) {
    log.add(etcd.clock().instant() + " " + what);
  }

  private void wrong(String what) {
    log("WRONG: " + what);
    wrong.add(etcd.clock().instant() + " " + what);
  }

  @Override
  public void onResult(ResultChange change) {
    InspectionResult result = change.current();
    if (change.significant()) {
      log(result.feature() + " " + result.verdict() + " " + result.message());
    }
    change.transitions().forEach(this::told);
    if (assess().health() != Health.HEALTHY) {
      return;
    }
    if (result.feature().equals(FeatureNames.HEALTHY) && result.verdict() == Verdict.UNKNOWN) {
      wrong("Healthy, but could not look: " + result.message());
    }
    // Data is compared hourly, and not while there is nobody to compare it with.
    Set<String> faults = Truth.of(etcd);
    faults.remove(Truth.DIVERGED);
    faults.removeIf(fault -> fault.contains("Alarm") && wishes.off.contains(FeatureNames.ALARM));
    if (etcd.still().compareTo(SEEN) > 0 && !faults.isEmpty()) {
      wrong("Healthy, but there are " + faults);
    }
  }

  private void told(Transition transition) {
    log("event " + transition.type().word() + " " + transition.message());
    TransitionType type = transition.type();
    boolean still =
        (type == TransitionType.QUORUM_RESTORED && Truth.of(etcd).contains(Truth.QUORUM_LOST))
            || (type == TransitionType.DATA_CONSISTENT && Truth.of(etcd).contains(Truth.DIVERGED));
    if (still) {
      wrong("told to be over, and is not: " + transition.message());
    }
    pairs.check(transition).ifPresent(this::wrong);
  }

  @Override
  public void onInspectionRemoved(InspectionKey key) {
    if (!ending) {
      pairs.removed(key);
    }
  }

  private void changed(Alert alert, Change change) {
    String name = alert.identity().rule() + "/" + alert.identity().subject();
    log("alert " + change + " " + name + " " + alert.endReason());
    switch (change) {
      case FIRED, REOPENED -> {
        if (!firing.add(name)) {
          wrong("fires twice: " + name);
        }
      }
      case RESOLVED -> {
        if (!firing.remove(name)) {
          wrong("resolved twice: " + name);
        }
        if (alert.endReason().isEmpty() && Truth.of(etcd).contains(name)) {
          wrong("resolved, and is still so: " + name);
        }
      }
      default -> {}
    }
  }
}
