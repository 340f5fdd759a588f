package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What was seen of an etcd member. */
public enum MemberState {
  /** Answers and serves. */
  @JsonProperty("Healthy")
  HEALTHY("Healthy"),

  /** Answers, but does not serve as it should. */
  @JsonProperty("Unhealthy")
  UNHEALTHY("Unhealthy"),

  /** Does not answer. */
  @JsonProperty("Unreachable")
  UNREACHABLE("Unreachable"),

  /** Is in the member list but has never joined. */
  @JsonProperty("NotStarted")
  NOT_STARTED("NotStarted"),

  /** Could not be judged. */
  @JsonProperty("Unknown")
  UNKNOWN("Unknown");

  private final String word;

  MemberState(String word) {
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
