package io.etcdmonitor.engine.alert.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Carries an episode up its policy. Pure. */
public final class Escalations {
  /** Who was called last has so long at least before it is said that nobody came. */
  private static final Duration LAST_CHANCE = Duration.ofMinutes(5);

  private Escalations() {}

  /**
   * What a look at the clock brings.
   *
   * @param run the new state
   * @param step the step to do now
   * @param exhausted whether the end of the chain was reached just now
   */
  public record Turn(EscalationRun run, Optional<EscalationPolicy.Step> step, boolean exhausted) {}

  /**
   * Begins a policy for an alert, now: it fired just now, or came to the policy by its severity or
   * by a change of the configuration. Empty when no step is for alerts of its severity.
   */
  public static Optional<EscalationRun> begin(EscalationPolicy policy, Alert alert, Instant now) {
    if (policy.steps().stream().noneMatch(s -> alert.severity().compareTo(s.minSeverity()) >= 0)) {
      return Optional.empty();
    }
    EscalationRun run = new EscalationRun(policy, -1, Optional.empty(), Optional.empty(), 0, false);
    return Optional.of(advance(run.of(alert.severity()), alert, now));
  }

  /**
   * After a raise: the first step that only the new severity takes, from now. Not where it was so
   * severe before: what goes to and fro would begin anew each time, and nobody would be called.
   */
  public static EscalationRun raised(EscalationRun run, Alert alert, Instant now) {
    if (run.severity().filter(s -> s.compareTo(alert.severity()) >= 0).isPresent()) {
      return run;
    }
    EscalationRun higher = run.of(alert.severity());
    List<EscalationPolicy.Step> steps = run.policy().steps();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).minSeverity() == alert.severity()) {
        Instant due = now.plus(steps.get(i).after());
        return higher.at(i, Optional.of(due), Optional.empty(), run.loops(), false);
      }
    }
    return higher;
  }

  /**
   * Looks at the clock.
   *
   * @param stopped whether it is held back: the clock stands
   * @param acknowledged whether somebody took it: the clock stands, and begins anew
   */
  public static Turn tick(
      EscalationRun run, Alert alert, boolean stopped, boolean acknowledged, Instant now) {
    if (run.exhausted()) {
      return new Turn(run, Optional.empty(), false);
    }
    if (acknowledged || stopped) {
      return new Turn(stop(run, acknowledged, now), Optional.empty(), false);
    }
    if (run.nextAt().isEmpty()) {
      EscalationRun again = timed(run, now.plus(run.remaining().orElse(Duration.ZERO)));
      return new Turn(again, Optional.empty(), false);
    }
    if (now.isBefore(run.nextAt().get())) {
      return new Turn(run, Optional.empty(), false);
    }
    if (atEnd(run)) {
      return new Turn(exhausted(run), Optional.empty(), true);
    }
    EscalationRun at = run;
    EscalationPolicy.Step step = run.policy().steps().get(run.next());
    EscalationRun after = advance(at, alert, now);
    // After a long absence several steps are overdue: only the highest is done, once.
    Instant was = run.nextAt().get();
    while (!atEnd(after) && after.loops() == run.loops()) {
      Instant wouldBe = was.plus(after.policy().steps().get(after.next()).after());
      if (now.isBefore(wouldBe)
          || wouldBe.equals(was)
          || after.policy().steps().get(after.next()).after().isZero()) {
        break;
      }
      was = wouldBe;
      EscalationPolicy.Step later = after.policy().steps().get(after.next());
      step = later.runsAt(now) ? later : step;
      after = advance(after, alert, now);
    }
    return new Turn(after, Optional.of(step).filter(s -> s.runsAt(now)), false);
  }

  /** After a restart: no step is further away than it is when its time begins. */
  static EscalationRun restored(EscalationRun run, Instant now) {
    Instant latest = now.plus(wait(run));
    return run.nextAt().filter(t -> t.isAfter(latest)).isPresent() ? timed(run, latest) : run;
  }

  private static EscalationRun stop(EscalationRun run, boolean fromFull, Instant now) {
    if (fromFull) {
      Duration full = wait(run);
      return run.at(run.next(), Optional.empty(), Optional.of(full), run.loops(), false);
    }
    if (run.nextAt().isEmpty()) {
      return run;
    }
    Duration left = Duration.between(now, run.nextAt().get());
    Duration rest = left.isNegative() ? Duration.ZERO : left;
    return run.at(run.next(), Optional.empty(), Optional.of(rest), run.loops(), false);
  }

  /** To the next step that the alert's severity takes. */
  private static EscalationRun advance(EscalationRun run, Alert alert, Instant from) {
    EscalationPolicy policy = run.policy();
    int index = run.next() + 1;
    int loops = run.loops();
    for (int looked = 0; looked <= 2 * policy.steps().size(); looked++) {
      if (index >= policy.steps().size()) {
        if (loops >= policy.loopTimes()) {
          break;
        }
        loops++;
        index = policy.loopFrom();
      }
      EscalationPolicy.Step step = policy.steps().get(index);
      if (run.severityOf(alert).compareTo(step.minSeverity()) >= 0) {
        return run.at(index, Optional.of(from.plus(step.after())), Optional.empty(), loops, false);
      }
      index++;
    }
    EscalationRun end =
        run.at(policy.steps().size(), Optional.empty(), Optional.empty(), loops, false);
    return timed(end, from.plus(wait(end)));
  }

  private static boolean atEnd(EscalationRun run) {
    return run.next() >= run.policy().steps().size();
  }

  /** The time before the next step, or after the last one that is for alerts so severe. */
  private static Duration wait(EscalationRun run) {
    List<EscalationPolicy.Step> steps = run.policy().steps();
    if (!atEnd(run)) {
      return steps.get(run.next()).after();
    }
    return steps.reversed().stream()
        .filter(s -> run.severity().filter(is -> is.compareTo(s.minSeverity()) < 0).isEmpty())
        .findFirst()
        .map(EscalationPolicy.Step::after)
        .filter(last -> last.compareTo(LAST_CHANCE) > 0)
        .orElse(LAST_CHANCE);
  }

  private static EscalationRun exhausted(EscalationRun run) {
    return run.at(run.next(), Optional.empty(), Optional.empty(), run.loops(), true);
  }

  private static EscalationRun timed(EscalationRun run, Instant at) {
    return run.at(run.next(), Optional.of(at), Optional.empty(), run.loops(), false);
  }
}
