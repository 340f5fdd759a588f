package io.etcdmonitor.kube.status;

/** What became of a composed status. */
public enum WriteOutcome {
  /** Written, because something that matters changed. */
  CHANGED,
  /** Written, because a rounded number changed and the last write is a while ago. */
  NUMBERS,
  /** Written, to refresh its times. */
  HEARTBEAT,
  /** Not written: it says what was written last. */
  UNCHANGED,
  /** Not written now: over the budget, or the API is away. */
  DEFERRED,
  /** The object is gone. */
  GONE,
  /** The API did not take it; it is tried again. */
  FAILED
}
