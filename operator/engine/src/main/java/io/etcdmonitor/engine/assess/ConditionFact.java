package io.etcdmonitor.engine.assess;

import io.etcdmonitor.engine.model.Severity;

/**
 * One condition as of now; whoever stores it keeps the transition time.
 *
 * @param type which condition
 * @param status true, false or unknown
 * @param reason CamelCase cause from {@link Reasons}
 * @param message one sentence; for trouble it says what to do
 * @param severity what it means for the cluster's health: {@code INFO} means nothing, whatever the
 *     status says (a single-member cluster is not fault tolerant, and that is how it was built)
 */
public record ConditionFact(
    ConditionType type, ConditionStatus status, String reason, String message, Severity severity) {

  /**
   * A fact whose severity follows from its status: trouble is a warning, not knowing is unknown.
   */
  public ConditionFact(ConditionType type, ConditionStatus status, String reason, String message) {
    this(type, status, reason, message, usual(type, status));
  }

  /** Whether this says that something is wrong. */
  public boolean trouble() {
    return status == (badWhenTrue(type) ? ConditionStatus.TRUE : ConditionStatus.FALSE);
  }

  private static Severity usual(ConditionType type, ConditionStatus status) {
    if (status == ConditionStatus.UNKNOWN) {
      return Severity.UNKNOWN;
    }
    boolean isTrue = status == ConditionStatus.TRUE;
    return badWhenTrue(type) == isTrue ? Severity.WARNING : Severity.INFO;
  }

  private static boolean badWhenTrue(ConditionType type) {
    return type == ConditionType.DEGRADED || type == ConditionType.SUSPENDED;
  }
}
