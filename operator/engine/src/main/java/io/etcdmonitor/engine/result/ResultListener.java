package io.etcdmonitor.engine.result;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;

/**
 * Hears of every result. Calls for one inspection come in order; calls for different ones may come
 * in parallel, on the thread that published. A listener must return quickly (hand work to its own
 * queue) and may not call back into the hub's publish. What it throws is logged and counted, and
 * reaches no other listener.
 */
public interface ResultListener {

  /** A run ended. */
  void onResult(ResultChange change);

  /** An inspection is no longer run; drop what belongs to it. */
  default void onInspectionRemoved(InspectionKey key) {}

  /**
   * A cluster is no longer watched; drop what belongs to it. Comes after its inspections' removal.
   */
  default void onClusterRemoved(ClusterKey key) {}
}
