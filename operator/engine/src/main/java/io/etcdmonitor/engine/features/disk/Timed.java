package io.etcdmonitor.engine.features.disk;

import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.scrape.Histogram;
import io.etcdmonitor.engine.scrape.MemberSample;
import io.etcdmonitor.engine.scrape.SampleDelta;
import io.etcdmonitor.engine.scrape.Series;
import io.etcdmonitor.engine.scrape.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a member's disk is judged by.
 *
 * @param histogram how long each took
 * @param when the time it is of, for people
 */
record Timed(Histogram histogram, String when) {
  /** The median. */
  static final double HALF = 0.5;

  /** A 99th percentile of fewer observations is merely the slowest of them. */
  static final int ENOUGH = 100;

  /** Half of fewer observations may be one hiccup. */
  private static final int ENOUGH_FOR_HALF = 10;

  /** What happened in each of some spans of time, the shortest first. */
  static List<Timed> within(List<SampleDelta> deltas, Timings timings) {
    return deltas.stream()
        .flatMap(delta ->
            delta.histogram(timings).stream()
                .map(seen -> new Timed(seen, "within " + Words.duration(delta.passed()))))
        .toList();
  }

  /** What happened since the member started. */
  static List<Timed> everything(MemberSample sample, Timings timings) {
    String age =
        sample
            .instant(Series.PROCESS_START)
            .map(start -> " " + Words.duration(age(sample, start)) + " before")
            .orElse("");
    return sample.histogram(timings).map(seen -> new Timed(seen, "since its start" + age)).stream()
        .toList();
  }

  private static Duration age(MemberSample sample, Instant started) {
    long seconds = sample.time().getEpochSecond() - started.getEpochSecond();
    return Duration.ofSeconds(Math.max(0, seconds));
  }

  /** The shortest time in which enough was timed for a high percentile. */
  static Optional<Timed> enough(List<Timed> all) {
    return all.stream().filter(timed -> timed.histogram().count() >= ENOUGH).findFirst();
  }

  /**
   * Where there was never {@link #enough}, the most that was timed, if half of it took longer than
   * this. The slower a disk is, the less is written to it: 100 fsyncs of 3 s are no work of five
   * minutes.
   */
  static Optional<Timed> halfOver(List<Timed> all, Duration limit) {
    double seconds = limit.toNanos() / 1e9;
    return enough(all).isPresent()
        ? Optional.empty()
        : all.stream()
            .max(Comparator.comparingDouble(timed -> timed.histogram().count()))
            .filter(timed -> timed.histogram().count() >= ENOUGH_FOR_HALF)
            .filter(timed -> timed.histogram().quantile(HALF).orElse(0) > seconds);
  }
}
