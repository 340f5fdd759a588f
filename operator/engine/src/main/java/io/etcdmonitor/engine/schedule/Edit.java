package io.etcdmonitor.engine.schedule;

import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.WatchedCluster;
import java.time.Instant;
import java.util.List;

/**
 * What an owner changed of a cluster besides its connection. It counts in the cluster's next round,
 * also for what would run in an hour: rounds of many clusters that are edited at the same time are
 * spread already.
 */
final class Edit {
  private Edit() {}

  /**
   * Takes it over.
   *
   * @return whether something may be due sooner
   */
  static boolean take(Schedule schedule, WatchedCluster spec, Instant now) {
    ScheduledCluster cluster = schedule.clusters.get(spec.key());
    boolean same = cluster.spec.judgedAs(spec);
    cluster.spec = spec;
    if (same || !schedule.probing) {
      return false;
    }
    List<InspectionKey> regular =
        schedule.inspectionsOf(spec.key()).stream()
            .filter(ScheduledInspection::regular)
            .map(inspection -> inspection.spec.key())
            .filter(key -> !cluster.waiting.containsKey(key))
            .toList();
    Instant round =
        regular.stream()
            .flatMap(key -> schedule.queue.dueOf(key).stream())
            .min(Instant::compareTo)
            .orElse(Instant.MAX);
    Instant soon = schedule.cadence.soon(spec.key(), round, now);
    for (InspectionKey key : regular) {
      // One that is not in the queue is running, by what was said before.
      if (!schedule.queue.dueOf(key).orElse(Instant.MAX).isBefore(soon)) {
        schedule.queue.put(key, soon);
      }
    }
    return true;
  }
}
