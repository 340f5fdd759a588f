package io.etcdmonitor.kube.status;

import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import java.time.Instant;
import java.util.Optional;

/** Tells current results from old ones, by the engine's rule. Pure functions. */
final class Currency {
  private static final int INTERVALS = 3;

  private Currency() {}

  /** The latest result, unless it is out of date. */
  static Optional<InspectionResult> current(InspectionState state, Instant now) {
    return state.latest().filter(result -> end(state).map(end -> !end.isBefore(now)).orElse(true));
  }

  /**
   * Until when the latest result counts: three intervals and the timeout after it began; empty
   * where there is none, and for a one-shot, whose result stays.
   */
  static Optional<Instant> end(InspectionState state) {
    return state
        .spec()
        .interval()
        .flatMap(interval ->
            state
                .latest()
                .map(result ->
                    result
                        .time()
                        .plus(interval.multipliedBy(INTERVALS))
                        .plus(state.spec().timeout())));
  }
}
