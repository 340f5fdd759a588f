package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.state.Ack;
import io.etcdmonitor.engine.alert.state.EscalationRun;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An episode as another leader wrote it down, outside its own store.
 *
 * @param rule its rule
 * @param subject member or feature, empty for the cluster
 * @param subjectLabel {@code member}, {@code feature} or empty
 * @param episode ID; sorts by time
 * @param severity then
 * @param summary one line
 * @param message what is wrong, and what to do
 * @param since when the condition began to hold
 * @param ended when it ended; empty when it fired
 * @param stale whether the data behind it was missing
 * @param ack who had taken it
 * @param escalation how far it had been carried
 * @param told the channels that may believe that it fires
 */
public record KnownAlert(
    String rule,
    String subject,
    String subjectLabel,
    String episode,
    Severity severity,
    String summary,
    String message,
    Instant since,
    Optional<Instant> ended,
    boolean stale,
    Optional<Ack> ack,
    Optional<Carried> escalation,
    List<OpenAlert.Heard> told) {

  public KnownAlert {
    told = List.copyOf(told);
  }

  /** The same alert, written down. */
  static KnownAlert of(OpenAlert alert) {
    return new KnownAlert(
        alert.rule(),
        alert.subject(),
        alert.subjectLabel(),
        alert.episode(),
        alert.severity(),
        alert.summary(),
        alert.message(),
        alert.since(),
        alert.ended(),
        alert.stale(),
        alert.ack(),
        alert.escalation().map(Carried::of),
        alert.told());
  }

  /**
   * How far an escalation was carried.
   *
   * @param policy its name
   * @param next index of the next step
   * @param nextAt when that is due; empty while the clock stands
   * @param remaining time left when the clock was stopped
   * @param loops times the loop was run through
   * @param exhausted whether all steps were done
   */
  public record Carried(
      String policy,
      int next,
      Optional<Instant> nextAt,
      Optional<Duration> remaining,
      int loops,
      boolean exhausted) {
    static Carried of(EscalationRun run) {
      return new Carried(
          run.policy().name(),
          run.next(),
          run.nextAt(),
          run.remaining(),
          run.loops(),
          run.exhausted());
    }
  }

  /**
   * What is known of one cluster.
   *
   * @param alerts open ones, and those that are over while somebody has still to hear it
   * @param complete whether these are all
   * @param seen when it was last known that they are open
   */
  public record OfCluster(List<KnownAlert> alerts, boolean complete, Instant seen) {
    public OfCluster {
      alerts = List.copyOf(alerts);
    }

    /** A cluster without alerts. */
    public static OfCluster nothing(Instant seen) {
      return new OfCluster(List.of(), true, seen);
    }
  }
}
