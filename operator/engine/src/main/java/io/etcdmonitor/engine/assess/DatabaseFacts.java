package io.etcdmonitor.engine.assess;

import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.ClusterObservation.Database;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.result.InspectionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Puts what feature capacity knows of the database (quota, use, forecast) into what feature healthy
 * saw of the cluster, which knows the quota from etcd 3.6 on only. Both are current: an older
 * result of capacity is not used. Pure.
 */
final class DatabaseFacts {
  /** A forecast that moves a little with every run is still the same forecast. */
  private static final Duration ROUNDED = Duration.ofMinutes(10);

  private DatabaseFacts() {}

  static ClusterObservation merge(AssessmentInput input, ClusterObservation seen) {
    Optional<InspectionResult> capacity = input.current(FeatureNames.CAPACITY);
    // Nobody answered in the round that is shown: sizes of another moment do not belong to it.
    if (capacity.isEmpty() || seen.database().size().isEmpty()) {
      return seen;
    }
    Database own = seen.database();
    OptionalDouble quota = value(capacity.get(), MeasurementNames.DATABASE_QUOTA);
    OptionalDouble used = value(capacity.get(), MeasurementNames.DATABASE_USED_PERCENT);
    OptionalDouble full = value(capacity.get(), MeasurementNames.DATABASE_FULL_AT);
    Database merged =
        new Database(
            own.size(),
            own.inUse(),
            quota.isPresent() ? OptionalLong.of((long) quota.getAsDouble()) : own.quota(),
            used.isPresent() ? used : own.usedPercent(),
            full.isPresent() ? Optional.of(rounded((long) full.getAsDouble())) : own.fullAt());
    return new ClusterObservation(
        seen.time(),
        seen.clusterId(),
        seen.version(),
        seen.leader(),
        seen.leaderChanges(),
        seen.members(),
        seen.quorum(),
        merged);
  }

  private static Instant rounded(long seconds) {
    long step = ROUNDED.toSeconds();
    return Instant.ofEpochSecond(Math.round((double) seconds / step) * step);
  }

  private static OptionalDouble value(InspectionResult result, String name) {
    return result.measurements().stream()
        .filter(m -> m.name().equals(name) && m.member().isEmpty())
        .mapToDouble(Measurement::value)
        .findFirst();
  }
}
