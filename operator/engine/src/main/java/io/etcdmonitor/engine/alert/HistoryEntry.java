package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.state.Alert;
import java.time.Instant;
import java.util.Optional;

/**
 * One thing that happened to an alert, or to a message about it.
 *
 * @param time when
 * @param rule of the alert
 * @param subject member or feature, empty for the cluster
 * @param episode empty while there is none
 * @param what a {@link io.etcdmonitor.engine.alert.state.Change}, or {@code SENT}, {@code RETRY},
 *     {@code DEAD}, {@code SUPERSEDED}, {@code NOT_SENT}, {@code SILENCED}, {@code SILENCE_ENDED}
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
  static HistoryEntry of(
      Instant time,
      Optional<Alert> alert,
      String episode,
      String what,
      String channel,
      String detail) {
    return new HistoryEntry(
        time,
        alert.map(a -> a.identity().rule()).orElse(""),
        alert.map(a -> a.identity().subject()).orElse(""),
        episode,
        what,
        channel,
        detail);
  }

  public static final String SENT = "SENT";
  public static final String RETRY = "RETRY";
  public static final String DEAD = "DEAD";
  public static final String SUPERSEDED = "SUPERSEDED";
  public static final String NOT_SENT = "NOT_SENT";
  public static final String SILENCED = "SILENCED";
  public static final String SILENCE_ENDED = "SILENCE_ENDED";
}
