package io.etcdmonitor.app.metrics;

import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.EngineStats;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.WatchedCluster;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Computes the rows of the engine when they are scraped, from its state at that moment. So a row
 * goes with its subject, and none can be left behind or be out of date. A replica that does not
 * probe has no rows of clusters: the leader's are the ones to believe.
 */
final class EngineCollector implements Consumer<Rows> {
  private final Engine engine;
  private final ResultTally tally;
  private final Supplier<Map<ClusterKey, List<ConfigurationProblem>>> problems;
  private final Clock clock;

  EngineCollector(
      Engine engine,
      ResultTally tally,
      Supplier<Map<ClusterKey, List<ConfigurationProblem>>> problems,
      Clock clock) {
    this.engine = engine;
    this.tally = tally;
    this.problems = problems;
    this.clock = clock;
  }

  @Override
  public void accept(Rows rows) {
    EngineStats stats = engine.stats();
    self(rows, stats);
    Map<ClusterKey, List<ConfigurationProblem>> wrong = problems.get();
    Set<ClusterKey> clusters = new TreeSet<>(wrong.keySet());
    engine.clusters().stream().map(WatchedCluster::key).forEach(clusters::add);
    tally.retain(clusters);
    if (stats.probing()) {
      Instant now = clock.instant();
      ClusterRows writer =
          new ClusterRows(engine, tally, key -> wrong.getOrDefault(key, List.of()));
      clusters.forEach(key -> writer.write(rows, key, now));
    }
  }

  private static void self(Rows rows, EngineStats stats) {
    rows.add(Families.LEADER, stats.probing() ? 1 : 0);
    rows.add(Families.CLUSTERS, stats.clusters());
    rows.add(Families.INSPECTIONS, stats.inspections());
    rows.add(Families.SCHEDULER_LAG, stats.lag().toNanos() / 1e9);
    rows.add(Families.SCHEDULER_ROUND_LAG, LatencyHistogram.of(stats.lags()));
    rows.add(Families.SCHEDULER_QUEUE, stats.queued());
    rows.add(Families.SCHEDULER_RUNNING, stats.running());
    rows.add(Families.SCHEDULER_ROUNDS, stats.rounds());
    rows.add(Families.SCHEDULER_POSTPONED, stats.postponed());
    rows.add(Families.IO_LATE, stats.lost().toNanos() / 1e9);
    rows.add(Families.LISTENER_ERRORS, stats.listenerErrors());
  }
}
