package io.etcdmonitor.engine.schedule;

import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.view.Roster;
import io.etcdmonitor.etcd.ClusterConnection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One connection to a watched cluster. Fields change under the scheduler's lock only. */
final class ScheduledCluster {
  final ClusterConnection connection;

  /** Belongs to the connection: what was learned through another one is gone with it. */
  final Roster roster = new Roster();

  /** What features share; belongs to the connection as well. */
  final Map<Class<?>, Object> shared = new ConcurrentHashMap<>();

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
}
