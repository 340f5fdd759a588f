package io.etcdmonitor.engine.model;

/** The names of all measurements that the built-in features produce. */
public final class MeasurementNames {
  public static final String PROBE_LATENCY = "probeLatency";
  public static final String APPLIED_LAG = "appliedLag";
  public static final String REVISION_LAG = "revisionLag";
  public static final String DIVERGED = "diverged";
  public static final String ALARM_ACTIVE = "alarmActive";
  public static final String LEADER_CHANGES_LAST_HOUR = "leaderChangesLastHour";
  public static final String REQUEST_RATE = "requestRate";
  public static final String REQUEST_ERROR_RATE = "requestErrorRate";
  public static final String KEYS = "keys";

  private MeasurementNames() {}
}
