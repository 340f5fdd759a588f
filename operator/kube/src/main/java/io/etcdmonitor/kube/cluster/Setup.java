package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a cluster was set up last, so that a result, which changes nothing of that, need not do it
 * again.
 *
 * @param uid of the object that it was set up from
 * @param generation of it
 * @param spec of it
 * @param annotations of it
 * @param at time
 * @param plan its features
 * @param problems its configuration's
 */
record Setup(
    String uid,
    Long generation,
    EtcdClusterSpec spec,
    Map<String, String> annotations,
    Instant at,
    FeaturePlan plan,
    List<ConfigurationProblem> problems) {

  static Setup of(
      EtcdCluster cluster, Instant at, FeaturePlan plan, List<ConfigurationProblem> problems) {
    return new Setup(
        cluster.getMetadata().getUid(),
        cluster.getMetadata().getGeneration(),
        cluster.getSpec(),
        cluster.getMetadata().getAnnotations(),
        at,
        plan,
        List.copyOf(problems));
  }

  /** Whether the object still says the same. */
  boolean isOf(EtcdCluster cluster) {
    return Objects.equals(uid, cluster.getMetadata().getUid())
        && Objects.equals(generation, cluster.getMetadata().getGeneration())
        && Objects.equals(annotations, cluster.getMetadata().getAnnotations())
        && Objects.equals(spec, cluster.getSpec());
  }
}
