package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a URL is spoken to. */
public enum Scheme {
  /** Plain text. */
  @JsonProperty("http")
  HTTP("http"),

  /** TLS. */
  @JsonProperty("https")
  HTTPS("https");

  private final String word;

  Scheme(String word) {
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
