package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How bad a finding or an alert is. */
public enum Severity {
  /** Worth knowing. */
  @JsonProperty("Info")
  INFO("Info"),

  /** Needs attention in working hours. */
  @JsonProperty("Warning")
  WARNING("Warning"),

  /** Needs action now. */
  @JsonProperty("Critical")
  CRITICAL("Critical");

  private final String word;

  Severity(String word) {
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
