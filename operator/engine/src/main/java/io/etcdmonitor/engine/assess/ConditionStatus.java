package io.etcdmonitor.engine.assess;

/** A condition's status, as in Kubernetes. */
public enum ConditionStatus {
  TRUE("True"),
  FALSE("False"),
  UNKNOWN("Unknown");

  private final String word;

  ConditionStatus(String word) {
    this.word = word;
  }

  /** The word in the API. */
  public String word() {
    return word;
  }
}
