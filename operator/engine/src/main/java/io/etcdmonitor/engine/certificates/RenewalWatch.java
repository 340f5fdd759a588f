package io.etcdmonitor.engine.certificates;

import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.result.ResultListener;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Has certificates judged as soon as a member shows another one, in place of at the next hourly
 * run. Thread-safe.
 */
public final class RenewalWatch implements ResultListener {
  private final Function<ClusterKey, List<InspectionState>> inspections;
  private final Consumer<InspectionKey> runNow;

  /** When each member's certificate ends, as last seen. */
  private final Map<ClusterKey, Map<String, Instant>> known = new ConcurrentHashMap<>();

  public RenewalWatch(
      Function<ClusterKey, List<InspectionState>> inspections, Consumer<InspectionKey> runNow) {
    this.inspections = inspections;
    this.runNow = runNow;
  }

  @Override
  public void onResult(ResultChange change) {
    Optional<ClusterObservation> observation = change.current().observation();
    if (observation.isEmpty()) {
      return;
    }
    ClusterKey cluster = change.spec().key().cluster();
    Map<String, Instant> ends = known.get(cluster);
    boolean first = ends == null;
    if (first) {
      ends = known.computeIfAbsent(cluster, key -> new ConcurrentHashMap<>());
    }
    if (learn(ends, observation.get()) && !first) {
      inspections.apply(cluster).stream()
          .map(InspectionState::spec)
          .filter(s -> s.feature().equals(FeatureNames.CERTIFICATE) && s.interval().isPresent())
          .forEach(s -> runNow.accept(s.key()));
    }
  }

  /** Whether anything is new. A member that shows none now keeps what it last showed. */
  private static boolean learn(Map<String, Instant> ends, ClusterObservation observation) {
    Set<String> members = new HashSet<>();
    observation.members().forEach(member -> members.add(member.id()));
    ends.keySet().retainAll(members);
    boolean[] renewed = {false};
    observation
        .members()
        .forEach(member ->
            member
                .certificateNotAfter()
                .ifPresent(end -> renewed[0] |= !end.equals(ends.put(member.id(), end))));
    return renewed[0];
  }

  @Override
  public void onClusterRemoved(ClusterKey key) {
    known.remove(key);
  }
}
