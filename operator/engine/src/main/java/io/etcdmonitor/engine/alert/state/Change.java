package io.etcdmonitor.engine.alert.state;

/** What can happen to an alert; the words of its history. */
public enum Change {
  PENDING,
  BLIP,
  FIRED,
  REOPENED,
  SEVERITY_RAISED,
  SEVERITY_LOWERED,
  RECOVERING,
  FIRING_AGAIN,
  RESOLVED,
  STALE,
  FRESH,
  FLAPPING,
  STEADY,
  ACKNOWLEDGED,
  ACKNOWLEDGEMENT_ENDED,
  ESCALATED,
  ESCALATION_EXHAUSTED
}
