package io.etcdmonitor.kube.status;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters by outcome. Thread-safe. */
public final class Outcomes<E extends Enum<E>> {
  private final Class<E> type;
  private final Map<E, LongAdder> counts;

  public Outcomes(Class<E> type) {
    this.type = type;
    this.counts = new EnumMap<>(type);
    for (E outcome : type.getEnumConstants()) {
      counts.put(outcome, new LongAdder());
    }
  }

  /** Counts one. */
  public void count(E outcome) {
    counts.get(outcome).increment();
  }

  /** All outcomes with their counts, those that never happened too. */
  public Map<E, Long> snapshot() {
    Map<E, Long> copy = new EnumMap<>(type);
    counts.forEach((outcome, count) -> copy.put(outcome, count.sum()));
    return copy;
  }
}
