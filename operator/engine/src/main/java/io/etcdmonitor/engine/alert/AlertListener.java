package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Change;
import io.etcdmonitor.engine.model.ClusterKey;

/** Hears of what happens to alerts, on the alert engine's threads; must return quickly. */
@FunctionalInterface
public interface AlertListener {
  /** A change of an alert. */
  void changed(Alert alert, Change change);

  /** What channels were told of a cluster's alerts is not what it was. */
  default void told(ClusterKey cluster) {}
}
