package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.Constants;
import io.etcdmonitor.engine.model.MeasurementNames;
import java.util.Set;

/** What features measure: a rule that looks at anything else is never met. Immutable. */
public final class Measurable {
  private static final Set<String> BUILT_IN = Constants.of(FeatureNames.class);

  /** All measurements of the built-in features, in order. */
  public static final Set<String> NAMES = Constants.of(MeasurementNames.class, Derived.class);

  private Measurable() {}

  /** Whether a feature may have it; what a feature of somebody else measures is not known. */
  public static boolean may(String feature, String measurement) {
    return !BUILT_IN.contains(feature) || NAMES.contains(measurement);
  }
}
