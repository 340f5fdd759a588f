package io.etcdmonitor.engine.alert.state;

import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whom else to tell, and when, as long as nobody takes the alert.
 *
 * @param name unique
 * @param steps in order
 * @param loopFrom index of the step to begin again with
 * @param loopTimes how often; 0 to 5
 */
public record EscalationPolicy(String name, List<Step> steps, int loopFrom, int loopTimes) {

  /**
   * One step.
   *
   * @param after time after the firing for the first step, after the step before for others
   * @param channels to tell
   * @param minSeverity only for alerts that are at least so severe; others skip the step
   * @param hours only then; at other times the step is skipped
   */
  public record Step(
      Duration after, List<String> channels, Severity minSeverity, Optional<Hours> hours) {
    public Step {
      channels = List.copyOf(channels);
    }

    /** At any time. */
    public Step(Duration after, List<String> channels, Severity minSeverity) {
      this(after, channels, minSeverity, Optional.empty());
    }

    boolean runsAt(Instant now) {
      return hours.isEmpty() || hours.get().contains(now);
    }
  }

  /**
   * @throws IllegalArgumentException with one sentence when it cannot work
   */
  public EscalationPolicy {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("escalation %s: has no steps".formatted(name));
    }
    if (loopTimes < 0 || loopTimes > 5 || loopFrom < 0 || loopFrom >= steps.size()) {
      throw new IllegalArgumentException(
          "escalation %s: loops at most 5 times, from one of its steps".formatted(name));
    }
  }
}
