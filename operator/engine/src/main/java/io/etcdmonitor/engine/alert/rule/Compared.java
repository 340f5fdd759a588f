package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.result.InspectionResult;
import java.util.HashSet;
import java.util.Set;

/**
 * Whose data was compared and found equal since any last differed: a run in which nothing was to be
 * compared says nothing else. Not thread-safe.
 */
final class Compared {
  private final Set<String> members = new HashSet<>();

  void add(InspectionResult result) {
    if (!result.feature().equals(FeatureNames.CONSISTENCY)) {
      return;
    }
    if (result.findings().stream().anyMatch(f -> f.reason().equals(Reasons.HASH_MISMATCH))) {
      clear();
      return;
    }
    result.measurements().stream()
        .filter(m -> m.name().equals(MeasurementNames.DIVERGED))
        .forEach(m -> members.add(m.member()));
  }

  void forget(String feature) {
    if (feature.equals(FeatureNames.CONSISTENCY)) {
      clear();
    }
  }

  void clear() {
    members.clear();
  }

  Set<String> members() {
    return members;
  }
}
