package io.etcdmonitor.engine.model;

/** How bad a finding is. {@code UNKNOWN} is something that could not be looked at. */
public enum Severity {
  INFO("Info"),
  UNKNOWN("Unknown"),
  WARNING("Warning"),
  CRITICAL("Critical");

  private final String word;

  Severity(String word) {
    this.word = word;
  }

  /** The word people see. */
  public String word() {
    return word;
  }
}
