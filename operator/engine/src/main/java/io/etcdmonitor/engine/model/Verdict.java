package io.etcdmonitor.engine.model;

/** What an inspection decided. {@code UNKNOWN} means "could not look": never healthy, never bad. */
public enum Verdict {
  PASSED("Passed"),
  WARNING("Warning"),
  CRITICAL("Critical"),
  UNKNOWN("Unknown");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** The word people see. */
  public String word() {
    return word;
  }
}
