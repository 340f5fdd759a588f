package io.etcdmonitor.kube.testing;

import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.SettingSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A feature that is never run. */
public record FakeFeature(
    String name, Duration defaultInterval, boolean enabledByDefault, Set<SettingSpec> settings)
    implements FeatureProvider {

  public static FakeFeature of(String name, Duration interval, String... settings) {
    return new FakeFeature(
        name,
        interval,
        true,
        Arrays.stream(settings)
            .map(s -> new SettingSpec(s, s, "", text -> Optional.empty()))
            .collect(Collectors.toSet()));
  }

  @Override
  public String description() {
    return name;
  }

  @Override
  public InspectionOutcome inspect(InspectionContext context) {
    throw new UnsupportedOperationException("the fake engine runs nothing");
  }
}
