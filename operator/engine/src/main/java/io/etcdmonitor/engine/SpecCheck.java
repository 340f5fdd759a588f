package io.etcdmonitor.engine;

import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.engine.model.InspectionSpec;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Refuses what cannot be run, and says what is allowed. */
final class SpecCheck {
  private final Map<String, FeatureProvider> features;

  SpecCheck(Map<String, FeatureProvider> features) {
    this.features = features;
  }

  FeatureProvider check(InspectionSpec spec) {
    FeatureProvider provider = features.get(spec.feature());
    if (provider == null) {
      throw new IllegalArgumentException(
          "feature '%s' is unknown: there are %s".formatted(spec.feature(), features.keySet()));
    }
    if (!spec.timeout().isPositive()) {
      throw new IllegalArgumentException(
          "inspection '%s' needs a timeout longer than nothing".formatted(spec.key()));
    }
    if (spec.interval().isPresent() && !spec.interval().get().isPositive()) {
      throw new IllegalArgumentException(
          "inspection '%s' needs an interval longer than nothing, or none to run once"
              .formatted(spec.key()));
    }
    spec.settings().forEach((name, text) -> checkSetting(provider, name, text));
    return provider;
  }

  private static void checkSetting(FeatureProvider provider, String name, String text) {
    Map<String, SettingSpec> known =
        provider.settings().stream()
            .collect(Collectors.toMap(SettingSpec::name, s -> s, (a, b) -> a, TreeMap::new));
    SettingSpec setting = known.get(name);
    if (setting == null) {
      throw new IllegalArgumentException(
          "setting '%s' of feature '%s' is unknown: %s"
              .formatted(
                  name,
                  provider.name(),
                  known.isEmpty() ? "it has none" : "there are " + known.keySet()));
    }
    setting
        .check()
        .apply(text)
        .ifPresent(allowed -> {
          throw new IllegalArgumentException(
              "setting '%s' of feature '%s' is '%s': %s"
                  .formatted(name, provider.name(), text, allowed));
        });
  }
}
