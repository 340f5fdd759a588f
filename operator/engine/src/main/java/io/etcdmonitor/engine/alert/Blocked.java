package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.model.ClusterKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Clusters that cannot be watched, such as those whose Secret is gone, and since when. */
final class Blocked {
  /** As long as results may be missing before that is told. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Surroundings surroundings;
  private final Map<ClusterKey, Instant> since = new HashMap<>();

  Blocked(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Those of which nothing can be known for too long, each with why. */
  Map<ClusterKey, String> tooLong(Instant now) {
    Map<ClusterKey, String> blocked = new HashMap<>(surroundings.blocked());
    since.keySet().retainAll(blocked.keySet());
    blocked.keySet().forEach(key -> since.putIfAbsent(key, now));
    blocked.keySet().removeIf(key -> now.isBefore(since.get(key).plus(PATIENCE)));
    return blocked;
  }
}
