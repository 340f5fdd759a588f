package io.etcdmonitor.engine.schedule;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Clusters that wait for a permit to be looked at, and the permits. Not thread-safe: the
 * scheduler's lock guards it.
 */
final class Line {
  /**
   * Clusters that are looked at for the first time in the same moment. Each needs new connections,
   * and a thousand handshakes at once would keep all of them from being answered in time.
   */
  private static final int MOST_NEWCOMERS = 16;

  private final int permits;
  private final Deque<ScheduledCluster> known = new ArrayDeque<>();
  private final Deque<ScheduledCluster> newcomers = new ArrayDeque<>();
  private int running;
  private int runningNewcomers;

  Line(int permits) {
    this.permits = permits;
  }

  /** Rounds under way. */
  int running() {
    return running;
  }

  void enter(ScheduledCluster cluster) {
    if (cluster.round.isEmpty() && !cluster.inLine) {
      cluster.inLine = true;
      (cluster.looked ? known : newcomers).add(cluster);
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
  Optional<ScheduledCluster> next() {
    if (running >= permits) {
      return Optional.empty();
    }
    ScheduledCluster next = known.poll();
    if (next == null && runningNewcomers < MOST_NEWCOMERS) {
      next = newcomers.poll();
    }
    if (next != null) {
      next.inLine = false;
    }
    return Optional.ofNullable(next);
  }

  void started(ScheduledCluster cluster) {
    running++;
    runningNewcomers += cluster.looked ? 0 : 1;
  }

  void ended(ScheduledCluster cluster) {
    running--;
    runningNewcomers -= cluster.looked ? 0 : 1;
    cluster.looked = true;
  }
}
