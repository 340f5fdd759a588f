package io.etcdmonitor.engine.schedule;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Keys by the time they are due; each at most once. Not thread-safe.
 *
 * @param <K> what is due
 */
final class DueQueue<K> {
  private record Slot<K>(K key, Instant due, long order) {}

  private final PriorityQueue<Slot<K>> heap =
      new PriorityQueue<>(
          Comparator.<Slot<K>, Instant>comparing(Slot::due).thenComparingLong(Slot::order));
  private final Map<K, Slot<K>> current = new HashMap<>();
  private long orders;

  /** Makes a key due then, and not when it was due before. */
  void put(K key, Instant due) {
    Slot<K> slot = new Slot<>(key, due, orders++);
    current.put(key, slot);
    heap.add(slot);
    if (heap.size() > 64 && heap.size() > 4 * current.size()) {
      heap.removeIf(s -> !s.equals(current.get(s.key())));
    }
  }

  void remove(K key) {
    current.remove(key);
  }

  void clear() {
    current.clear();
    heap.clear();
  }

  Optional<Instant> dueOf(K key) {
    return Optional.ofNullable(current.get(key)).map(Slot::due);
  }

  /** Takes the first key that is due by then. */
  Optional<K> poll(Instant now) {
    Slot<K> first = first();
    if (first == null || first.due().isAfter(now)) {
      return Optional.empty();
    }
    heap.poll();
    current.remove(first.key());
    return Optional.of(first.key());
  }

  /** When the first key is due. */
  Optional<Instant> next() {
    return Optional.ofNullable(first()).map(Slot::due);
  }

  private Slot<K> first() {
    Slot<K> first = heap.peek();
    while (first != null && !first.equals(current.get(first.key()))) {
      heap.poll();
      first = heap.peek();
    }
    return first;
  }
}
