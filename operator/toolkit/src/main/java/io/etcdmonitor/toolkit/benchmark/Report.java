package io.etcdmonitor.toolkit.benchmark;

import java.util.List;
import java.util.Map;

/**
 * What came of a benchmark. Plain data, the same in memory and as JSON; latencies are milliseconds,
 * null where nothing was measured.
 *
 * @param format of this document; grows when a field changes its meaning
 * @param id unique to the run
 * @param started ISO-8601, UTC
 * @param parameters what was asked for
 * @param target what was loaded
 * @param warmUp what was not counted
 * @param measured the whole measurement
 * @param operations by kind of operation
 * @param errors by type
 * @param series second by second
 * @param members each member's own view of its disk during the measurement
 * @param client what the load generator itself took
 * @param slo what was judged
 * @param cleanUp what became of the keys
 * @param notes what else one must know to read the numbers
 */
public record Report(
    int format,
    String id,
    String started,
    Parameters parameters,
    Target target,
    WarmUp warmUp,
    Measured measured,
    List<OperationResult> operations,
    List<ErrorCount> errors,
    List<Second> series,
    List<MemberDisk> members,
    Client client,
    Slo slo,
    CleanUp cleanUp,
    List<String> notes) {

  /** The present format. */
  public static final int FORMAT = 1;

  /**
   * What was asked for.
   *
   * @param total 0: no limit
   * @param rate 0: no limit
   */
  public record Parameters(
      String kind,
      int connections,
      int clients,
      long total,
      double durationSeconds,
      double rate,
      double warmUpSeconds,
      String prefix,
      int keySize,
      int valueSize,
      long keySpace,
      boolean sequential,
      long seed,
      boolean serializable,
      int readPercent,
      int limit,
      int txnOperations,
      int watchers,
      boolean targetLeader) {

    /** Whether they ask for the same load: what is random in it may differ. */
    boolean sameLoad(Parameters other) {
      return withSeed(0).equals(other.withSeed(0));
    }

    private Parameters withSeed(long other) {
      return new Parameters(
          kind,
          connections,
          clients,
          total,
          durationSeconds,
          rate,
          warmUpSeconds,
          prefix,
          keySize,
          valueSize,
          keySpace,
          sequential,
          other,
          serializable,
          readPercent,
          limit,
          txnOperations,
          watchers,
          targetLeader);
    }
  }

  /** What was loaded. */
  public record Target(String clusterId, List<String> versions, List<String> endpoints) {}

  /** What was not counted. */
  public record WarmUp(double seconds, long operations, long errors, long populated) {}

  /**
   * The whole measurement.
   *
   * @param operations done
   * @param errors operations that failed
   * @param missed operations of an open loop that were due and could not be begun before the end,
   *     because all clients still waited
   * @param stoppedEarly somebody ended it
   */
  public record Measured(
      double seconds,
      long operations,
      double perSecond,
      long errors,
      long missed,
      boolean stoppedEarly) {}

  /**
   * One kind of operation.
   *
   * @param latency null without a single one
   * @param histogram bars on a logarithmic scale
   * @param percentiles for a curve
   */
  public record OperationResult(
      String operation,
      long count,
      double perSecond,
      Latency latency,
      List<Bar> histogram,
      List<Percentile> percentiles) {}

  /** Milliseconds. */
  public record Latency(
      double min,
      double mean,
      double max,
      double stddev,
      double p50,
      double p90,
      double p95,
      double p99,
      double p999) {}

  /** So many were slower than the bar before and at most so slow. */
  public record Bar(double upToMillis, long count) {}

  /** A point of the curve. */
  public record Percentile(double percentile, double millis) {}

  /** Errors of one type, with the first one's sentence. */
  public record ErrorCount(String type, long count, String example) {}

  /**
   * One second of the series; the last one may be shorter.
   *
   * @param at seconds since the measurement began
   * @param seconds its length
   * @param byOperation operations per second
   * @param latency null when nothing ended in it
   */
  public record Second(
      double at,
      double seconds,
      double perSecond,
      Map<String, Double> byOperation,
      long errors,
      Latency latency) {}

  /**
   * A member's disk, from its metrics page.
   *
   * @param cpuSeconds that the member's process used; null when not known
   * @param problem why there are no numbers; empty when there are
   */
  public record MemberDisk(
      String endpoint, Timing fsync, Timing commit, Double cpuSeconds, String problem) {}

  /**
   * From a histogram that etcd keeps; null quantiles where nothing was observed.
   *
   * @param beyond the p99 is larger than the largest bound that etcd measures
   */
  public record Timing(long count, Double p50Millis, Double p99Millis, boolean beyond) {}

  /**
   * What the load generator itself took during the measurement.
   *
   * @param cpuPer100k CPU seconds per 100,000 operations; null without an operation
   */
  public record Client(double cpuSeconds, Double cpuPer100k, int processors) {}

  /**
   * What was judged.
   *
   * @param verdict {@code MET}, {@code MISSED} or {@code NOT_JUDGED}
   */
  public record Slo(String verdict, String reason, List<Mark> marks) {
    /** Whether all marks were met. */
    public boolean met() {
      return verdict.equals("MET");
    }
  }

  /** One thing that was judged. */
  public record Mark(String name, double actual, double target, String unit, boolean met) {}

  /**
   * What became of the keys.
   *
   * @param left how many are still there; null when nobody knows
   * @param message one sentence
   */
  public record CleanUp(long deleted, Long left, boolean compacted, String message) {}
}
