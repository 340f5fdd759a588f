package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where an inspection is in its life. */
public enum Phase {
  /** Accepted, not run yet. */
  @JsonProperty("Pending")
  PENDING("Pending"),

  /** The first run is in progress. */
  @JsonProperty("Running")
  RUNNING("Running"),

  /** Runs on its interval. */
  @JsonProperty("Active")
  ACTIVE("Active"),

  /** Ran once, as asked. */
  @JsonProperty("Completed")
  COMPLETED("Completed"),

  /** Stopped by its owner. */
  @JsonProperty("Suspended")
  SUSPENDED("Suspended"),

  /** Cannot be run as it is written; the reason says why. */
  @JsonProperty("Failed")
  FAILED("Failed");

  private final String word;

  Phase(String word) {
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
