package io.etcdmonitor.engine.assess;

/**
 * The conditions of a cluster. All but {@code DEGRADED} and {@code SUSPENDED} are good when true.
 */
public enum ConditionType {
  REACHABLE("Reachable"),
  AVAILABLE("Available"),
  DEGRADED("Degraded"),
  FAULT_TOLERANT("FaultTolerant"),
  CONSISTENT("Consistent"),
  CAPACITY_OK("CapacityOK"),
  CERTIFICATES_VALID("CertificatesValid"),
  SUSPENDED("Suspended");

  private final String word;

  ConditionType(String word) {
    this.word = word;
  }

  /** The condition's type in the API. */
  public String word() {
    return word;
  }
}
