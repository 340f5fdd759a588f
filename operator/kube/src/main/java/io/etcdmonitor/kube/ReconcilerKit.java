package io.etcdmonitor.kube;

import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.kube.alert.KubeAlerts;
import io.etcdmonitor.kube.leader.LeaderGate;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What both reconcilers need.
 *
 * @param engine observes
 * @param gate whether this replica may write
 * @param caches what the informers know
 * @param standings how it stands with each cluster
 * @param pokes has objects reconciled
 * @param alerts of all clusters
 * @param clock time
 */
public record ReconcilerKit(
    Engine engine,
    LeaderGate gate,
    ObjectCaches caches,
    ClusterStandings standings,
    PokeQueue pokes,
    KubeAlerts alerts,
    Clock clock) {

  private static final long RETRY_MILLIS = 5_000;
  private static final Duration SETTLE = Duration.ofSeconds(20);

  /** The engine looks at 16 clusters at a time, and gives each a second. */
  private static final Duration SETTLE_EACH = Duration.ofSeconds(1).dividedBy(16);

  /**
   * How long a restarted operator leaves a status alone until it has looked itself: 20 s, and the
   * time that it takes to look at all.
   */
  public Duration settle() {
    return SETTLE.plus(SETTLE_EACH.multipliedBy(standings.size()));
  }

  /** What takes the place of deleted objects. */
  public Successors successors() {
    return new Successors(caches, gate, pokes);
  }

  /** How long to wait for an API that is away: 5 to 10 s, not the same for everyone. */
  public Duration retryPause() {
    return Duration.ofMillis(RETRY_MILLIS + ThreadLocalRandom.current().nextLong(RETRY_MILLIS));
  }
}
