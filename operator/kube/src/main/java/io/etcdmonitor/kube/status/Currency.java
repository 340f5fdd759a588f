package io.etcdmonitor.kube.status;

import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.InspectionState;
import java.time.Instant;
import java.util.Optional;

/** Tells current results from old ones, by the engine's rule. Pure functions. */
final class Currency {
  private static final int INTERVALS = 3;

  private Currency() {}

  /**
   * The latest result, unless it is older than three intervals and the timeout; a one-shot's stays.
   */
  static Optional<InspectionResult> current(InspectionState state, Instant now) {
    return state
        .latest()
        .filter(result ->
            state
                .spec()
                .interval()
                .map(interval ->
                    !result
                        .time()
                        .plus(interval.multipliedBy(INTERVALS))
                        .plus(state.spec().timeout())
                        .isBefore(now))
                .orElse(true));
  }
}
