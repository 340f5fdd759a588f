package io.etcdmonitor.engine.alert.state;

import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;

/**
 * When a group is told of.
 *
 * @param groupWait from the firing of the first to the first message, so that what comes together
 *     is told together
 * @param groupWaitCritical the same where one is critical
 * @param groupInterval from one message to the next that adds alerts
 * @param repeatInterval from one message to the same again
 * @param repeatIntervalCritical the same where one is critical
 */
public record Timing(
    Duration groupWait,
    Duration groupWaitCritical,
    Duration groupInterval,
    Duration repeatInterval,
    Duration repeatIntervalCritical) {

  public static final Timing DEFAULTS =
      new Timing(
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofHours(4),
          Duration.ofHours(1));

  Duration wait(Severity severity) {
    return severity == Severity.CRITICAL ? groupWaitCritical : groupWait;
  }

  Duration repeat(Severity severity) {
    return severity == Severity.CRITICAL ? repeatIntervalCritical : repeatInterval;
  }
}
