package io.etcdmonitor.api.v1alpha1;

/**
 * The reasons of conditions: one CamelCase word for each cause that needs a different action. An
 * inspection may bring reasons of its own (a plug-in's too); these are the ones that the operator
 * itself composes.
 */
public final class ConditionReasons {
  // Good or quiet states.

  /** Nothing is out of order. */
  public static final String AS_EXPECTED = "AsExpected";

  /** Every member answered. */
  public static final String ALL_ENDPOINTS = "AllEndpoints";

  /** A majority serves, and one more voter can be lost. */
  public static final String QUORUM_HEALTHY = "QuorumHealthy";

  /** At least one more voter can be lost. */
  public static final String CAN_LOSE_MEMBERS = "CanLoseMembers";

  /** The members hold the same data. */
  public static final String HASHES_MATCH = "HashesMatch";

  /** The database is within its quota. */
  public static final String WITHIN_QUOTA = "WithinQuota";

  /** No certificate expires soon. */
  public static final String VALID = "Valid";

  /** The cluster is being watched. */
  public static final String NOT_SUSPENDED = "NotSuspended";

  // Could not look, or not yet.

  /** There is no observation yet. */
  public static final String NOT_OBSERVED = "NotObserved";

  /** The last observation is too old to say anything. */
  public static final String STALE = "Stale";

  /** The owner has stopped probing. */
  public static final String SUSPENDED = "Suspended";

  /** No feature looks at this. */
  public static final String NOT_CHECKED = "NotChecked";

  /** Looked, but the evidence does not decide it. */
  public static final String INCONCLUSIVE = "Inconclusive";

  /** The quota or the size could not be read. */
  public static final String QUOTA_UNKNOWN = "QuotaUnknown";

  /** The members do not show this, e.g. no TLS. */
  public static final String NOT_OBSERVABLE = "NotObservable";

  /** The probe did not finish in time. */
  public static final String PROBE_TIMEOUT = "ProbeTimeout";

  // Reaching the cluster.

  /** Some members answered, others did not. */
  public static final String SOME_ENDPOINTS = "SomeEndpoints";

  /** No member answered. */
  public static final String UNREACHABLE = "Unreachable";

  /** A host name could not be resolved. */
  public static final String DNS_FAILURE = "DNSFailure";

  /** Nothing listens at the address. */
  public static final String CONNECTION_REFUSED = "ConnectionRefused";

  /** The address accepts nothing or never answers. */
  public static final String TIMEOUT = "Timeout";

  /** TLS was not agreed on. */
  public static final String TLS_HANDSHAKE_FAILED = "TLSHandshakeFailed";

  /** The cluster wants a user, and spec.auth is absent. */
  public static final String AUTH_REQUIRED = "AuthRequired";

  /** The user or the password is refused. */
  public static final String CREDENTIALS_INVALID = "CredentialsInvalid";

  /** The user lacks a right that the probe needs. */
  public static final String PERMISSION_DENIED = "PermissionDenied";

  /** Something answers, but it is no etcd. */
  public static final String NOT_ETCD = "NotEtcd";

  /** Another cluster answers than was expected. */
  public static final String CLUSTER_ID_CHANGED = "ClusterIDChanged";

  // The specification and what it refers to.

  /** Neither spec.endpoints nor the annotation importedAddr names a client URL. */
  public static final String ENDPOINTS_MISSING = "EndpointsMissing";

  /** An address cannot be used as a client URL. */
  public static final String ENDPOINT_INVALID = "EndpointInvalid";

  /** No cluster provider has the name in spec.provider. */
  public static final String PROVIDER_UNKNOWN = "ProviderUnknown";

  /** The Service of spec.service does not exist. */
  public static final String SERVICE_NOT_FOUND = "ServiceNotFound";

  /** The Service has no endpoint for the port. */
  public static final String SERVICE_WITHOUT_ENDPOINTS = "ServiceWithoutEndpoints";

