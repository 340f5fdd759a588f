package io.etcdmonitor.toolkit.metrics;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A histogram as a metrics page tells it: how many observations were at most so large. Immutable.
 */
public final class Buckets {
  private final TreeMap<Double, Double> cumulative;

  Buckets(Map<Double, Double> cumulative) {
    this.cumulative = new TreeMap<>(cumulative);
  }

  /** Number of observations. */
  public double count() {
    return cumulative.lastEntry().getValue();
  }

  /** What was observed since an earlier reading; empty when the member restarted in between. */
  public Optional<Buckets> since(Buckets earlier) {
    if (!cumulative.keySet().equals(earlier.cumulative.keySet())) {
      return Optional.empty();
    }
    TreeMap<Double, Double> difference = new TreeMap<>();
    cumulative.forEach(
        (bound, count) -> difference.put(bound, count - earlier.cumulative.get(bound)));
    return difference.values().stream().anyMatch(count -> count < 0)
        ? Optional.empty()
        : Optional.of(new Buckets(difference));
  }

  /**
   * A quantile, interpolated within its bucket as Prometheus does; the largest finite bound when it
   * lies {@link #beyond} that. Empty without observations.
   */
  public OptionalDouble quantile(double q) {
    if (count() <= 0) {
      return OptionalDouble.empty();
    }
    double rank = q * count();
    double low = 0;
    double below = 0;
    for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
      if (bucket.getValue() >= rank) {
        if (bucket.getKey().isInfinite()) {
          return OptionalDouble.of(low);
        }
        double inside = bucket.getValue() - below;
        double share = inside <= 0 ? 1 : (rank - below) / inside;
        return OptionalDouble.of(low + (bucket.getKey() - low) * share);
      }
      low = bucket.getKey();
      below = bucket.getValue();
    }
    return OptionalDouble.of(low);
  }

  /** Whether a quantile is larger than the largest bound that the member measures. */
  public boolean beyond(double q) {
    Map.Entry<Double, Double> last = cumulative.lowerEntry(Double.POSITIVE_INFINITY);
    return count() > 0 && (last == null || last.getValue() < q * count());
  }
}
