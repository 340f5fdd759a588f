package io.etcdmonitor.kube.leader;

import io.etcdmonitor.engine.model.ClusterKey;

/** Says what this replica may probe and write about. Thread-safe and cheap. */
@FunctionalInterface
public interface LeaderGate {
  /** Whether it has anything to do at all. */
  boolean leading();

  /** Whether a cluster is its to write about. */
  default boolean owns(ClusterKey cluster) {
    return leading();
  }

  /**
   * Begins to work on a cluster; false when it is not ours. Each true is followed by {@link #exit}
   * on the same thread, soon: a cluster is not handed to another replica in between.
   */
  default boolean enter(ClusterKey cluster) {
    return owns(cluster);
  }

  /** Ends what {@link #enter} began. */
  default void exit() {}

  /** Whether a cluster was ours before this process started anew, and nobody's in between. */
  default boolean kept(ClusterKey cluster) {
    return false;
  }
}
