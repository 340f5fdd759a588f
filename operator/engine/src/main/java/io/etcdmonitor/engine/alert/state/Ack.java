package io.etcdmonitor.engine.alert.state;

import java.time.Duration;
import java.time.Instant;

/**
 * Somebody has taken an alert.
 *
 * @param by who
 * @param comment what they say
 * @param until when it ends by itself
 */
public record Ack(String by, String comment, Instant until) {
  public static final Duration DEFAULT = Duration.ofHours(4);
  public static final Duration LONGEST = Duration.ofHours(24);
}
