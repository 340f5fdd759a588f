package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The role of an etcd member in its raft group. */
public enum MemberRole {
  /** Elected leader. */
  @JsonProperty("Leader")
  LEADER("Leader"),

  /** Voting member that follows the leader. */
  @JsonProperty("Follower")
  FOLLOWER("Follower"),

  /** Non-voting member. */
  @JsonProperty("Learner")
  LEARNER("Learner"),

  /** The member did not say. */
  @JsonProperty("Unknown")
  UNKNOWN("Unknown");

  private final String word;

  MemberRole(String word) {
    this.word = word;
  }

  /** The word used in the API. */
  public String word() {
    return word;
  }

  @Override
  public String toString() {
    return word;
  }
}
