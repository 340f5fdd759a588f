package io.etcdmonitor.engine.alert.outbox;

import io.etcdmonitor.engine.alert.state.Plan;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;

/**
 * One message that is to be delivered. Stored before it is tried, with the number of the attempt,
 * so that after a crash it is known that it may have arrived.
 *
 * @param id unique; sorts by time
 * @param cluster whose
 * @param channel to whom
 * @param group about what
 * @param send what
 * @param severity worst of it
 * @param idempotencyKey the same for all attempts
 * @param createdAt when it became due
 * @param attempts begun so far
 * @param nextAt when it may be tried
 * @param trouble what the last attempt ran into, empty at first
 */
public record Row(
    String id,
    ClusterKey cluster,
    String channel,
    String group,
    Plan.Send send,
    Severity severity,
    String idempotencyKey,
    Instant createdAt,
    int attempts,
    Instant nextAt,
    String trouble) {
  private static final Duration DEADLINE = Duration.ofHours(1);
  private static final Duration DEADLINE_CRITICAL = Duration.ofHours(6);

  /** When it is given up. */
  public Instant deadline() {
    return createdAt.plus(severity == Severity.CRITICAL ? DEADLINE_CRITICAL : DEADLINE);
  }

  /** After the begin of one more attempt. */
  public Row begun() {
    return with(createdAt, attempts + 1, nextAt, trouble);
  }

  /** As it is after a restart: a clock that was set back since may have stamped it. */
  public Row notAfter(Instant now) {
    boolean later = createdAt.isAfter(now);
    Instant latest = later ? now : now.plus(Backoff.OBEYED);
    return with(
        later ? now : createdAt, attempts, nextAt.isAfter(latest) ? latest : nextAt, trouble);
  }

  /** To be tried again. */
  public Row again(Instant at, String why) {
    return with(createdAt, attempts, at, why);
  }

  private Row with(Instant created, int begun, Instant next, String why) {
    return new Row(
        id, cluster, channel, group, send, severity, idempotencyKey, created, begun, next, why);
  }
}
