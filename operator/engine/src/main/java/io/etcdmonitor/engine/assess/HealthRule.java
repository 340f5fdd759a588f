package io.etcdmonitor.engine.assess;

import io.etcdmonitor.engine.model.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** From the conditions to the one word, and to the sentence that explains it. Pure. */
public final class HealthRule {
  private HealthRule() {}

  /**
   * Critical wins. A suspended cluster, and one whose reachability or availability is not known, is
   * Unknown: what else is known of it cannot make it anything better. Then come warnings, then
   * anything that should have been looked at and could not; what is left is healthy.
   */
  public static Health of(List<ConditionFact> conditions) {
    if (is(conditions, ConditionType.SUSPENDED, ConditionStatus.TRUE)) {
      return Health.UNKNOWN;
    }
    if (any(conditions, Severity.CRITICAL)) {
      return Health.CRITICAL;
    }
    if (!known(conditions, ConditionType.REACHABLE)
        || !known(conditions, ConditionType.AVAILABLE)) {
      return Health.UNKNOWN;
    }
    if (any(conditions, Severity.WARNING)) {
      return Health.WARNING;
    }
    return any(conditions, Severity.UNKNOWN) ? Health.UNKNOWN : Health.HEALTHY;
  }

  /** The condition that decided the health; empty when nothing is wrong. */
  static Optional<ConditionFact> decisive(List<ConditionFact> conditions) {
    Optional<ConditionFact> suspended =
        conditions.stream()
            .filter(c -> c.type() == ConditionType.SUSPENDED && c.trouble())
            .findFirst();
    if (suspended.isPresent()) {
      return suspended;
    }
    boolean blind = !any(conditions, Severity.CRITICAL) && of(conditions) == Health.UNKNOWN;
    return conditions.stream()
        .filter(c -> c.severity() != Severity.INFO)
        .filter(c -> !blind || c.status() == ConditionStatus.UNKNOWN)
        .max(
            Comparator.comparing(ConditionFact::severity)
                .thenComparing(c -> c.type() == ConditionType.AVAILABLE)
                .thenComparing(ConditionFact::type, Comparator.reverseOrder()));
  }

  private static boolean known(List<ConditionFact> conditions, ConditionType type) {
    return conditions.stream()
        .anyMatch(c -> c.type() == type && c.status() != ConditionStatus.UNKNOWN);
  }

  private static boolean is(
      List<ConditionFact> conditions, ConditionType type, ConditionStatus status) {
    return conditions.stream().anyMatch(c -> c.type() == type && c.status() == status);
  }

  private static boolean any(List<ConditionFact> conditions, Severity severity) {
    return conditions.stream().anyMatch(c -> c.severity() == severity);
  }
}
