package io.etcdmonitor.engine.model;

import java.time.Instant;

/**
 * One thing that a person should know. Empty strings stand for "does not apply".
 *
 * @param id stable while the same thing is found again: reason and member, not numbers
 * @param severity how bad
 * @param member name of the member, or its ID where it has no name; empty when it concerns the
 *     cluster
 * @param reason CamelCase cause, one for each that needs a different action
 * @param message one sentence: what, where, since when
 * @param value what was measured, for people
 * @param threshold what it was compared with
 * @param remedy the next step for a person
 * @param firstSeen kept over runs by the hub; providers pass the time of the run
 * @param lastSeen time of the run
 */
public record Finding(
    String id,
    Severity severity,
    String member,
    String reason,
    String message,
    String value,
    String threshold,
    String remedy,
    Instant firstSeen,
    Instant lastSeen) {

  /** The same finding in other words. */
  public Finding withMessage(String text) {
    return new Finding(
        id, severity, member, reason, text, value, threshold, remedy, firstSeen, lastSeen);
  }

  /** The same finding, first seen then. */
  public Finding withFirstSeen(Instant time) {
    return new Finding(
        id, severity, member, reason, message, value, threshold, remedy, time, lastSeen);
  }
}
