package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.MeasurementNames;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** What features measure: a rule that looks at anything else is never met. Immutable. */
public final class Measurable {
  private static final Set<String> BUILT_IN = constants(FeatureNames.class);

  /** All measurements of the built-in features, in order. */
  public static final Set<String> NAMES = constants(MeasurementNames.class, Derived.class);

  private Measurable() {}

  /** Whether a feature may have it; what a feature of somebody else measures is not known. */
  public static boolean may(String feature, String measurement) {
    return !BUILT_IN.contains(feature) || NAMES.contains(measurement);
  }

  private static Set<String> constants(Class<?>... types) {
    Set<String> values = new TreeSet<>();
    for (Class<?> type : types) {
      for (Field field : type.getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
          try {
            values.add((String) field.get(null));
          } catch (IllegalAccessException e) {
            throw new IllegalStateException("a public constant can be read", e);
          }
        }
      }
    }
    return Collections.unmodifiableSet(values);
  }
}
