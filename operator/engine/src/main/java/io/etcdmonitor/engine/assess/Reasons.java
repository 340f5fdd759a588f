package io.etcdmonitor.engine.assess;

/**
 * Every reason that a condition, verdict, member or finding may carry. Each needs a different
 * action of a person.
 */
public final class Reasons {
  // Available, Degraded, FaultTolerant
  public static final String QUORUM_HEALTHY = "QuorumHealthy";
  public static final String QUORUM_WITHOUT_SPARE = "QuorumWithoutSpare";
  public static final String QUORUM_LOST = "QuorumLost";
  public static final String QUORUM_PARTLY_SEEN = "QuorumPartlySeen";
  public static final String NO_LEADER = "NoLeader";
  public static final String READ_ONLY = "ReadOnly";
  public static final String AS_EXPECTED = "AsExpected";
  public static final String CAN_LOSE_MEMBERS = "CanLoseMembers";
  public static final String NO_SPARE_MEMBER = "NoSpareMember";
  public static final String SINGLE_MEMBER = "SingleMember";
  public static final String EVEN_VOTER_COUNT = "EvenVoterCount";

  // Reachable
  public static final String ALL_ENDPOINTS = "AllEndpoints";
  public static final String SOME_ENDPOINTS = "SomeEndpoints";
  public static final String UNREACHABLE = "Unreachable";
  public static final String DNS_FAILURE = "DNSFailure";
  public static final String CONNECTION_REFUSED = "ConnectionRefused";
  public static final String CONNECT_TIMEOUT = "ConnectTimeout";
  public static final String CONNECTION_CLOSED = "ConnectionClosed";
  public static final String TIMEOUT = "Timeout";
  public static final String TLS_UNTRUSTED = "TLSUntrusted";
  public static final String TLS_NAME_MISMATCH = "TLSNameMismatch";
  public static final String TLS_EXPIRED = "TLSExpired";
  public static final String TLS_CLIENT_CERTIFICATE = "TLSClientCertificateRequired";
  public static final String TLS_HANDSHAKE_FAILED = "TLSHandshakeFailed";
  public static final String TLS_BAD_MATERIAL = "TLSBadMaterial";
  public static final String PLAIN_TEXT_REFUSED = "PlainTextRefused";
  public static final String AUTH_REQUIRED = "AuthRequired";
  public static final String CREDENTIALS_INVALID = "CredentialsInvalid";
  public static final String PERMISSION_DENIED = "PermissionDenied";
  public static final String NOT_ETCD = "NotEtcd";
  public static final String CLUSTER_ID_CHANGED = "ClusterIDChanged";
  public static final String REVISION_WENT_BACK = "RevisionWentBack";
  public static final String CLUSTER_ID_MISMATCH = "ClusterIDMismatch";

  // Members
  public static final String SERVING = "Serving";
  public static final String NOT_SERVING = "NotServing";
  public static final String MEMBERS_UNHEALTHY = "MembersUnhealthy";
  public static final String MEMBER_NOT_STARTED = "MemberNotStarted";
  public static final String MEMBER_LAGGING = "MemberLagging";
  public static final String MEMBER_REMOVED_BUT_RUNNING = "MemberRemovedButRunning";
  public static final String LEARNER_STUCK = "LearnerStuck";
  public static final String LEARNER_NOT_PROMOTED = "LearnerNotPromoted";
  public static final String MEMBER_FLAPPING = "MemberFlapping";
  public static final String MULTIPLE_LEADERS = "MultipleLeaders";
  public static final String STALE_LEADER = "StaleLeader";
  public static final String LEADER_DISAGREEMENT = "LeaderDisagreement";
  public static final String MEMBERSHIP_DISAGREEMENT = "MembershipDisagreement";
  public static final String FREQUENT_ELECTIONS = "FrequentElections";
  public static final String HIGH_LATENCY = "HighLatency";
  public static final String VERSION_SKEW = "VersionSkew";
  public static final String ADVERTISED_URL_UNREACHABLE = "AdvertisedURLUnreachable";
  public static final String UNEXPECTED_MEMBER_COUNT = "UnexpectedMemberCount";
  public static final String UNEXPECTED_VERSION = "UnexpectedVersion";

