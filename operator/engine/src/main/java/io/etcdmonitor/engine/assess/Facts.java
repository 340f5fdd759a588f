package io.etcdmonitor.engine.assess;

import io.etcdmonitor.engine.model.Severity;

/** Writes condition facts. */
final class Facts {
  private Facts() {}

  static ConditionFact fact(
      ConditionType type,
      ConditionStatus status,
      String reason,
      String message,
      Severity severity) {
    return new ConditionFact(type, status, reason, message, severity);
  }

  /** All is well. */
  static ConditionFact good(ConditionType type, String reason, String message) {
    ConditionStatus status =
        type == ConditionType.DEGRADED || type == ConditionType.SUSPENDED
            ? ConditionStatus.FALSE
            : ConditionStatus.TRUE;
    return fact(type, status, reason, message, Severity.INFO);
  }

  /** Something is wrong. */
  static ConditionFact bad(ConditionType type, String reason, String message, Severity severity) {
    ConditionStatus status =
        type == ConditionType.DEGRADED || type == ConditionType.SUSPENDED
            ? ConditionStatus.TRUE
            : ConditionStatus.FALSE;
    return fact(type, status, reason, message, severity);
  }

  /** It could not be looked at, and that matters. */
  static ConditionFact unknown(ConditionType type, String reason, String message) {
    return fact(type, ConditionStatus.UNKNOWN, reason, message, Severity.UNKNOWN);
  }

  /** Nobody looks, for a reason that is in order. */
  static ConditionFact notLooked(ConditionType type, String reason, String message) {
    return fact(type, ConditionStatus.UNKNOWN, reason, message, Severity.INFO);
  }
}
