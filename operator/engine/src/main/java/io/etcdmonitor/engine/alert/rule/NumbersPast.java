package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.result.InspectionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The recent past of the numbers that some rule watches over a window. Not thread-safe. */
final class NumbersPast {
  private static final int POINTS = 360;

  private record Point(Instant time, double value) {}

  /** Two rules may watch one number over different times: the shorter would cut the longer off. */
  private record SeriesKey(
      String feature, String name, String member, String label, Duration window) {
    static SeriesKey of(Condition.Change change, Measurement m) {
      return new SeriesKey(change.feature(), m.name(), m.member(), m.label(), change.window());
    }
  }

  private final Map<SeriesKey, Deque<Point>> series = new HashMap<>();

  /**
   * Takes a result.
   *
   * @param watched what rules watch, of whatever feature
   * @param tooOld a look that was so long before a window says nothing of it
   */
  void add(
      Collection<Condition.Change> watched,
      InspectionResult latest,
      List<Measurement> measurements,
      Duration tooOld) {
    watched.stream()
        .filter(w -> w.feature().equals(latest.feature()))
        .forEach(w -> keep(w, latest.time(), measurements, tooOld));
    series.entrySet().removeIf(one -> isOver(one.getKey(), one.getValue(), latest));
  }

  private void keep(
      Condition.Change window, Instant time, List<Measurement> measurements, Duration tooOld) {
    for (Measurement m : measurements) {
      if (m.name().equals(window.measurement())
          && (window.label().isEmpty() || window.label().equals(m.label()))) {
        Deque<Point> points =
            series.computeIfAbsent(SeriesKey.of(window, m), key -> new ArrayDeque<>());
        Point last = points.peekLast();
        if (last == null
            || Duration.between(last.time(), time).compareTo(window.window().dividedBy(POINTS))
                >= 0) {
          points.add(new Point(time, m.value()));
        }
        forget(points, time.minus(window.window()), tooOld);
      }
    }
  }

  /**
   * Of what was before the window only the last is kept, unless it is too old: no look is at the
   * very moment the window begins, and between two looks there may be more time than it has.
   */
  private static void forget(Deque<Point> points, Instant begin, Duration tooOld) {
    Point first = points.removeFirst();
    while (!points.isEmpty() && !points.peekFirst().time().isAfter(begin)) {
      first = points.removeFirst();
    }
    if (points.isEmpty() || !first.time().isBefore(begin.minus(tooOld))) {
      points.addFirst(first);
    }
  }

  /** Of members that are gone, and of windows that no rule asks for any more. */
  private static boolean isOver(SeriesKey key, Deque<Point> points, InspectionResult latest) {
    return key.feature().equals(latest.feature())
        && points.peekLast().time().isBefore(latest.time().minus(key.window()));
  }

  /** By how much a number has grown within the window; empty until the window is nearly full. */
  Optional<Double> growth(Condition.Change change, Measurement latest) {
    Deque<Point> points = series.get(SeriesKey.of(change, latest));
    if (points == null || points.size() < 2) {
      return Optional.empty();
    }
    Duration span = Duration.between(points.peekFirst().time(), points.peekLast().time());
    boolean full = span.multipliedBy(10).compareTo(change.window().multipliedBy(9)) >= 0;
    return full ? Optional.of(latest.value() - points.peekFirst().value()) : Optional.empty();
  }

  /** Forgets a feature. */
  void remove(String feature) {
    series.keySet().removeIf(key -> key.feature().equals(feature));
  }

  void clear() {
    series.clear();
  }
}
