package io.etcdmonitor.engine.alert.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What becomes of an alert while nothing is known. Pure. */
public final class Ageing {
  private static final Duration RESTART = Duration.ofHours(1);

  private Ageing() {}

  /**
   * What time alone does: data goes missing, an acknowledgement ends, flapping calms down.
   *
   * @param jumped whether nobody looked for some of so long a time
   */
  public static LifeCycle.Step tick(Alert alert, Instant now, Predicate<Duration> jumped) {
    List<Change> changes = new ArrayList<>();
    Alert next = alert;
    if (alert.open() && !alert.stale() && silent(alert, now, jumped)) {
      next = next.withStale(true);
      changes.add(Change.STALE);
    }
    if (alert.ack().filter(ack -> !now.isBefore(ack.until())).isPresent()) {
      next = next.withAck(Optional.empty());
      changes.add(Change.ACKNOWLEDGEMENT_ENDED);
    }
    Tally tally = alert.tally();
    if (tally.flappingSince().isPresent() && !tally.changes().isEmpty()) {
      Instant last = tally.changes().get(tally.changes().size() - 1);
      if (!now.isBefore(last.plus(LifeCycle.STEADY))) {
        next =
            next.with(
                new Tally(
                    tally.flaps(),
                    tally.reopens(),
                    tally.blips(),
                    tally.changes(),
                    Optional.empty()));
        changes.add(Change.STEADY);
      }
    }
    return new LifeCycle.Step(Optional.of(next), changes);
  }

  private static boolean silent(Alert alert, Instant now, Predicate<Duration> jumped) {
    Duration patience =
        LifeCycle.longer(LifeCycle.NO_DATA, alert.span().interval().multipliedBy(3));
    return Duration.between(alert.span().lastSample(), now).compareTo(patience) >= 0
        && !jumped.test(patience);
  }

  /**
   * What a restart does: clocks go on unless it took too long. What was seen later than now was
   * stamped by a clock that has been set back since, and must not make new data look old.
   */
  public static LifeCycle.Step restored(Alert alert, Instant now) {
    if (alert.span().lastSample().isAfter(now)) {
      return LifeCycle.Step.of(
          alert
              .with(alert.phase(), Spans.notAfter(alert.span(), now))
              .with(alert.tally().notAfter(now))
              .withEscalation(alert.escalation().map(run -> Escalations.restored(run, now))));
    }
    if (Duration.between(alert.span().lastSample(), now).compareTo(RESTART) <= 0) {
      return LifeCycle.Step.of(alert);
    }
    if (alert.phase() == Phase.PENDING) {
      return LifeCycle.end(alert, "", now);
    }
    return alert.open() && !alert.stale()
        ? LifeCycle.Step.of(alert.withStale(true), Change.STALE)
        : LifeCycle.Step.of(alert);
  }
}
