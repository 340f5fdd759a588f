package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Objects by key under one revision counter, with a bounded log of changes that watches replay.
 * Thread-safe; what goes in and out is copied.
 */
final class ObjectStore {
  /** Changes that a watch may go back. */
  static final int LOG_LIMIT = 5_000;

  /**
   * Where an object is.
   *
   * @param storage of its kind
   * @param namespace empty for cluster-wide kinds
   * @param name within both
   */
  record Key(String storage, String namespace, String name) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::storage).thenComparing(Key::namespace).thenComparing(Key::name);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * One write.
   *
   * @param revision of the store after it
   * @param key of the object
   * @param before empty when it was created
   * @param after empty when it was deleted; {@code before} then carries the revision of the
   *     deletion
   */
  record Change(long revision, Key key, Optional<ObjectNode> before, Optional<ObjectNode> after) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final NavigableMap<Key, ObjectNode> objects = new TreeMap<>();
  private final Deque<Change> log = new ArrayDeque<>();
  private long revision = 1;

  /** Runs several steps as one: nobody else reads or writes in between. */
  <T> T atomically(Supplier<T> steps) {
    lock.lock();
    try {
      return steps.get();
    } finally {
      lock.unlock();
    }
  }

  long revision() {
    return atomically(() -> revision);
  }

  Optional<ObjectNode> get(Key key) {
    return atomically(() -> Optional.ofNullable(objects.get(key)).map(ObjectNode::deepCopy));
  }

  /** All objects of a storage, in order of namespace and name; an empty namespace means all. */
  List<ObjectNode> list(String storage, String namespace) {
    return atomically(() ->
        objects.tailMap(new Key(storage, namespace, "")).entrySet().stream()
            .takeWhile(e -> e.getKey().storage().equals(storage))
            .takeWhile(e -> namespace.isEmpty() || e.getKey().namespace().equals(namespace))
            .map(e -> e.getValue().deepCopy())
            .toList());
  }

  /** Every object, with its key. */
  List<java.util.Map.Entry<Key, ObjectNode>> everything() {
    return atomically(() ->
        objects.entrySet().stream()
            .map(e -> java.util.Map.entry(e.getKey(), e.getValue().deepCopy()))
            .toList());
  }

  /** Stores an object under a new revision, and gives it back with that. */
  ObjectNode put(Key key, ObjectNode object) {
    return atomically(() -> {
      ObjectNode stored = object.deepCopy();
      Json.metadata(stored).put("resourceVersion", Long.toString(++revision));
      ObjectNode before = objects.put(key, stored);
      record(new Change(revision, key, Optional.ofNullable(before), Optional.of(stored)));
      return stored.deepCopy();
    });
  }

  /** Removes an object; it is no error when there is none. */
  void remove(Key key) {
    atomically(() -> {
      ObjectNode before = objects.remove(key);
      if (before != null) {
        ObjectNode last = before.deepCopy();
        Json.metadata(last).put("resourceVersion", Long.toString(++revision));
        record(new Change(revision, key, Optional.of(last), Optional.empty()));
      }
      return null;
    });
  }

  private void record(Change change) {
    log.addLast(change);
    if (log.size() > LOG_LIMIT) {
      log.removeFirst();
    }
    changed.signalAll();
  }

  /**
   * The changes after a revision; waits for one when there is none yet.
   *
   * @throws ApiError 410 when the log no longer goes back that far
   */
  List<Change> after(long seen, Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!log.isEmpty() && log.size() == LOG_LIMIT && seen + 1 < log.peekFirst().revision()) {
        throw ApiError.expired(seen);
      }
      long nanos = atMost.toNanos();
      while (revision <= seen && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      List<Change> changes = new ArrayList<>();
      var newestFirst = log.descendingIterator();
      while (newestFirst.hasNext()) {
        Change change = newestFirst.next();
        if (change.revision() <= seen) {
          break;
        }
        changes.add(change);
      }
      return changes.reversed();
    } finally {
      lock.unlock();
    }
  }
}
