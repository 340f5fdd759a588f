package io.etcdmonitor.engine.model;

/** The names of all measurements that the built-in features produce. */
public final class MeasurementNames {
  /** Seconds of the read that decided a member's state. */
  public static final String PROBE_LATENCY = "probeLatency";

  /** Raft entries behind the most advanced member. */
  public static final String APPLIED_LAG = "appliedLag";

  /** Key-value revisions behind the most advanced member. */
  public static final String REVISION_LAG = "revisionLag";

  /** 1 for a member whose data differs, else 0. */
  public static final String DIVERGED = "diverged";

  /** 1 while an alarm (label: its type) is set on a member, else 0. */
  public static final String ALARM_ACTIVE = "alarmActive";

  /** Changes of leader within the last hour. */
  public static final String LEADER_CHANGES_LAST_HOUR = "leaderChangesLastHour";

  /** Requests per second of one kind (label: the RPC's name). */
  public static final String REQUEST_RATE = "requestRate";

  /** Failed requests per second of one kind (label: the RPC's name). */
  public static final String REQUEST_ERROR_RATE = "requestErrorRate";

  /** Mean seconds per request of one kind, where etcd measures it ({@code --metrics=extensive}). */
  public static final String REQUEST_LATENCY = "requestLatency";

  /** Proposals committed, as etcd counts them. */
  public static final String PROPOSALS_COMMITTED = "proposalsCommitted";

  /** Proposals applied, as etcd counts them. */
  public static final String PROPOSALS_APPLIED = "proposalsApplied";

  /** Proposals waiting. */
  public static final String PROPOSALS_PENDING = "proposalsPending";

  /** Proposals failed, as etcd counts them. */
  public static final String PROPOSALS_FAILED = "proposalsFailed";

  /** Proposals committed per second. */
  public static final String PROPOSAL_RATE = "proposalRate";

  /** Watchers. */
  public static final String WATCHERS = "watchers";

  /** Watch streams. */
  public static final String WATCH_STREAMS = "watchStreams";

  /** Watchers that cannot keep up. */
  public static final String SLOW_WATCHERS = "slowWatchers";

  /** Requests per second by client API version (label). */
  public static final String CLIENT_REQUEST_RATE = "clientRequestRate";

  /** Bytes per second from clients. */
  public static final String CLIENT_RECEIVED_RATE = "clientReceivedRate";

  /** Bytes per second to clients. */
  public static final String CLIENT_SENT_RATE = "clientSentRate";

  /** Resident memory of the member's process, bytes. */
  public static final String RESIDENT_MEMORY = "residentMemory";

  /** Keys under a prefix (label). */
  public static final String KEYS = "keys";

  private MeasurementNames() {}
}
