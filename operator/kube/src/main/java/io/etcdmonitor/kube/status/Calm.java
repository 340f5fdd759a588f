package io.etcdmonitor.kube.status;

import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.HistoryEntry;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.kube.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An inspection whose status was composed and not worth a write, while nothing was found and no
 * alert is open. As long as it looks the same, composing it again would end the same way; of a
 * large fleet at rest that is nearly every look.
 *
 * @param uid of the object
 * @param generation of its spec
 * @param spec what is run
 * @param words of the latest result's message: digits left out
 * @param history in the engine; it changes with verdict and reason
 * @param until when the status is to be refreshed
 */
public record Calm(
    String uid,
    long generation,
    InspectionSpec spec,
    Verdict verdict,
    String reason,
    String words,
    List<HistoryEntry> history,
    Instant until) {
  /** As if nothing had been looked at yet. */
  public static final Calm NEVER =
      new Calm("", -1, null, Verdict.UNKNOWN, "", "", List.of(), Instant.MIN);

  /**
   * After a look.
   *
   * @param written what {@link StatusWriter#write} answered at the view's time
   * @param shared gives equal words back as one object
   */
  public static Calm after(
      String uid, InspectionView view, StatusWriter.Result written, UnaryOperator<String> shared) {
    return written.outcome() == WriteOutcome.UNCHANGED && quiet(view)
        ? of(uid, view, view.now().plus(written.again()), shared)
        : NEVER;
  }

  /**
   * Whether there is nothing to compose.
   *
   * @param least so often it is looked at, unless its interval is longer
   * @return when to look again; empty when it is to be composed
   */
  public Optional<Duration> holds(String uid, InspectionView view, Duration least) {
    if (!view.now().isBefore(until)
        || !quiet(view)
        || !equals(of(uid, view, until, UnaryOperator.identity()))) {
      return Optional.empty();
    }
    Duration rest = Duration.between(view.now(), until);
    Duration next = next(view.state().orElseThrow(), least, view.now());
    return Optional.of(Times.shorter(rest, next));
  }

  /** Nothing changes in between; but a result that stays away is to be noticed in time. */
  private static Duration next(InspectionState state, Duration least, Instant now) {
    Duration interval = state.spec().interval().orElse(Duration.ZERO);
    if (interval.compareTo(least) <= 0) {
      return least;
    }
    Duration current =
        Currency.end(state).map(end -> Duration.between(now, end).plusMillis(1)).orElse(interval);
    return Times.shorter(current, interval);
  }

  private static boolean quiet(InspectionView view) {
    return view.standing().asWritten()
        && view.alerts().isEmpty()
        && view.state()
            .flatMap(state -> Currency.current(state, view.now()))
            .filter(result -> result.findings().isEmpty())
            .isPresent();
  }

  private static Calm of(
      String uid, InspectionView view, Instant until, UnaryOperator<String> shared) {
    InspectionState state = view.state().orElseThrow();
    InspectionResult latest = state.latest().orElseThrow();
    return new Calm(
        uid,
        view.generation(),
        state.spec(),
        latest.verdict(),
        latest.reason(),
        shared.apply(Rounding.withoutDigits(latest.message())),
        state.history(),
        until);
  }
}
