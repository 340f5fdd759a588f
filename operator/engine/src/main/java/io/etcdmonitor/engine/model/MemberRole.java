package io.etcdmonitor.engine.model;

/** A member's part in raft, as last observed. */
public enum MemberRole {
  LEADER("Leader"),
  FOLLOWER("Follower"),
  LEARNER("Learner"),
  UNKNOWN("Unknown");

  private final String word;

  MemberRole(String word) {
    this.word = word;
  }

  /** The word people see. */
  public String word() {
    return word;
  }
}
