package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.model.ClusterKey;
import java.util.Map;

/** What the alert engine asks those around it. Must answer at once. */
public interface Surroundings {
  /** Nobody else: this process leads, and what it watches is watched until it ends. */
  Surroundings ALONE =
      new Surroundings() {
        @Override
        public boolean active() {
          return true;
        }

        @Override
        public Fate fate(ClusterKey cluster) {
          return Fate.WATCHED;
        }
      };

  /** Whether this process evaluates and sends: the leader does. */
  boolean active();

  /** Whether the configuration is the one that was meant; else owners' wishes cannot be judged. */
  default boolean configured() {
    return true;
  }

  /** What became of a cluster. */
  Fate fate(ClusterKey cluster);

  /** Clusters that are to be watched and cannot be, each with why, in one sentence. */
  default Map<ClusterKey, String> blocked() {
    return Map.of();
  }

  /** What became of a cluster. */
  enum Fate {
    WATCHED,
    /** Its owner asked us to stop looking. */
    PAUSED,
    /** It is gone. */
    REMOVED,
    /** It cannot be watched now, or it is not known yet whether it exists. */
    UNKNOWN
  }
}
