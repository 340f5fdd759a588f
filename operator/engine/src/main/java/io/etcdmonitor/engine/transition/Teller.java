package io.etcdmonitor.engine.transition;

import io.etcdmonitor.engine.model.InspectionSpec;
import java.util.ArrayList;
import java.util.List;

/** Collects the transitions of one result. */
final class Teller {
  private final InspectionSpec spec;
  private final List<Transition> told = new ArrayList<>();

  Teller(InspectionSpec spec) {
    this.spec = spec;
  }

  void trouble(TransitionType type, String member, String message) {
    told.add(new Transition(spec.key().cluster(), spec.key(), type, true, member, message));
  }

  void news(TransitionType type, String member, String message) {
    told.add(new Transition(spec.key().cluster(), spec.key(), type, false, member, message));
  }

  List<Transition> told() {
    return told;
  }
}
