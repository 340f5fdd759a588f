package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.result.ResultChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Results on their way from the hub. Putting never waits. Each cluster may have so many waiting;
 * beyond that an older result of the same inspection gives way, never its newest: what is so at the
 * end is always seen.
 */
final class Inbox {
  static final int PER_CLUSTER = 256;

  /**
   * One thing that happened.
   *
   * @param result of a run
   * @param removed inspection that is no longer run
   */
  record Item(Optional<ResultChange> result, Optional<InspectionKey> removed) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private Map<ClusterKey, Deque<Item>> waiting = new LinkedHashMap<>();
  private boolean poked;
  private long coalesced;

  void result(ResultChange change) {
    put(change.spec().key().cluster(), new Item(Optional.of(change), Optional.empty()));
  }

  void removed(InspectionKey key) {
    put(key.cluster(), new Item(Optional.empty(), Optional.of(key)));
  }

  private void put(ClusterKey cluster, Item item) {
    lock.lock();
    try {
      // Who gathers more of it need not wake for each.
      boolean first = waiting.isEmpty();
      Deque<Item> queue = waiting.computeIfAbsent(cluster, key -> new ArrayDeque<>());
      if (queue.size() >= PER_CLUSTER) {
        makeRoom(queue, item);
      }
      queue.add(item);
      if (first) {
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void makeRoom(Deque<Item> queue, Item item) {
    Iterator<Item> oldest = queue.iterator();
    while (oldest.hasNext()) {
      Item old = oldest.next();
      if (old.result().isPresent()
          && item.result().isPresent()
          && old.result().get().spec().key().equals(item.result().get().spec().key())) {
        oldest.remove();
        coalesced++;
        return;
      }
    }
  }

  /** Wakes the one who waits. */
  void poke() {
    lock.lock();
    try {
      poked = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for something and takes all there is, in order by cluster.
   *
   * @param millis how long at most
   * @param more how long for more of it once there is something, in milliseconds
   */
  List<Map.Entry<ClusterKey, List<Item>>> take(long millis, long more) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (waiting.isEmpty() && !poked && left > 0) {
        left = arrived.awaitNanos(left);
      }
      left = waiting.isEmpty() ? 0 : TimeUnit.MILLISECONDS.toNanos(more);
      while (!poked && left > 0) {
        left = arrived.awaitNanos(left);
      }
      poked = false;
      List<Map.Entry<ClusterKey, List<Item>>> all = new ArrayList<>();
      waiting.forEach((key, queue) -> all.add(Map.entry(key, List.copyOf(queue))));
      waiting = new LinkedHashMap<>();
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Results that gave way to newer ones. */
  long coalesced() {
    lock.lock();
    try {
      return coalesced;
    } finally {
      lock.unlock();
    }
  }
}
