package io.etcdmonitor.kube.status;

import io.etcdmonitor.engine.result.InspectionState;
import java.util.Optional;

/**
 * One feature of a cluster, as it goes into the cluster's status.
 *
 * @param name of the feature
 * @param inspection name of its EtcdInspection; empty when it has none
 * @param state of its inspection in the engine
 * @param reason why it does not run; empty when it does
 */
public record FeatureFact(
    String name,
    Optional<String> inspection,
    Optional<InspectionState> state,
    Optional<String> reason) {}
