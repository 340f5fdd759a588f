package io.etcdmonitor.kube.status;

import io.etcdmonitor.api.v1alpha1.Timestamps;
import io.etcdmonitor.engine.assess.ConditionFact;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.Objects;

/** Builds metav1 conditions. Pure functions. */
final class Conditions {
  private Conditions() {}

  /** One condition; its transition time moves only when its status does. */
  static Condition of(String type, String status, String reason, String message, Moment moment) {
    String since =
        moment.previous().since(type, status).orElseGet(() -> Timestamps.format(moment.now()));
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(Accepted.text(message))
        .withObservedGeneration(moment.generation())
        .withLastTransitionTime(since)
        .build();
  }

  /** A condition from a fact of the engine. */
  static Condition of(ConditionFact fact, Moment moment) {
    return of(fact.type().word(), fact.status().word(), fact.reason(), fact.message(), moment);
  }

  /** The same without what changes from run to run. */
  static Condition essence(Condition condition) {
    String words = Rounding.withoutDigits(condition.getMessage());
    return Objects.equals(words, condition.getMessage())
        ? condition
        : new ConditionBuilder(condition).withMessage(words).build();
  }

  /**
   * When and after what a status is composed.
   *
   * @param generation of the spec
   * @param previous of the conditions that were written last
   * @param now time
   */
  record Moment(long generation, Transitions previous, Instant now) {}
}
