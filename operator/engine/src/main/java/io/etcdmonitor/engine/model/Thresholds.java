package io.etcdmonitor.engine.model;

import java.time.Duration;

/**
 * The numbers that verdicts use. Percentages are 0 to 100, sizes bytes.
 *
 * @param latency a member's read slower than this is a warning
 * @param leaderChangesPerHour more changes of leader within an hour are a warning
 * @param quotaWarningPercent database size as a share of the quota
 * @param quotaCriticalPercent database size as a share of the quota
 * @param fragmentationPercent free share of the database file above which it counts as fragmented
 * @param fragmentationMinBytes files smaller than this are never fragmented
 * @param fsyncWarning WAL fsync p99
 * @param fsyncCritical WAL fsync p99
 * @param commitWarning backend commit p99
 * @param commitCritical backend commit p99
 * @param errorRatePercent failed requests as a share of all
 * @param pendingProposals proposals waiting on one member
 * @param appliedLag entries a member may be behind the most advanced one
 * @param certificateWarning time left on a certificate
 * @param certificateCritical time left on a certificate
 * @param fileDescriptorsPercent open descriptors as a share of the limit
 * @param clockSkew distance of a member's clock from the other members'
 */
public record Thresholds(
    Duration latency,
    int leaderChangesPerHour,
    int quotaWarningPercent,
    int quotaCriticalPercent,
    int fragmentationPercent,
    long fragmentationMinBytes,
    Duration fsyncWarning,
    Duration fsyncCritical,
    Duration commitWarning,
    Duration commitCritical,
    int errorRatePercent,
    long pendingProposals,
    long appliedLag,
    Duration certificateWarning,
    Duration certificateCritical,
    int fileDescriptorsPercent,
    Duration clockSkew) {

  /** The defaults of the API. */
  public static final Thresholds DEFAULTS =
      new Thresholds(
          Duration.ofMillis(100),
          3,
          80,
          90,
          50,
          100L << 20,
          Duration.ofMillis(10),
          Duration.ofMillis(100),
          Duration.ofMillis(25),
          Duration.ofMillis(250),
          5,
          100,
          5_000,
          Duration.ofDays(30),
          Duration.ofDays(7),
          80,
          Duration.ofSeconds(5));
}
