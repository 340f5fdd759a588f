package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.model.WatchedCluster;
import java.util.List;
import java.util.Optional;

/**
 * What a spec comes to.
 *
 * @param watched what the engine is to watch; empty when something keeps us from looking
 * @param problems what the owner has to put right
 */
record ClusterConfiguration(Optional<WatchedCluster> watched, List<ConfigurationProblem> problems) {
  ClusterConfiguration {
    problems = List.copyOf(problems);
  }
}
