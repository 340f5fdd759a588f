package io.etcdmonitor.app.metrics;

import io.etcdmonitor.engine.feature.LatencyWindow;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.result.ResultListener;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the engine's state does not keep: runs by verdict, and latencies of our reads. */
final class ResultTally implements ResultListener {

  /** One cluster's latencies. */
  record Latencies(LatencyWindow window, LatencyHistogram histogram) {}

  private final Map<InspectionKey, Map<Verdict, LongAdder>> runs = new ConcurrentHashMap<>();
  private final Map<ClusterKey, Latencies> latencies = new ConcurrentHashMap<>();

  @Override
  public void onResult(ResultChange change) {
    runs.computeIfAbsent(change.current().key(), k -> zeros())
        .get(change.current().verdict())
        .increment();
    if (change.spec().primary()) {
      change
          .current()
          .observation()
          .ifPresent(seen -> record(change.current().key().cluster(), seen));
    }
  }

  @Override
  public void onInspectionRemoved(InspectionKey key) {
    runs.remove(key);
  }

  @Override
  public void onClusterRemoved(ClusterKey key) {
    latencies.remove(key);
  }

  long runs(InspectionKey key, Verdict verdict) {
    Map<Verdict, LongAdder> counts = runs.get(key);
    return counts == null ? 0 : counts.get(verdict).sum();
  }

  Optional<Latencies> latencies(ClusterKey key) {
    return Optional.ofNullable(latencies.get(key));
  }

  /** Drops what a result that came late may have left behind after its subject was removed. */
  void retain(Collection<ClusterKey> clusters) {
    runs.keySet().removeIf(key -> !clusters.contains(key.cluster()));
    latencies.keySet().removeIf(key -> !clusters.contains(key));
  }

  int size() {
    return runs.size() + latencies.size();
  }

  private static Map<Verdict, LongAdder> zeros() {
    Map<Verdict, LongAdder> counts = new EnumMap<>(Verdict.class);
    for (Verdict verdict : Verdict.values()) {
      counts.put(verdict, new LongAdder());
    }
    return counts;
  }

  private void record(ClusterKey cluster, ClusterObservation seen) {
    Latencies known =
        latencies.computeIfAbsent(
            cluster, k -> new Latencies(new LatencyWindow(), new LatencyHistogram()));
    for (MemberObservation member : seen.members()) {
      if (member.state() == MemberState.HEALTHY && member.latency().isPresent()) {
        double seconds = member.latency().get().toNanos() / 1e9;
        known.window().add(seen.time(), seconds);
        known.histogram().add(seconds);
      }
    }
  }
}
