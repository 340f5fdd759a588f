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

  void trouble(TransitionType type, String member, String reason, String message) {
    tell(type, true, member, reason, message);
  }

  void news(TransitionType type, String member, String message) {
    tell(type, false, member, "", message);
  }

  /** People read an Event or a log line alone, so the sentence itself names the member. */
  private void tell(
      TransitionType type, boolean trouble, String member, String reason, String message) {
    String sentence =
        member.isEmpty() || message.contains(member) ? message : "member " + member + " " + message;
    told.add(
        new Transition(spec.key().cluster(), spec.key(), type, trouble, member, reason, sentence));
  }

  List<Transition> told() {
    return told;
  }
}
