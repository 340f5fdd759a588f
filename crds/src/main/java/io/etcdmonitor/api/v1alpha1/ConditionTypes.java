package io.etcdmonitor.api.v1alpha1;

import java.util.List;

/** The condition types of both kinds. */
public final class ConditionTypes {
  /** EtcdCluster: the members can be talked to. */
  public static final String REACHABLE = "Reachable";

  /** EtcdCluster: it has quorum and a leader and serves reads and writes. */
  public static final String AVAILABLE = "Available";

  /** EtcdCluster: it serves, but worse than it should. True is bad. */
  public static final String DEGRADED = "Degraded";

  /** EtcdCluster: it can lose one more voting member. */
  public static final String FAULT_TOLERANT = "FaultTolerant";

  /** EtcdCluster: the members hold the same data. */
  public static final String CONSISTENT = "Consistent";

  /** EtcdCluster: the database is within its quota. */
  public static final String CAPACITY_OK = "CapacityOK";

  /** EtcdCluster: no certificate has expired or is about to. */
  public static final String CERTIFICATES_VALID = "CertificatesValid";

  /** EtcdCluster: the owner has stopped probing. Neither good nor bad. */
  public static final String SUSPENDED = "Suspended";

  /** EtcdInspection: it can be run as it is written. */
  public static final String READY = "Ready";

  /** EtcdInspection: the last run passed. */
  public static final String PASSED = "Passed";

  /** The conditions of an EtcdCluster, in the order they are shown. */
  public static final List<String> OF_CLUSTER =
      List.of(
          REACHABLE,
          AVAILABLE,
          DEGRADED,
          FAULT_TOLERANT,
          CONSISTENT,
          CAPACITY_OK,
          CERTIFICATES_VALID,
          SUSPENDED);

  /** The conditions of an EtcdInspection, in the order they are shown. */
  public static final List<String> OF_INSPECTION = List.of(READY, PASSED);

  private ConditionTypes() {}
}
