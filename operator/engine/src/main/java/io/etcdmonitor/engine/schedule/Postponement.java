package io.etcdmonitor.engine.schedule;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.etcd.Punctuality;
import java.time.Duration;

/**
 * Tells results that are bad because of etcd from results that are bad because this process itself
 * came too late to read the answers. The latter are not published but tried again, a few times:
 * until then the result before stands, whose age is known. Guarded by the scheduler's lock.
 */
final class Postponement {
  /** After so many in a row it is said that nothing is known. */
  static final int MOST = 3;

  /** A run that lost more than this share of its time had too little of it. */
  private static final int SHARE = 4;

  private final Punctuality punctuality;
  private long postponed;

  Postponement(Punctuality punctuality) {
    this.punctuality = punctuality;
  }

  /**
   * What was so when a run began.
   *
   * @param late calls of the cluster that had failed through our lateness
   * @param lost time that this process had lost
   */
  record Mark(long late, Duration lost) {}

  Mark mark(ScheduledCluster cluster) {
    return new Mark(cluster.connection.late(), punctuality.lost());
  }

  boolean strained() {
    return punctuality.strained();
  }

  Duration lost() {
    return punctuality.lost();
  }

  long postponed() {
    return postponed;
  }

  /** Whether a result does not count, and its run is to be repeated soon. */
  boolean postpones(InspectionRun run, InspectionResult result) {
    boolean doubtful =
        !clean(result)
            && !run.context.provider().longRunning()
            && (run.cluster.connection.late() > run.mark.late() || starved(run, result));
    if (!doubtful || run.inspection.postponed == MOST) {
      run.inspection.postponed = 0;
      return false;
    }
    run.inspection.postponed++;
    postponed++;
    return true;
  }

  private boolean starved(InspectionRun run, InspectionResult result) {
    return result.reason().equals(Reasons.PROBE_TIMEOUT)
        && lost().minus(run.mark.lost()).multipliedBy(SHARE).compareTo(result.duration()) > 0;
  }

  private static boolean clean(InspectionResult result) {
    return result.verdict() == Verdict.PASSED
        && result.findings().stream().map(Finding::severity).noneMatch(Severity.UNKNOWN::equals);
  }
}
