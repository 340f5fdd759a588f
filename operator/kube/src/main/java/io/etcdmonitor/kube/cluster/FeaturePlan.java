package io.etcdmonitor.kube.cluster;

import io.etcdmonitor.api.v1alpha1.Durations;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionSpec;
import io.etcdmonitor.api.v1alpha1.FeatureSpec;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.kube.InspectionTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The features of one cluster: what its spec says of each, and the built-in defaults of those it
 * does not list.
 *
 * @param features in order of name
 * @param problems unknown names, and durations that are unreadable or do not go together
 */
record FeaturePlan(List<Planned> features, List<ConfigurationProblem> problems) {

  /**
   * One feature.
   *
   * @param name of the feature
   * @param inspection name of its EtcdInspection
   * @param enabled whether it runs
   * @param run how it runs; empty for an unknown one
   * @param object spec of its EtcdInspection; empty for an unknown one
   */
  record Planned(
      String name,
      String inspection,
      boolean enabled,
      Optional<InspectionSpec> run,
      Optional<EtcdInspectionSpec> object) {
    boolean runs() {
      return enabled && run.isPresent();
    }
  }

  static FeaturePlan of(
      ClusterKey key, EtcdClusterSpec spec, Collection<FeatureProvider> providers) {
    MetricsAccess metrics = metrics(spec);
    Map<String, FeatureProvider> known =
        providers.stream()
            .collect(
                Collectors.toMap(
                    FeatureProvider::name, Function.identity(), (a, b) -> a, TreeMap::new));
    Map<String, FeatureSpec> said = new TreeMap<>();
    spec.features().forEach(feature -> said.put(feature.name(), feature));
    List<ConfigurationProblem> problems = new ArrayList<>();
    Map<String, Planned> planned = new TreeMap<>();
    said.forEach((name, feature) -> {
      FeatureProvider provider = known.get(name);
      if (provider == null) {
        problems.add(unknown(name, known));
        planned.put(name, new Planned(name, "", true, Optional.empty(), Optional.empty()));
      } else {
        planned.put(name, plan(key, provider, metrics, feature, problems));
      }
    });
    known.forEach((name, provider) ->
        planned.computeIfAbsent(
            name,
            n ->
                plan(
                    key,
                    provider,
                    metrics,
                    new FeatureSpec(n, provider.enabledByDefault(), null, null, null),
                    problems)));
    return new FeaturePlan(List.copyOf(planned.values()), List.copyOf(problems));
  }

  /** Who watches the cluster says what is wrong with them. */
  private static MetricsAccess metrics(EtcdClusterSpec spec) {
    try {
      return SpecMapping.metrics(spec.metrics());
    } catch (IllegalArgumentException e) {
      return MetricsAccess.DEFAULT;
    }
  }

  private static Planned plan(
      ClusterKey key,
      FeatureProvider provider,
      MetricsAccess metrics,
      FeatureSpec spec,
      List<ConfigurationProblem> problems) {
    String inspection = InspectionNames.of(key.name(), provider.name());
    Duration interval = provider.defaultInterval(metrics);
    Optional<Duration> timeout = Optional.empty();
    try {
      interval = spec.interval() == null ? interval : Durations.parse(spec.interval());
      timeout = Optional.ofNullable(spec.timeout()).map(Durations::parse);
    } catch (IllegalArgumentException e) {
      problems.add(
          invalid(
              "Feature %s keeps its default times: %s.".formatted(spec.name(), e.getMessage())));
    }
    if (timeout.isPresent() && timeout.get().compareTo(interval) > 0) {
      problems.add(
          invalid(
              ("Feature %s keeps its default timeout: %s is longer than its interval of %s; set a"
                      + " shorter timeout or a longer interval in spec.features.")
                  .formatted(spec.name(), spec.timeout(), Durations.format(interval))));
      timeout = Optional.empty();
    }
    return new Planned(
        provider.name(),
        inspection,
        spec.enabled(),
        Optional.of(
            new InspectionSpec(
                new InspectionKey(key, inspection),
                provider.name(),
                Optional.of(interval),
                timeout.orElse(InspectionTimes.defaultTimeout(Optional.of(interval))),
                spec.settings(),
                true)),
        Optional.of(
            EtcdInspectionSpec.builder()
                .clusterName(key.name())
                .feature(provider.name())
                .interval(Durations.format(interval))
                .timeout(timeout.isPresent() ? spec.timeout() : null)
                .settings(spec.settings())
                .build()));
  }

  private static ConfigurationProblem invalid(String message) {
    return new ConfigurationProblem(Reasons.SETTING_INVALID, message, false);
  }

  private static ConfigurationProblem unknown(String name, Map<String, FeatureProvider> known) {
    return new ConfigurationProblem(
        Reasons.FEATURE_UNKNOWN,
        "There is no feature '%s': use one of %s, or remove it from spec.features."
            .formatted(name, String.join(", ", known.keySet())),
        false);
  }
}
