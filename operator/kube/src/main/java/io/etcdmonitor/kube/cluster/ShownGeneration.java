package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.model.InspectionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Which generation of its spec the status of a cluster is about. What ran before an edit is about
 * the spec before it: the new generation is shown when all that the edit changed has been looked
 * at, or could not be for a while. Not thread-safe.
 */
final class ShownGeneration {
  private static final long NONE = -1;

  private long shown = NONE;
  private Set<InspectionKey> awaited = Set.of();
  private Instant edited = Instant.MIN;
  private Instant end = Instant.MIN;

  /**
   * These run anew because of an edit.
   *
   * @param patience how long the generation before is shown at most, however often it is edited
   */
  void await(Set<InspectionKey> changed, Instant now, Duration patience) {
    if (changed.isEmpty()) {
      return;
    }
    end = awaited.isEmpty() ? now.plus(patience) : end;
    edited = now;
    Set<InspectionKey> all = new HashSet<>(awaited);
    all.addAll(changed);
    awaited = all;
  }

  /** Nothing of what was seen is shown any more. */
  void awaitNothing() {
    awaited = Set.of();
  }

  /**
   * The generation to show.
   *
   * @param current generation of the spec
   */
  long of(long current, Engine engine, Instant now) {
    boolean ofAnother = shown == NONE || shown > current;
    if (ofAnother || !now.isBefore(end) || awaited.stream().allMatch(key -> looked(engine, key))) {
      awaited = Set.of();
      shown = current;
    }
    return shown;
  }

  private boolean looked(Engine engine, InspectionKey key) {
    return engine
        .inspection(key)
        .map(state -> state.latest().filter(result -> !result.time().isBefore(edited)).isPresent())
        .orElse(true);
  }
}
