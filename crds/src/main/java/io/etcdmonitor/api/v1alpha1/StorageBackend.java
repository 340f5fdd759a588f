package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The etcd API generation that a cluster serves. */
public enum StorageBackend {
  /** The v2 store. */
  @JsonProperty("v2")
  V2("v2"),

  /** The v3 (MVCC) store. */
  @JsonProperty("v3")
  V3("v3");

  private final String word;

  StorageBackend(String word) {
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