  /** A Secret that the spec names does not exist. */
  public static final String SECRET_NOT_FOUND = "SecretNotFound";

  /** A Secret lacks a key. */
  public static final String SECRET_KEY_MISSING = "SecretKeyMissing";

  /** What a Secret holds cannot be read as what it should be. */
  public static final String SECRET_INVALID = "SecretInvalid";

  /** No feature provider has this name. */
  public static final String FEATURE_UNKNOWN = "FeatureUnknown";

  /** A setting is not one of the feature, or has a bad value. */
  public static final String SETTINGS_INVALID = "SettingsInvalid";

  /** spec.clusterName names no EtcdCluster of the namespace. */
  public static final String CLUSTER_NOT_FOUND = "ClusterNotFound";

  // Serving.

  /** A majority serves, but no further voter can be lost. */
  public static final String QUORUM_WITHOUT_SPARE = "QuorumWithoutSpare";

  /** Fewer than a majority of the voters serve. */
  public static final String QUORUM_LOST = "QuorumLost";

  /** The members know no leader. */
  public static final String NO_LEADER = "NoLeader";

  /** A NOSPACE alarm stops all writes. */
  public static final String READ_ONLY = "ReadOnly";

  /** The loss of one more voter loses quorum. */
  public static final String NO_SPARE_MEMBER = "NoSpareMember";

  /** An even number of voters tolerates no more than one less. */
  public static final String EVEN_VOTER_COUNT = "EvenVoterCount";

  // Serving worse than it should.

  /** Members do not serve as they should. */
  public static final String MEMBERS_UNHEALTHY = "MembersUnhealthy";

  /** A member was added but never joined. */
  public static final String MEMBER_NOT_STARTED = "MemberNotStarted";

  /** A member is behind in applying. */
  public static final String MEMBER_LAGGING = "MemberLagging";

  /** A learner does not catch up. */
  public static final String LEARNER_STUCK = "LearnerStuck";

  /** A disk is too slow for etcd. */
  public static final String SLOW_DISK = "SlowDisk";

  /** Members answer too slowly. */
  public static final String SLOW_NETWORK = "SlowNetwork";

  /** The leader changes too often. */
  public static final String FREQUENT_ELECTIONS = "FrequentElections";

  /** An etcd alarm is raised. */
  public static final String ALARM_ACTIVE = "AlarmActive";

  /** The cluster is not what spec.expected says. */
  public static final String DRIFT = "Drift";

  // Data, space, certificates.

  /** Members hold different data. */
  public static final String HASH_MISMATCH = "HashMismatch";

  /** etcd itself says that a member is corrupt. */
  public static final String CORRUPT_ALARM = "CorruptAlarm";

  /** Members belong to different clusters. */
  public static final String CLUSTER_ID_MISMATCH = "ClusterIDMismatch";

  /** The database nears its quota. */
  public static final String QUOTA_WARNING = "QuotaWarning";

  /** The database is about to reach, or has reached, its quota. */
  public static final String QUOTA_CRITICAL = "QuotaCritical";

  /** Much of the database file is free space. */
  public static final String DEFRAG_ADVISED = "DefragAdvised";

  /** A certificate expires soon. */
  public static final String EXPIRING_SOON = "ExpiringSoon";

  /** A certificate expires within days. */
  public static final String EXPIRING_CRITICAL = "ExpiringCritical";

  /** A certificate has expired. */
  public static final String EXPIRED = "Expired";

  // EtcdInspection.

  /** It runs as its spec says. */
  public static final String SCHEDULED = "Scheduled";

  /** It ran once, as asked. */
  public static final String FINISHED = "Finished";

  /** The last run found nothing. */
  public static final String INSPECTION_PASSED = "InspectionPassed";

  /** The last run found something. */
  public static final String FINDINGS = "Findings";

  private ConditionReasons() {}
}
