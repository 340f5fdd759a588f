package io.etcdmonitor.engine.result;

import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.transition.Transition;
import java.util.List;
import java.util.Optional;

/**
 * A new result, with the one before.
 *
 * @param spec what was run
 * @param current the new result
 * @param previous the result before it
 * @param significant whether anything changed that people should see: verdict, reason, a finding, a
 *     member's state or role, a rounded number
 * @param transitions what happened between the two, for events and logs
 */
public record ResultChange(
    InspectionSpec spec,
    InspectionResult current,
    Optional<InspectionResult> previous,
    boolean significant,
    List<Transition> transitions) {

  public ResultChange {
    transitions = List.copyOf(transitions);
  }
}
