package io.etcdmonitor.engine.alert.rule;

/** Names of the built-in rules. */
public final class RuleIds {
  public static final String CLUSTER_UNREACHABLE = "EtcdClusterUnreachable";
  public static final String QUORUM_LOST = "EtcdQuorumLost";
  public static final String NO_LEADER = "EtcdNoLeader";
  public static final String NOT_SERVING = "EtcdNotServing";
  public static final String CLUSTER_UNHEALTHY = "EtcdClusterUnhealthy";
  public static final String LEADER_FLAPPING = "EtcdLeaderFlapping";
  public static final String MEMBER_DOWN = "EtcdMemberDown";
  public static final String NETWORK_PARTITION = "EtcdNetworkPartition";
  public static final String SPLIT_BRAIN = "EtcdSplitBrain";
  public static final String ALARM_NO_SPACE = "EtcdAlarmNoSpace";
  public static final String ALARM_CORRUPT = "EtcdAlarmCorrupt";
  public static final String DATA_DIVERGED = "EtcdDataDiverged";
  public static final String HIGH_LATENCY = "EtcdHighLatency";
  public static final String SLOW_FSYNC = "EtcdSlowFsync";
  public static final String SLOW_COMMIT = "EtcdSlowCommit";
  public static final String DATABASE_NEAR_QUOTA = "EtcdDatabaseNearQuota";
  public static final String DATABASE_GROWTH = "EtcdDatabaseGrowth";
  public static final String PROPOSALS_PENDING = "EtcdProposalsPending";
  public static final String PROPOSALS_FAILED = "EtcdProposalsFailed";
  public static final String ERROR_RATE = "EtcdHighErrorRate";
  public static final String CLOCK_SKEW = "EtcdClockSkew";
  public static final String CERTIFICATE_EXPIRING = "EtcdCertificateExpiring";
  public static final String PEER_CERTIFICATE_EXPIRING = "EtcdPeerCertificateExpiring";
  public static final String OWN_CERTIFICATE_EXPIRING = "EtcdMonitorCertificateExpiring";
  public static final String CA_EXPIRING = "EtcdCAExpiring";
  public static final String BENCHMARK_REGRESSION = "EtcdBenchmarkRegression";
  public static final String DATA_MISSING = "EtcdMonitorDataMissing";
  public static final String INSPECTION_FAILING = "EtcdMonitorInspectionFailing";

  /** Ours: a message was given up. */
  public static final String CHANNEL_FAILING = "EtcdMonitorChannelFailing";

  /** Ours: nobody took an alert though everybody was told. */
  public static final String ESCALATION_EXHAUSTED = "EtcdMonitorEscalationExhausted";

  /** Ours: the alert state on disk was lost. */
  public static final String STATE_LOST = "EtcdMonitorAlertStateLost";

  private RuleIds() {}
}
