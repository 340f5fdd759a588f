package io.etcdmonitor.engine.alert.state;

/** Where an alert is in its life. An inactive one does not exist. */
public enum Phase {
  /** The condition is met, but not yet for long enough. */
  PENDING,
  FIRING,
  /** Not met any more, but not yet for long enough; people still see firing. */
  RECOVERING,
  RESOLVED
}
