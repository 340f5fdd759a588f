package io.etcdmonitor.engine.features.disk;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.scrape.Histogram;
import io.etcdmonitor.engine.scrape.SampleDelta;
import io.etcdmonitor.engine.scrape.Series;
import io.etcdmonitor.engine.scrape.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is wrong with a member's disk. Pure. etcd's documentation wants a WAL fsync p99 below 10 ms
 * and a backend commit p99 below 25 ms.
 */
final class DiskJudge {
  static final double P99 = 0.99;

  /** Below these, slow applies are as likely a few large reads. */
  private static final int MANY_SLOW_APPLIES = 10;

  private static final double SLOW_APPLY_SHARE = 0.05;

  private DiskJudge() {}

  /** What is timed, and how much of it is too much. */
  private record Limit(
      Timings timings,
      String words,
      String reason,
      Duration warning,
      Duration critical,
      String remedy) {}

  /**
   * Judges one member.
   *
   * @param seen what it timed, the shortest time first
   * @param latest since the look before, where there was one
   */
  static List<Finding> judge(
      String member,
      Function<Timings, List<Timed>> seen,
      Optional<SampleDelta> latest,
      Thresholds thresholds,
      Instant now) {
    List<Finding> findings = new ArrayList<>();
    Limit fsync =
        new Limit(
            Timings.WAL_FSYNC,
            "WAL fsync",
            Reasons.SLOW_FSYNC,
            thresholds.fsyncWarning(),
            thresholds.fsyncCritical(),
            "move etcd's data to a faster disk of its own, and look for what else writes there");
    Limit commit =
        new Limit(
            Timings.BACKEND_COMMIT,
            "backend commit",
            Reasons.SLOW_COMMIT,
            thresholds.commitWarning(),
            thresholds.commitCritical(),
            "check the disk's latency and load, and whether a compaction or large writes cause it");
    for (Limit limit : List.of(fsync, commit)) {
      List<Timed> timed = seen.apply(limit.timings());
      Timed.enough(timed).flatMap(t -> slow(member, t, limit, now)).ifPresent(findings::add);
      Timed.halfOver(timed, limit.critical())
          .map(t -> halfSlow(member, t, limit, now))
          .ifPresent(findings::add);
    }
    latest.flatMap(delta -> slowApplies(member, delta, now)).ifPresent(findings::add);
    return findings;
  }

  private static Optional<Finding> slow(String member, Timed timed, Limit limit, Instant now) {
    Histogram seen = timed.histogram();
    double p99 = seen.quantile(P99).orElse(0);
    boolean critical = p99 > seconds(limit.critical());
    if (!critical && p99 <= seconds(limit.warning())) {
      return Optional.empty();
    }
    Duration threshold = critical ? limit.critical() : limit.warning();
    String value = value(seen, P99, threshold);
    return Optional.of(
        finding(
                critical ? Severity.CRITICAL : Severity.WARNING,
                limit.reason(),
                "the 99th percentile of %s on member %s is %s, of %s %s"
                    .formatted(
                        limit.words(), member, value, Words.number(seen.count()), timed.when()))
            .member(member)
            .value(value)
            .threshold(Words.duration(threshold))
            .remedy(limit.remedy())
            .at(now));
  }

  private static Finding halfSlow(String member, Timed timed, Limit limit, Instant now) {
    String value = value(timed.histogram(), Timed.HALF, limit.critical());
    return finding(
            Severity.CRITICAL,
            limit.reason(),
            "even half of the %s %ss on member %s %s took %s%s"
                .formatted(
                    Words.number(timed.histogram().count()),
                    limit.words(),
                    member,
                    timed.when(),
                    value,
                    timed.histogram().beyond(Timed.HALF) ? "" : " or more"))
        .member(member)
        .value(value)
        .threshold(Words.duration(limit.critical()))
        .remedy(limit.remedy())
        .at(now);
  }

  private static String value(Histogram seen, double q, Duration limit) {
    Duration time = Duration.ofNanos((long) (seen.quantile(q).orElse(0) * 1e9));
    return seen.beyond(q) ? "more than " + Words.duration(time) : Words.over(limit, time);
  }

  private static Optional<Finding> slowApplies(String member, SampleDelta delta, Instant now) {
    double slow = delta.increase(Series.SLOW_APPLIES).orElse(0);
    if (slow < 1) {
      return Optional.empty();
    }
    double applied = delta.increase(Series.APPLIED).orElse(0);
    boolean many = slow >= MANY_SLOW_APPLIES && slow >= SLOW_APPLY_SHARE * applied;
    return Optional.of(
        finding(
                many ? Severity.WARNING : Severity.INFO,
                Reasons.SLOW_APPLIES,
                "member %s was slow to apply %s within %s"
                    .formatted(
                        member,
                        Words.count((long) slow, "request"),
                        Words.duration(delta.passed())))
            .member(member)
            .value(Words.number(slow))
            .threshold(MANY_SLOW_APPLIES)
            .remedy("check the disk, the CPU, and clients that read many keys at once")
            .at(now));
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
