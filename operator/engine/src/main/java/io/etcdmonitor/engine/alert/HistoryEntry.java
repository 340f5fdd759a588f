package io.etcdmonitor.engine.alert;

import java.time.Instant;

/**
 * One thing that happened to an alert, or to a message about it.
 *
 * @param time when
 * @param rule of the alert
 * @param subject member or feature, empty for the cluster
 * @param episode empty while there is none
 * @param what a {@link io.etcdmonitor.engine.alert.state.Change}, or {@code SENT}, {@code RETRY},
 *     {@code DEAD}, {@code SUPERSEDED}, {@code NOT_SENT}
 * @param channel for messages, else empty
 * @param detail reason, reply code, who
 */
public record HistoryEntry(
    Instant time,
    String rule,
    String subject,
    String episode,
    String what,
    String channel,
    String detail) {
  public static final String SENT = "SENT";
  public static final String RETRY = "RETRY";
  public static final String DEAD = "DEAD";
  public static final String SUPERSEDED = "SUPERSEDED";
  public static final String NOT_SENT = "NOT_SENT";
}
