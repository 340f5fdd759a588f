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

  // The process, from its metrics page

  /** CPUs in use by the member's process: CPU seconds per second. */
  public static final String CPU_USAGE = "cpuUsage";

  /** Open file descriptors. */
  public static final String OPEN_FDS = "openFileDescriptors";

  /** The limit of file descriptors. */
  public static final String MAX_FDS = "maxFileDescriptors";

  /** When the member's process started, Unix seconds. */
  public static final String PROCESS_START = "processStart";

  /** Seconds by which the member's clock is ahead of the other members' (negative: behind). */
  public static final String CLOCK_SKEW = "clockSkew";

  /** Goroutines of the member's process. */
  public static final String GOROUTINES = "goroutines";

  /** Bytes per second from peers. */
  public static final String PEER_RECEIVED_RATE = "peerReceivedRate";

  /** Bytes per second to peers. */
  public static final String PEER_SENT_RATE = "peerSentRate";

  /** 1 for a peer (label: its ID) that the member is connected to, else 0. */
  public static final String PEER_ACTIVE = "peerActive";

  /** Failed sends to a peer (label: its ID), as etcd counts them. */
  public static final String PEER_SEND_FAILURES = "peerSendFailures";

  /** Seconds for the way to a peer (label: its ID) and back, as the member last measured it. */
  public static final String PEER_ROUND_TRIP = "peerRoundTrip";

  /** Slow applies, as etcd counts them. */
  public static final String SLOW_APPLIES = "slowApplies";

  /** Slow read indexes, as etcd counts them. */
  public static final String SLOW_READ_INDEXES = "slowReadIndexes";

  /** Failed read indexes, as etcd counts them. */
  public static final String READ_INDEXES_FAILED = "readIndexesFailed";

  /** Heartbeats that the leader sent late, as etcd counts them. */
  public static final String HEARTBEAT_FAILURES = "heartbeatFailures";

  /** Keys in the store. */
  public static final String KEYS_TOTAL = "keysTotal";

  /** Read transactions open in the database; long ones keep it from reusing space. */
  public static final String OPEN_READ_TRANSACTIONS = "openReadTransactions";

  /** Bytes per second into the write-ahead log. */
  public static final String WAL_WRITE_RATE = "walWriteRate";

  /** 1 while the member defragments, else 0. */
  public static final String DEFRAG_INFLIGHT = "defragInflight";

  /** Events that wait to be sent to watchers. */
  public static final String PENDING_EVENTS = "pendingEvents";

  /** Leases granted, as etcd counts them. */
  public static final String LEASES_GRANTED = "leasesGranted";

  /** Leases revoked, as etcd counts them. */
  public static final String LEASES_REVOKED = "leasesRevoked";

  /** Leases renewed, as etcd counts them: on the leader only. */
  public static final String LEASES_RENEWED = "leasesRenewed";

  /** Leases that expired, as etcd counts them. */
  public static final String LEASES_EXPIRED = "leasesExpired";

  /** Leases that there are, as the member lists them. */
  public static final String LEASES = "leases";

  /** Calls and streams under way (label: {@code watch}, {@code lease} or {@code other}). */
  public static final String OPEN_STREAMS = "openStreams";

  /** 1 for the cluster's version as the member knows it (label). */
  public static final String CLUSTER_VERSION = "clusterVersion";

  /** 1 for a member that says it is a learner, else 0. */
  public static final String LEARNER = "learner";

  /** 1 while the member takes a snapshot from the leader in, else 0. */
  public static final String SNAPSHOT_APPLYING = "snapshotApplying";

  /** Snapshots of the database sent, as etcd counts them. */
  public static final String SNAPSHOTS = "snapshots";

  /** Seconds they took. */
  public static final String SNAPSHOT_SECONDS = "snapshotSeconds";

  /** Defragmentations, as etcd counts them. */
  public static final String DEFRAGS = "defragmentations";

  /** Seconds they took. */
  public static final String DEFRAG_SECONDS = "defragmentationSeconds";

  /** The store's revision. */
  public static final String CURRENT_REVISION = "currentRevision";

  /** The revision that the store was last compacted at; absent when it never was. */
  public static final String COMPACT_REVISION = "compactRevision";

  /** Operations of the v2 store, as the member counts them (label: operation and outcome). */
  public static final String V2_OPERATIONS = "v2Operations";

  /**
   * Seconds per read over all members, where etcd measures it (label: {@code p50}, {@code p95} or
   * {@code p99}).
   */
  public static final String READ_LATENCY = "readLatency";

  /** Seconds per write, as {@link #READ_LATENCY}. */
  public static final String WRITE_LATENCY = "writeLatency";

  /** Seconds per write of our own, over the last minutes, where its owner asked for it. */
  public static final String WRITE_PROBE_LATENCY = "writeProbeLatency";

  // Disk

  /** Median of WAL fsync, seconds. */
  public static final String WAL_FSYNC_P50 = "walFsyncP50";

  /** 95th percentile of WAL fsync, seconds. */
  public static final String WAL_FSYNC_P95 = "walFsyncP95";

  /** 99th percentile of WAL fsync, seconds. */
  public static final String WAL_FSYNC_P99 = "walFsyncP99";

  /** Median of backend commit, seconds. */
  public static final String BACKEND_COMMIT_P50 = "backendCommitP50";

  /** 95th percentile of backend commit, seconds. */
  public static final String BACKEND_COMMIT_P95 = "backendCommitP95";

  /** 99th percentile of backend commit, seconds. */
  public static final String BACKEND_COMMIT_P99 = "backendCommitP99";

  // Capacity

  /** Size of the database file, bytes: the largest of all without a member. */
  public static final String DATABASE_SIZE = "databaseSize";

  /** Bytes of it that are in use. */
  public static final String DATABASE_IN_USE = "databaseInUse";

  /** Quota, bytes: the smallest of all without a member. */
  public static final String DATABASE_QUOTA = "databaseQuota";

  /** Size as a share of the quota, 0 to 100 and beyond: the largest of all without a member. */
  public static final String DATABASE_USED_PERCENT = "databaseUsedPercent";

  /** Free share of the database file, 0 to 100. */
  public static final String DATABASE_FREE_PERCENT = "databaseFreePercent";

  /** Bytes per second that the database grows by, where enough was seen to tell. */
  public static final String DATABASE_GROWTH = "databaseGrowth";

  /** When the database is full if it goes on like this, Unix seconds (label: the confidence). */
  public static final String DATABASE_FULL_AT = "databaseFullAt";

  /** Revisions since the last compaction. */
  public static final String UNCOMPACTED_REVISIONS = "uncompactedRevisions";

  /** Seconds since the last compaction. */
  public static final String COMPACTION_AGE = "compactionAge";

  // Certificates

  /**
   * When a certificate ends, Unix seconds (label: {@code client} or {@code peer} for what a member
   * shows there; {@code own} and {@code ca} for what we were given).
   */
  public static final String CERTIFICATE_NOT_AFTER = "certificateNotAfter";

  // Benchmark

  /** Operations per second that the last benchmark did (label: the operation). */
  public static final String BENCHMARK_RATE = "benchmarkRate";

  /** Median seconds per operation in it (label: the operation). */
  public static final String BENCHMARK_P50 = "benchmarkP50";

  /** 99th percentile of seconds per operation in it (label: the operation). */
  public static final String BENCHMARK_P99 = "benchmarkP99";

  private MeasurementNames() {}
}
