package io.etcdmonitor.engine.schedule;

import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.view.Roster;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** One inspection. Fields change under the scheduler's lock only; the memory belongs to the run. */
final class ScheduledInspection {
  InspectionSpec spec;
  FeatureProvider provider;
  Map<Class<?>, Object> memory = new ConcurrentHashMap<>();

  /** The run whose thread has not ended, settled or not. */
  InspectionRun run;

  /** Runs in a row whose results did not count. */
  int postponed;

  /** A one-shot that has run. */
  boolean done;

  ScheduledInspection(InspectionSpec spec, FeatureProvider provider, Recollection before) {
    this.spec = spec;
    this.provider = provider;
    if (!before.equals(Recollection.NOTHING)) {
      memory.put(Recollection.class, before);
    }
  }

  /** Has the members looked for that a former process knew. */
  void recall(Roster roster) {
    Optional.ofNullable(memory.get(Recollection.class))
        .map(Recollection.class::cast)
        .flatMap(Recollection::cluster)
        .ifPresent(roster::recall);
  }

  void forget() {
    memory = new ConcurrentHashMap<>();
  }

  /** Runs again and again, and costs the cluster little. */
  boolean regular() {
    return !oneShot() && !provider.longRunning();
  }

  boolean oneShot() {
    return spec.interval().isEmpty();
  }
}
