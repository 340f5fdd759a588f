package io.etcdmonitor.e2e.bench;

import java.time.Duration;
import java.util.List;

/**
 * How long it took until each of so many clusters was as it was waited for.
 *
 * @param wanted clusters
 * @param waited how long for the slowest, or in vain
 * @param sorted of those that came to it
 */
record Delays(int wanted, Duration waited, List<Duration> sorted) {
  Delays {
    sorted = sorted.stream().sorted().toList();
  }

  boolean complete() {
    return sorted.size() >= wanted;
  }

  /** "12.3 (p50 4.5)" in seconds, or of how many it came true in vain. */
  @Override
  public String toString() {
    String middle = sorted.isEmpty() ? "-" : seconds(sorted.get(sorted.size() / 2));
    return complete() && !sorted.isEmpty()
        ? "%s (p50 %s)".formatted(seconds(sorted.get(sorted.size() - 1)), middle)
        : "%d of %d in %s".formatted(sorted.size(), wanted, seconds(waited));
  }

  private static String seconds(Duration duration) {
    return "%.1f".formatted(duration.toMillis() / 1e3);
  }
}
