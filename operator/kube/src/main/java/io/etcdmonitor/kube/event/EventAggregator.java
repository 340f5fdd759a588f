package io.etcdmonitor.kube.event;

import io.etcdmonitor.engine.model.ClusterKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether something becomes a new Event or one more in the series of an earlier one. Not
 * thread-safe.
 *
 * <p>The same reason for the same member of the same object within the window belongs to one
 * series, whatever the note says. A series is written at most once per {@link #SERIES_PAUSE}; each
 * object has a budget per hour.
 */
final class EventAggregator {
  /** After so long without a repeat the next one is a new Event. */
  static final Duration WINDOW = Duration.ofMinutes(10);

  /** Repeats are counted in memory so long before the series is written. */
  static final Duration SERIES_PAUSE = Duration.ofSeconds(30);

  private static final Duration HOUR = Duration.ofHours(1);

  private final int perObjectPerHour;
  private final Map<Key, Series> series = new HashMap<>();
  private final Map<Subject, Deque<Instant>> written = new HashMap<>();

  EventAggregator(int perObjectPerHour) {
    this.perObjectPerHour = perObjectPerHour;
  }

  /** Object that an Event is about; one that was made again under the same name is another. */
  record Subject(ClusterKey cluster, Optional<String> inspection, String uid) {}

  /** What makes two Events the same. */
  record Key(Subject subject, String reason, String member) {}

  /** An Event that was written and what came after it. */
  static final class Series {
    final String namespace;
    final String name;
    int count = 1;
    Instant last;
    Instant saved;

    Series(String namespace, String name, Instant time) {
      this.namespace = namespace;
      this.name = name;
      this.last = time;
      this.saved = time;
    }

    boolean unsaved() {
      return last.isAfter(saved);
    }
  }

  static Key key(EventNote note, String uid) {
    return new Key(
        new Subject(note.cluster(), note.inspection(), uid), note.reason(), note.member());
  }

  /** Counts a repeat; empty when there is no series it belongs to. */
  Optional<Series> repeat(Key key, Instant now) {
    Series known = series.get(key);
    if (known == null || known.last.plus(WINDOW).isBefore(now)) {
      return Optional.empty();
    }
    known.count++;
    known.last = now;
    return Optional.of(known);
  }

  /** Whether the object may have one more Event now. */
  boolean allowed(Key key, Instant now) {
    Deque<Instant> times = written.computeIfAbsent(key.subject(), s -> new ArrayDeque<>());
    while (!times.isEmpty() && times.peekFirst().plus(HOUR).isBefore(now)) {
      times.removeFirst();
    }
    return times.size() < perObjectPerHour;
  }

  /** Begins a series with an Event that was written. */
  void created(Key key, String namespace, String name, Instant now) {
    series.put(key, new Series(namespace, name, now));
    written.computeIfAbsent(key.subject(), s -> new ArrayDeque<>()).addLast(now);
  }

  /** A series whose repeats are due to be written. */
  Optional<Map.Entry<Key, Series>> due(Instant now) {
    return series.entrySet().stream()
        .filter(e -> e.getValue().unsaved())
        .filter(e -> !e.getValue().saved.plus(SERIES_PAUSE).isAfter(now))
        .findFirst();
  }

  /** Forgets a series whose Event is gone. */
  void lost(Key key) {
    series.remove(key);
  }

  /** Forgets what is over. */
  void sweep(Instant now) {
    series.values().removeIf(s -> !s.unsaved() && s.last.plus(WINDOW).isBefore(now));
    written.values().removeIf(t -> t.isEmpty() || t.peekLast().plus(HOUR).isBefore(now));
  }

  /** Series and objects in memory. */
  int size() {
    return series.size() + written.size();
  }
}
