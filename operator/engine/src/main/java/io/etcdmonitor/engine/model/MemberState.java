package io.etcdmonitor.engine.model;

/** A member's state, as last observed. */
public enum MemberState {
  /** Reachable and serving what its role serves. */
  HEALTHY("Healthy"),
  /** Reachable, but not serving, or in trouble. */
  UNHEALTHY("Unhealthy"),
  /** Gave no answer. */
  UNREACHABLE("Unreachable"),
  /** In the member list, never started. */
  NOT_STARTED("NotStarted"),
  /** Could not be looked at, for example for want of credentials. */
  UNKNOWN("Unknown");

  private final String word;

  MemberState(String word) {
    this.word = word;
  }

  /** Whether it was reached, and said something. */
  public boolean answers() {
    return this == HEALTHY || this == UNHEALTHY;
  }

  /** The word people see. */
  public String word() {
    return word;
  }
}