  // Alarms, consistency, capacity, requests, certificates
  public static final String NO_ALARMS = "NoAlarms";
  public static final String ALARM_NOSPACE = "AlarmNoSpace";
  public static final String ALARM_CORRUPT = "AlarmCorrupt";
  public static final String ALARM_OTHER = "AlarmUnknownType";
  public static final String HASHES_MATCH = "HashesMatch";
  public static final String HASH_MISMATCH = "HashMismatch";
  public static final String HASH_MISMATCH_SUSPECTED = "HashMismatchSuspected";
  public static final String AUTH_REVISION_MISMATCH = "AuthRevisionMismatch";
  public static final String NOT_CHECKED = "NotChecked";
  public static final String INCONCLUSIVE = "Inconclusive";
  public static final String SINGLE_MEMBER_NOTHING_TO_COMPARE = "NothingToCompare";
  public static final String WITHIN_QUOTA = "WithinQuota";
  public static final String QUOTA_WARNING = "QuotaWarning";
  public static final String QUOTA_CRITICAL = "QuotaCritical";
  public static final String QUOTA_UNKNOWN = "QuotaUnknown";
  public static final String QUOTA_DISABLED = "QuotaDisabled";
  public static final String QUOTA_MISMATCH = "QuotaMismatch";
  public static final String GROWTH_EXCEEDS_FORECAST = "GrowthExceedsForecast";
  public static final String DEFRAG_ADVISED = "DefragAdvised";
  public static final String COMPACTION_NOT_RUNNING = "CompactionNotRunning";
  public static final String DISK_NORMAL = "DiskNormal";
  public static final String TOO_FEW_SAMPLES = "TooFewSamples";
  public static final String SLOW_FSYNC = "SlowFsync";
  public static final String SLOW_COMMIT = "SlowCommit";
  public static final String SLOW_APPLIES = "SlowApplies";
  public static final String FILE_DESCRIPTORS_LOW = "FileDescriptorsLow";
  public static final String CLOCK_SKEW = "ClockSkew";
  public static final String REQUESTS_NORMAL = "RequestsNormal";
  public static final String HIGH_ERROR_RATE = "HighErrorRate";
  public static final String PROPOSALS_PENDING = "ProposalsPending";
  public static final String PROPOSALS_FAILED = "ProposalsFailed";
  public static final String WRITE_FAILED = "WriteFailed";
  public static final String METRICS_UNAVAILABLE = "MetricsUnavailable";
  public static final String NOT_OBSERVABLE = "NotObservable";
  public static final String VALID = "Valid";
  public static final String EXPIRING_SOON = "ExpiringSoon";
  public static final String EXPIRING_CRITICAL = "ExpiringCritical";
  public static final String EXPIRED = "Expired";
  public static final String NAME_NOT_COVERED = "NameNotCovered";
  public static final String CHAIN_UNTRUSTED = "ChainUntrusted";
  public static final String NOT_VERIFIED = "NotVerified";
  public static final String VERSION_CURRENT = "VersionCurrent";
  public static final String UPDATE_ADVISED = "UpdateAdvised";
  public static final String END_OF_LIFE = "EndOfLife";
  public static final String KNOWN_BUG = "KnownBug";
  public static final String DOWNGRADE_ENABLED = "DowngradeEnabled";
  public static final String SECURITY_UPDATE = "SecurityUpdate";
  public static final String UPGRADE_STOP_NEEDED = "UpgradeStopNeeded";
  public static final String NOT_APPLICABLE = "NotApplicable";
  public static final String BENCHMARK_PASSED = "BenchmarkPassed";
  public static final String BENCHMARK_REGRESSION = "BenchmarkRegression";
  public static final String BENCHMARK_MISSED = "BenchmarkMissed";
  public static final String BENCHMARK_LEFT_KEYS = "BenchmarkLeftKeys";
  public static final String BENCHMARK_REFUSED = "BenchmarkRefused";
  public static final String BENCHMARK_INCOMPLETE = "BenchmarkIncomplete";

  // Our own state
  public static final String MONITOR_OVERLOADED = "MonitorOverloaded";
  public static final String NOT_OBSERVED = "NotObserved";
  public static final String FEATURE_DISABLED = "FeatureDisabled";
  public static final String PROBE_TIMEOUT = "ProbeTimeout";
  public static final String PROBE_FAILED = "ProbeFailed";
  public static final String NOT_SUSPENDED = "NotSuspended";
  public static final String SUSPENDED = "Suspended";

  // Configuration
  public static final String SECRET_NOT_FOUND = "SecretNotFound";
  public static final String SECRET_KEY_MISSING = "SecretKeyMissing";
  public static final String SECRET_FORBIDDEN = "SecretForbidden";
  public static final String NO_ENDPOINTS = "NoEndpoints";
  public static final String ENDPOINT_INVALID = "EndpointInvalid";
  public static final String SERVICE_NOT_FOUND = "ServiceNotFound";
  public static final String SERVICE_WITHOUT_ENDPOINTS = "ServiceWithoutEndpoints";
  public static final String SECRET_IN_OTHER_NAMESPACE = "SecretInOtherNamespace";
  public static final String ANNOTATION_INVALID = "AnnotationInvalid";
  public static final String INSPECTION_NAME_TAKEN = "InspectionNameTaken";
  public static final String INSPECTION_REFUSED = "InspectionRefused";
  public static final String PROVIDER_UNKNOWN = "ProviderUnknown";
  public static final String FEATURE_UNKNOWN = "FeatureUnknown";
  public static final String SETTING_INVALID = "SettingInvalid";
  public static final String ALERTS_INVALID = "AlertsInvalid";
  public static final String CLUSTER_NOT_FOUND = "ClusterNotFound";
  public static final String STORAGE_BACKEND_UNSUPPORTED = "StorageBackendUnsupported";

  private Reasons() {}
}
