package io.etcdmonitor.engine.result;

import io.etcdmonitor.engine.model.InspectionSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of one inspection, as the hub keeps it. Immutable.
 *
 * @param spec what is run
 * @param latest the last result; empty before the first run has ended
 * @param running whether a run is under way
 * @param runs runs since it was registered
 * @param failures runs that ended {@code UNKNOWN}
 * @param lastChange when verdict or reason last changed
 * @param nextRun when the next run is due; empty for a one-shot that has run, and while paused
 * @param history changes of verdict or reason, newest first
 */
public record InspectionState(
    InspectionSpec spec,
    Optional<InspectionResult> latest,
    boolean running,
    long runs,
    long failures,
    Optional<Instant> lastChange,
    Optional<Instant> nextRun,
    List<HistoryEntry> history) {

  public InspectionState {
    history = List.copyOf(history);
  }
}
