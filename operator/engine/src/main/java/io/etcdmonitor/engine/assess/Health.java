package io.etcdmonitor.engine.assess;

/** The one word about a cluster, derived from its conditions. */
public enum Health {
  HEALTHY("Healthy"),
  WARNING("Warning"),
  CRITICAL("Critical"),
  UNKNOWN("Unknown");

  private final String word;

  Health(String word) {
    this.word = word;
  }

  /** The word people see. */
  public String word() {
    return word;
  }
}
