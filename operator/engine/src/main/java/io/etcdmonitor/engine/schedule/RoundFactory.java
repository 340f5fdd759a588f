package io.etcdmonitor.engine.schedule;

import io.etcdmonitor.engine.EngineConfig;
import io.etcdmonitor.engine.view.ClusterView;
import io.etcdmonitor.engine.view.DefaultClusterView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Makes the runs of a round: they share one view of the cluster. */
final class RoundFactory {
  private static final Duration LONGEST_RESERVE = Duration.ofMillis(500);

  private final Clock clock;
  private final Duration callTimeout;
  private final Pauser pauser;

  RoundFactory(Clock clock, Duration callTimeout, Pauser pauser) {
    this.clock = clock;
    this.callTimeout = callTimeout;
    this.pauser = pauser;
  }

  List<InspectionRun> round(
      ScheduledCluster cluster,
      Collection<ScheduledInspection> inspections,
      Instant now,
      InspectionRun.Owner owner) {
    ClusterView view =
        new DefaultClusterView(
            cluster.connection,
            cluster.roster,
            cluster.spec.expected().clusterId(),
            now,
            perCall(inspections));
    List<InspectionRun> runs = new ArrayList<>();
    for (ScheduledInspection inspection : inspections) {
      Duration timeout = inspection.spec.timeout();
      Instant hard = now.plus(timeout);
      RunContext context =
          new RunContext(
              cluster.spec,
              inspection.spec,
              inspection.provider,
              view,
              new RunContext.RunTime(clock, now, hard.minus(reserve(timeout)), pauser),
              new RunContext.Memories(inspection.memory, cluster.shared));
      runs.add(new InspectionRun(cluster, inspection, context, hard, owner));
    }
    return runs;
  }

  /**
   * Those that speak for the cluster decide: a person's extra inspection that is short of time must
   * not have them call a member silent sooner.
   */
  private Duration perCall(Collection<ScheduledInspection> inspections) {
    boolean primary = inspections.stream().anyMatch(i -> i.spec.primary());
    return inspections.stream()
        .filter(i -> i.spec.primary() == primary)
        .map(i -> i.spec.timeout().dividedBy(EngineConfig.CALLS_IN_A_ROW))
        .reduce(callTimeout, (a, b) -> a.compareTo(b) < 0 ? a : b);
  }

  /** A provider that uses its time up still has a moment to say what it saw. */
  private static Duration reserve(Duration timeout) {
    Duration tenth = timeout.dividedBy(10);
    return tenth.compareTo(LONGEST_RESERVE) < 0 ? tenth : LONGEST_RESERVE;
  }
}
