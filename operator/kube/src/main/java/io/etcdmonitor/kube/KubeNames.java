package io.etcdmonitor.kube;

/** Names that this operator writes into the cluster. */
public final class KubeNames {
  /** {@code reportingController} of Events. */
  public static final String CONTROLLER = "etcdmonitor.io/operator";

  /** Default owner of the status fields it applies. */
  public static final String FIELD_MANAGER = "etcd-monitor";

  /** Default name of the Lease. */
  public static final String LEASE = "etcd-monitor";

  /** Standard label; {@link #MANAGED_BY_VALUE} marks inspections that the operator made. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** Value of {@link #MANAGED_BY}. */
  public static final String MANAGED_BY_VALUE = "etcd-monitor";

  /**
   * Label of operator-made inspections: the cluster's name (cut to the length of a label value).
   */
  public static final String CLUSTER_LABEL = "etcdmonitor.io/cluster";

  /** Label of operator-made inspections: the feature's name. */
  public static final String FEATURE_LABEL = "etcdmonitor.io/feature";

  /** Label of the Leases of shards: the name that they have in common. */
  public static final String SHARDS_OF_LABEL = "etcdmonitor.io/shards-of";

  /** Label of the Lease of a shard: its number. */
  public static final String SHARD_LABEL = "etcdmonitor.io/shard";

  /**
   * Annotation of the Lease of a shard: its holder has, or is about to take, what belongs to this
   * shard out of so many.
   */
  public static final String SHARDS_ANNOTATION = "etcdmonitor.io/shards";

  private KubeNames() {}
}
