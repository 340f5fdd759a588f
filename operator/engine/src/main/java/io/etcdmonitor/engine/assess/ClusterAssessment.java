package io.etcdmonitor.engine.assess;

import io.etcdmonitor.engine.model.ClusterObservation;
import java.util.List;
import java.util.Optional;

/**
 * What is to be said of a cluster now. Immutable.
 *
 * @param health derived from the conditions
 * @param message one sentence a person can act on
 * @param conditions one per {@link ConditionType}, in that order
 * @param observation the last round, if it is recent enough to be called current; else empty
 */
public record ClusterAssessment(
    Health health,
    String message,
    List<ConditionFact> conditions,
    Optional<ClusterObservation> observation) {

  public ClusterAssessment {
    conditions = List.copyOf(conditions);
  }
}
