package io.etcdmonitor.engine.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Clusters that wait for a permit to be looked at, and the permits. Not thread-safe: the
 * scheduler's lock guards it.
 */
final class Line {
  /**
   * Clusters without connections (new ones, and those of which nobody answered last time) that are
   * looked at in the same moment. A thousand handshakes at once would keep all of them from being
   * answered in time, again and again.
   */
  private static final int MOST_NEWCOMERS = 16;

  /** Rounds, and newcomers among them, while this process is late: more would all be late. */
  private static final int STRAINED = 16;

  private static final int STRAINED_NEWCOMERS = 2;

  /** Who takes longer than this waits for the network, not for us: another may begin. */
  private static final Duration CONNECTING = Duration.ofSeconds(1);

  private final int permits;
  private final Deque<ScheduledCluster> known = new ArrayDeque<>();
  private final Deque<ScheduledCluster> newcomers = new ArrayDeque<>();
  private final Map<ScheduledCluster, Instant> connecting = new HashMap<>();
  private int running;

  Line(int permits) {
    this.permits = permits;
  }

  /** Rounds under way. */
  int running() {
    return running;
  }

  /** Whether nobody waits. */
  boolean isEmpty() {
    return known.isEmpty() && newcomers.isEmpty();
  }

  void enter(ScheduledCluster cluster) {
    if (cluster.round.isEmpty() && !cluster.inLine) {
      cluster.inLine = true;
      (cluster.answered ? known : newcomers).add(cluster);
    }
  }

  void leave(ScheduledCluster cluster) {
    known.remove(cluster);
    newcomers.remove(cluster);
  }

  void clear() {
    known.clear();
    newcomers.clear();
  }

  /** Whose turn it is; empty when nobody waits or no permit is left. */
  Optional<ScheduledCluster> next(Instant now, boolean strained) {
    if (running >= (strained ? Math.min(STRAINED, permits) : permits)) {
      return Optional.empty();
    }
    ScheduledCluster next = known.poll();
    if (next == null && !newcomers.isEmpty()) {
      connecting.values().removeIf(since -> !now.isBefore(since.plus(CONNECTING)));
      int most = strained ? STRAINED_NEWCOMERS : MOST_NEWCOMERS;
      next = connecting.size() < most ? newcomers.poll() : null;
    }
    if (next != null) {
      next.inLine = false;
    }
    return Optional.ofNullable(next);
  }

  void started(ScheduledCluster cluster, Instant now) {
    running++;
    if (!cluster.answered) {
      connecting.put(cluster, now);
    }
    cluster.answered = false;
  }

  void ended(ScheduledCluster cluster) {
    running--;
    connecting.remove(cluster);
  }
}
