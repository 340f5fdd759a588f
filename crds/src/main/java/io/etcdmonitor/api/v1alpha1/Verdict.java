package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The outcome of one inspection. */
public enum Verdict {
  /** Looked, and it is fine. */
  @JsonProperty("Passed")
  PASSED("Passed"),

  /** Looked, and it needs attention. */
  @JsonProperty("Warning")
  WARNING("Warning"),

  /** Looked, and it needs action now. */
  @JsonProperty("Critical")
  CRITICAL("Critical"),

  /** Could not look, or the evidence is not conclusive. */
  @JsonProperty("Unknown")
  UNKNOWN("Unknown");

  private final String word;

  Verdict(String word) {
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
