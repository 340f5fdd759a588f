package io.etcdmonitor.engine.alert.state;

import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far one episode was carried up. The policy is pinned: a change of the configuration does not
 * change the course of what is under way.
 *
 * @param policy as it was when the episode fired
 * @param next index of the next step; beyond the last one when all were done
 * @param nextAt when it is due, or when it is given up; empty while the clock stands, and then
 * @param remaining time left when the clock was stopped
 * @param loops times the loop was run through
 * @param exhausted whether all steps were done, and nobody came
 * @param severity the highest that it was carried up for; empty where that is not known
 */
public record EscalationRun(
    EscalationPolicy policy,
    int next,
    Optional<Instant> nextAt,
    Optional<Duration> remaining,
    int loops,
    boolean exhausted,
    Optional<Severity> severity) {

  /** Of which it is not known how severe its alert has been. */
  public EscalationRun(
      EscalationPolicy policy,
      int next,
      Optional<Instant> nextAt,
      Optional<Duration> remaining,
      int loops,
      boolean exhausted) {
    this(policy, next, nextAt, remaining, loops, exhausted, Optional.empty());
  }

  /** The same at another place. */
  EscalationRun at(
      int step, Optional<Instant> time, Optional<Duration> left, int loop, boolean done) {
    return new EscalationRun(policy, step, time, left, loop, done, severity);
  }

  /** The same, for an alert that is so severe. */
  public EscalationRun of(Severity carried) {
    return new EscalationRun(
        policy, next, nextAt, remaining, loops, exhausted, Optional.of(carried));
  }

  /** What steps are chosen by: one that goes to and fro is as severe as it was. */
  Severity severityOf(Alert alert) {
    return severity.filter(s -> s.compareTo(alert.severity()) > 0).orElse(alert.severity());
  }
}
