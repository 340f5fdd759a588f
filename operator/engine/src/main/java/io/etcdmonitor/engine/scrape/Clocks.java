package io.etcdmonitor.engine.scrape;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Members' clocks, by the {@code Date} that Go's HTTP server writes into the head of every page.
 * Pure.
 *
 * <p>A member is compared with the others and not with us: when our own clock is wrong, all of them
 * are off by the same. The head tells whole seconds and is written somewhere between our question
 * and the end of the answer, so an offset is right to half a second and half the time that the page
 * took: {@value #SLOWEST_SECONDS} s at most, or it is not used. Two clocks that agree can so seem
 * to be 3 s apart, and no more.
 */
public final class Clocks {
  private static final int SLOWEST_SECONDS = 2;

  private static final Duration SLOWEST = Duration.ofSeconds(SLOWEST_SECONDS);

  private static final Duration CUT_ON_AVERAGE = Duration.ofMillis(500);

  private Clocks() {}

  /**
   * By how much the server's clock is ahead of ours (negative: behind).
   *
   * @param date what it says
   * @param asked when we asked, by our clock
   * @param took how long the answer took; empty result when that was too long
   */
  static Optional<Duration> offset(Instant date, Instant asked, Duration took) {
    return took.compareTo(SLOWEST) > 0
        ? Optional.empty()
        : Optional.of(Duration.between(asked.plus(took.dividedBy(2)), date.plus(CUT_ON_AVERAGE)));
  }

  /**
   * By how much each member's clock is ahead of the median. Where the number of members has no
   * middle, ours is one more; of a single member nothing can be said.
   */
  public static Map<String, Duration> skews(Scrape scrape) {
    Map<String, Duration> offsets = new TreeMap<>();
    scrape
        .members()
        .forEach((id, page) -> page.clockOffset().ifPresent(offset -> offsets.put(id, offset)));
    if (offsets.size() < 2) {
      return Map.of();
    }
    Duration median = median(List.copyOf(offsets.values()));
    offsets.replaceAll((id, offset) -> offset.minus(median));
    return Map.copyOf(offsets);
  }

  private static Duration median(List<Duration> offsets) {
    List<Duration> sorted = new ArrayList<>(offsets);
    if (sorted.size() % 2 == 0) {
      sorted.add(Duration.ZERO);
    }
    sorted.sort(null);
    return sorted.get(sorted.size() / 2);
  }
}
