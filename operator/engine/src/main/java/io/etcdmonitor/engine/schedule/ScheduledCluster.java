package io.etcdmonitor.engine.schedule;

import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.view.Roster;
import io.etcdmonitor.etcd.ClusterConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One connection to a watched cluster. Fields change under the scheduler's lock only. */
final class ScheduledCluster {
  final ClusterConnection connection;

  /**
   * Belongs to the connection: what was learned through another one is gone with it, unless that
   * was one to the same cluster, or led to the same addresses: who was there is looked for there.
   */
  Roster roster = new Roster();

  /** What features share; belongs to the connection as well. */
  Map<Class<?>, Object> shared = new ConcurrentHashMap<>();

  /** Due then, and waiting for the running round or for a permit. */
  final Map<InspectionKey, Instant> waiting = new LinkedHashMap<>();

  /** Runs of the round under way that have not settled. */
  final Set<InspectionRun> round = new LinkedHashSet<>();

  /** Long runs, which no round waits for. */
  final Set<InspectionRun> beside = new LinkedHashSet<>();

  WatchedCluster spec;

  /** Of the last round. */
  double jitter;

  /** Whether anything could be looked at in the last round: its connections stand then. */
  boolean answered;

  /** Whether it stands in the line for a permit. */
  boolean inLine;

  ScheduledCluster(WatchedCluster spec, ClusterConnection connection) {
    this.spec = spec;
    this.connection = connection;
  }

  /** Goes on with what was learned through the connection before; false when most is forgotten. */
  boolean inherit(ScheduledCluster before) {
    boolean same = spec.connection().onlyMoved(before.spec.connection());
    if (same) {
      shared = before.shared;
    }
    if (same || spec.connection().sameAddresses(before.spec.connection())) {
      roster = before.roster;
    }
    return same;
  }

  /** Gives up what runs and waits; returns the runs. */
  List<InspectionRun> abandon() {
    waiting.clear();
    List<InspectionRun> runs = new ArrayList<>(beside);
    runs.addAll(round);
    runs.forEach(InspectionRun::abandon);
    beside.clear();
    round.clear();
    return runs;
  }
}
