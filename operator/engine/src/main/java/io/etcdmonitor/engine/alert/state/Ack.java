package io.etcdmonitor.engine.alert.state;

import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody has taken an alert.
 *
 * @param by who
 * @param comment what they say
 * @param until when it ends by itself
 * @param severity of the alert then; empty where that is not known
 */
public record Ack(String by, String comment, Instant until, Optional<Severity> severity) {
  public static final Duration DEFAULT = Duration.ofHours(4);
  public static final Duration LONGEST = Duration.ofHours(24);

  /** Of an alert whose severity is not known yet. */
  public Ack(String by, String comment, Instant until) {
    this(by, comment, until, Optional.empty());
  }

  /** The same, of an alert that was so severe. */
  public Ack of(Severity taken) {
    return new Ack(by, comment, until, Optional.of(taken));
  }

  /** Whether they knew that it may be so severe. */
  boolean covers(Severity now) {
    return severity.filter(taken -> taken.compareTo(now) >= 0).isPresent();
  }
}
