package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The one-word judgement of a cluster, derived from its conditions. */
public enum Health {
  /** Everything that was looked at is fine. */
  @JsonProperty("Healthy")
  HEALTHY("Healthy"),

  /** The cluster serves, but something needs attention. */
  @JsonProperty("Warning")
  WARNING("Warning"),

  /** The cluster does not serve, or is about to stop, or its data is in danger. */
  @JsonProperty("Critical")
  CRITICAL("Critical"),

  /** It could not be looked at; says nothing about the cluster itself. */
  @JsonProperty("Unknown")
  UNKNOWN("Unknown");

  private final String word;

  Health(String word) {
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
