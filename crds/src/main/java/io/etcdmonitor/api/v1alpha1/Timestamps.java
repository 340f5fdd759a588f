package io.etcdmonitor.api.v1alpha1;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The times of the API: RFC 3339, UTC, whole seconds. Stateless. */
public final class Timestamps {
  private Timestamps() {}

  /** Writes a time, e.g. {@code 2026-11-21T07:30:00Z}; {@code null} stays {@code null}. */
  public static String format(Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Reads a time; {@code null} stays {@code null}.
   *
   * @throws java.time.format.DateTimeParseException if it is no RFC 3339 time in UTC
   */
  public static Instant parse(String text) {
    return text == null ? null : Instant.parse(text);
  }
}
