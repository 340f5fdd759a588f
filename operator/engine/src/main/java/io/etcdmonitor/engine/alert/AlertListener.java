package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Change;

/** Hears of what happens to alerts, on the alert engine's thread; must return quickly. */
@FunctionalInterface
public interface AlertListener {
  /** A change of an alert. */
  void changed(Alert alert, Change change);
}
