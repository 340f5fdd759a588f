package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.alert.HistoryEntry;
import io.etcdmonitor.engine.model.ClusterKey;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The newest entries of many histories. Holds no more than are asked for, however many there are: a
 * thousand clusters have ten million. Among equal times, what was offered first comes first.
 */
final class NewestEntries {
  private static final Comparator<Placed> NEWEST_FIRST =
      Comparator.comparing((Placed placed) -> placed.entry().time())
          .reversed()
          .thenComparingLong(Placed::offered);

  private final int limit;
  private final PriorityQueue<Placed> kept = new PriorityQueue<>(NEWEST_FIRST.reversed());
  private long offered;

  /** An entry, its cluster, and how many were offered before it. */
  record Placed(ClusterKey cluster, HistoryEntry entry, long offered) {}

  NewestEntries(int limit) {
    this.limit = limit;
  }

  void offer(ClusterKey cluster, HistoryEntry entry) {
    kept.add(new Placed(cluster, entry, offered++));
    if (kept.size() > limit) {
      kept.remove();
    }
  }

  int size() {
    return kept.size();
  }

  List<Placed> newestFirst() {
    return kept.stream().sorted(NEWEST_FIRST).toList();
  }
}
