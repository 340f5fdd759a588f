package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionSpec;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.result.InspectionState;
import io.etcdmonitor.kube.ClusterStandings.Refusal;
import io.etcdmonitor.kube.ReconcilerKit;
import io.etcdmonitor.kube.status.FeatureFact;
import io.etcdmonitor.kube.status.Recollections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the features of a cluster with the engine and says how each stands. Thread-safe. */
final class ClusterFeatures {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterFeatures.class);

  private final ReconcilerKit kit;

  ClusterFeatures(ReconcilerKit kit) {
    this.kit = kit;
  }

  /**
   * Has the enabled features run. A setting that is refused changes nothing of what runs.
   *
   * @return the features with such a setting
   */
  Map<String, Refusal> register(
      ClusterKey key, FeaturePlan plan, List<ConfigurationProblem> problems) {
    Map<String, Refusal> refusals = new TreeMap<>();
    for (FeaturePlan.Planned feature : plan.features()) {
      if (feature.run().isEmpty()) {
        continue;
      }
      boolean suspended = feature.enabled() && suspendedByPerson(key, feature);
      if (suspended) {
        problems.add(suspended(feature));
      }
      if (!feature.enabled() || suspended) {
        stop(key, feature);
        continue;
      }
      try {
        inspect(feature.run().get());
      } catch (IllegalArgumentException e) {
        Refusal refusal = refusal(feature, inForce(feature.run().get()), e.getMessage());
        refusals.put(feature.name(), refusal);
        problems.add(new ConfigurationProblem(Reasons.SETTING_INVALID, refusal.message(), false));
      }
    }
    return refusals;
  }

  /** What runs for a cluster; not what runs long, which no status waits for. */
  Map<InspectionKey, InspectionSpec> running(ClusterKey key) {
    Set<String> quick =
        kit.engine().features().stream()
            .filter(feature -> !feature.longRunning())
            .map(FeatureProvider::name)
            .collect(Collectors.toSet());
    return kit.engine().inspections(key).stream()
        .map(InspectionState::spec)
        .filter(spec -> spec.primary() && quick.contains(spec.feature()))
        .collect(Collectors.toMap(InspectionSpec::key, Function.identity()));
  }

  /**
   * What runs otherwise than before.
   *
   * @param all whether the cluster itself is looked at otherwise
   */
  Set<InspectionKey> changed(
      ClusterKey key, Map<InspectionKey, InspectionSpec> before, boolean all) {
    return running(key).values().stream()
        .filter(spec -> before.containsKey(spec.key()))
        .filter(spec -> all || !spec.equals(before.get(spec.key())))
        .map(InspectionSpec::key)
        .collect(Collectors.toSet());
  }

  private void inspect(InspectionSpec spec) {
    kit.engine().inspect(spec, () -> before(spec));
  }

  /** What the statuses tell that a former process wrote. */
  private Recollection before(InspectionSpec spec) {
    ClusterKey key = spec.key().cluster();
    return kit.caches()
        .cluster(key)
        .map(cluster ->
            Recollections.ofPrimary(
                cluster,
                kit.caches()
                    .inspection(key.namespace(), spec.key().name())
                    .filter(i -> Ownership.madeFor(i, cluster)),
                spec.feature(),
                kit.clock().instant()))
        .orElse(Recollection.NOTHING);
  }

  /** What runs in place of a spec that is refused: what ran before, else the defaults. */
  private Optional<InspectionSpec> inForce(InspectionSpec refused) {
    Optional<InspectionSpec> before =
        kit.engine()
            .inspection(refused.key())
            .map(InspectionState::spec)
            .filter(InspectionSpec::primary);
    if (before.isPresent()) {
      return before;
    }
    // What is off by default may do what nobody wants without its settings: a benchmark's load.
    boolean sound =
        kit.engine().features().stream()
            .anyMatch(f -> f.name().equals(refused.feature()) && f.enabledByDefault());
    if (sound) {
      InspectionSpec defaults = withoutSettings(refused);
      try {
        inspect(defaults);
        return Optional.of(defaults);
      } catch (IllegalArgumentException e) {
        LOG.debug("{} cannot be run without its settings either", refused.key(), e);
      }
    }
    kit.engine().cancel(refused.key());
    return Optional.empty();
  }

  private static InspectionSpec withoutSettings(InspectionSpec spec) {
    return new InspectionSpec(
        spec.key(), spec.feature(), spec.interval(), spec.timeout(), Map.of(), spec.primary());
  }

  private static Refusal refusal(
      FeaturePlan.Planned feature, Optional<InspectionSpec> inForce, String why) {
    String how =
        inForce
            .map(spec ->
                spec.settings().isEmpty()
                    ? "runs with its default settings"
                    : "goes on with the settings that it had")
            .orElse("does not run");
    return new Refusal(
        inForce.isPresent(),
        "Feature %s %s: %s; correct it in the EtcdCluster's spec.features."
            .formatted(feature.name(), how, why));
  }

  /** What a person runs under the name of a feature that is off is theirs. */
  private void stop(ClusterKey key, FeaturePlan.Planned feature) {
    InspectionKey inspection = new InspectionKey(key, feature.inspection());
    if (kit.engine().inspection(inspection).filter(s -> s.spec().primary()).isPresent()) {
      kit.engine().cancel(inspection);
      kit.pokes().inspection(key.namespace(), feature.inspection());
    }
  }

  private static ConfigurationProblem suspended(FeaturePlan.Planned feature) {
    return ConfigurationProblem.suspended(
        feature.name(),
        ("EtcdInspection %s, which runs feature %s, is suspended:"
                + " set its spec.suspend to false to go on")
            .formatted(feature.inspection(), feature.name()));
  }

  private boolean suspendedByPerson(ClusterKey key, FeaturePlan.Planned feature) {
    return kit.caches()
        .inspection(key.namespace(), feature.inspection())
        .filter(Ownership::operatorMade)
        .map(EtcdInspection::getSpec)
        .map(EtcdInspectionSpec::suspend)
        .orElse(false);
  }

  /** How each feature stands, in the plan's order. */
  List<FeatureFact> facts(EtcdCluster cluster, FeaturePlan plan) {
    return plan.features().stream().map(f -> fact(cluster, f)).toList();
  }

  private FeatureFact fact(EtcdCluster cluster, FeaturePlan.Planned feature) {
    ClusterKey key = ClusterKeys.of(cluster);
    if (feature.run().isEmpty()) {
      return new FeatureFact(
          feature.name(), Optional.empty(), Optional.empty(), Optional.of(Reasons.FEATURE_UNKNOWN));
    }
    if (!feature.enabled()) {
      return new FeatureFact(
          feature.name(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(Reasons.FEATURE_DISABLED));
    }
    Optional<String> reason =
        (cluster.getSpec() != null && cluster.getSpec().suspend())
                || suspendedByPerson(key, feature)
            ? Optional.of(Reasons.SUSPENDED)
            : Optional.empty();
    return new FeatureFact(
        feature.name(),
        Optional.of(feature.inspection()),
        kit.engine().inspection(new InspectionKey(key, feature.inspection())),
        reason);
  }
}
