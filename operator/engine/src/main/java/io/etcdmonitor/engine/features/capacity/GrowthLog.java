package io.etcdmonitor.engine.features.capacity;

import io.etcdmonitor.engine.features.capacity.Forecast.Confidence;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One member's database sizes over up to a day, and the growth in them. The slope is the median of
 * all slopes between two points (Theil-Sen): a burst, a pause or an outlier of up to a quarter of
 * the points does not move it. Where the last hours steadily differ from that day, they count: a
 * client that runs wild at noon fills the database before the day has noticed. Points thin out as
 * time goes on, so that there are at most {@value #MOST}. A file that shrank was defragmented: what
 * was before tells nothing of what comes.
 */
final class GrowthLog {
  static final int MOST = 120;

  /** Less time, or fewer points, makes no forecast. */
  static final Duration SHORTEST = Duration.ofMinutes(15);

  static final int FEWEST = 10;

  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Duration LONG = Duration.ofHours(1);

  /** The present; {@link #FEWEST} points at least, which are some more after a day. */
  private static final Duration LATELY = Duration.ofHours(2);

  /** Nobody can tell from an hour what happens in a week. */
  private static final int FORESIGHT = 10;

  /** Growth below this over all that was seen is noise. */
  private static final long NOISE = 1L << 20;

  private static final double STEADY = 0.8;
  private static final double FAIRLY_STEADY = 0.5;

  /** Room for so many, doubled until it is for {@link #MOST}. */
  private static final int AT_FIRST = MOST / 8;

  /** Unix time, unsigned. */
  private int[] seconds = new int[AT_FIRST];

  private long[] sizes = new long[AT_FIRST];
  private int count;
  private long spacing;

  /** Takes in a size. */
  void saw(Instant time, long size) {
    long now = time.getEpochSecond();
    if (count > 0 && (size < sizes[count - 1] * 0.9 || now < second(count - 1))) {
      count = 0;
      spacing = 0;
    }
    if (count > 0 && now - second(count - 1) < spacing) {
      return;
    }
    if (count == MOST) {
      thin();
    }
    if (count == sizes.length) {
      seconds = Arrays.copyOf(seconds, count * 2);
      sizes = Arrays.copyOf(sizes, count * 2);
    }
    seconds[count] = (int) now;
    sizes[count] = size;
    count++;
    forget(now - LONGEST.toSeconds());
  }

  /**
   * How it grows.
   *
   * @param quota bytes; not positive when there is none to reach
   */
  Forecast forecast(Instant now, long size, long quota) {
    Forecast all = forecast(0, now, size, quota);
    int from = lately();
    if (from == 0 || all.confidence() == Confidence.NONE) {
      return all;
    }
    Forecast lately = forecast(from, now, size, quota);
    return lately.confidence().compareTo(Confidence.LOW) > 0 && another(lately, all) ? lately : all;
  }

  /** Where the last hours begin; 0 when there is little before them. */
  private int lately() {
    int from = Math.max(0, count - FEWEST);
    while (from > 0 && second(count - 1) - second(from - 1) <= LATELY.toSeconds()) {
      from--;
    }
    return from;
  }

  /** Whether two growths differ by more than noise, and by more than half or double. */
  private static boolean another(Forecast lately, Forecast all) {
    double now = lately.bytesPerSecond().orElse(0);
    double before = all.bytesPerSecond().orElse(0);
    return Math.abs(now - before) * lately.seen().toSeconds() >= NOISE
        && (now > before * 2 || now < before / 2);
  }

  /** From the points from this one on. */
  private Forecast forecast(int from, Instant now, long size, long quota) {
    Duration seen =
        count == 0 ? Duration.ZERO : Duration.ofSeconds(second(count - 1) - second(from));
    if (count - from < FEWEST || seen.compareTo(SHORTEST) < 0) {
      return Forecast.none(seen);
    }
    double[] slopes = slopes(from);
    double slope = median(slopes);
    double grown = sizes[count - 1] - sizes[from];
    if (slope <= 0 || grown < NOISE) {
      Confidence confidence = seen.compareTo(LONG) >= 0 ? Confidence.HIGH : Confidence.MEDIUM;
      return new Forecast(
          confidence, OptionalDouble.of(Math.max(0, slope)), Optional.empty(), seen);
    }
    Confidence confidence = confidence(slopes, slope, seen);
    OptionalDouble growth = OptionalDouble.of(slope);
    if (quota <= 0 || confidence == Confidence.LOW) {
      return new Forecast(confidence, growth, Optional.empty(), seen);
    }
    double left = Math.max(0, quota - size) / slope;
    boolean foreseeable = left <= (double) seen.toSeconds() * FORESIGHT;
    return new Forecast(
        confidence,
        growth,
        foreseeable ? Optional.of(now.plusSeconds((long) left)) : Optional.empty(),
        seen);
  }

  private static Confidence confidence(double[] slopes, double slope, Duration seen) {
    long alike = Arrays.stream(slopes).filter(s -> s >= slope / 2 && s <= slope * 2).count();
    double share = (double) alike / slopes.length;
    if (share >= STEADY && seen.compareTo(LONG) >= 0) {
      return Confidence.HIGH;
    }
    return share >= FAIRLY_STEADY ? Confidence.MEDIUM : Confidence.LOW;
  }

  private double[] slopes(int from) {
    int points = count - from;
    double[] slopes = new double[points * (points - 1) / 2];
    int at = 0;
    for (int i = from; i < count; i++) {
      for (int j = i + 1; j < count; j++) {
        double time = Math.max(1, second(j) - second(i));
        slopes[at++] = (sizes[j] - sizes[i]) / time;
      }
    }
    return slopes;
  }

  private long second(int point) {
    return Integer.toUnsignedLong(seconds[point]);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Keeps every other point, and takes in new ones half as often from now on. */
  private void thin() {
    int kept = 0;
    for (int i = 1; i < count; i += 2) {
      seconds[kept] = seconds[i];
      sizes[kept] = sizes[i];
      kept++;
    }
    count = kept;
    spacing = (second(count - 1) - second(0)) / Math.max(1, count - 1) * 9 / 10;
  }

  private void forget(long before) {
    int from = 0;
    while (from < count && second(from) < before) {
      from++;
    }
    if (from > 0) {
      System.arraycopy(seconds, from, seconds, 0, count - from);
      System.arraycopy(sizes, from, sizes, 0, count - from);
      count -= from;
    }
  }
}
