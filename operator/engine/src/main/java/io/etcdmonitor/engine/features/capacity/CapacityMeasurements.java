package io.etcdmonitor.engine.features.capacity;

import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What was measured, by member, and for the cluster what matters first. Pure. */
final class CapacityMeasurements {
  private CapacityMeasurements() {}

  static List<Measurement> of(List<MemberSpace> spaces, Optional<CompactionLog.State> compaction) {
    List<Measurement> all = new ArrayList<>();
    spaces.forEach(space -> member(space, all));
    spaces.stream()
        .max(Comparator.comparingLong(MemberSpace::size))
        .ifPresent(largest -> {
          cluster(all, MeasurementNames.DATABASE_SIZE, (double) largest.size());
          cluster(all, MeasurementNames.DATABASE_IN_USE, (double) largest.inUse());
        });
    spaces.stream()
        .filter(s -> s.quota().known())
        .min(Comparator.comparingLong(s -> s.quota().bytes()))
        .ifPresent(s -> cluster(all, MeasurementNames.DATABASE_QUOTA, (double) s.quota().bytes()));
    spaces.stream()
        .flatMap(s -> s.usedPercent().stream())
        .max(Comparator.naturalOrder())
        .ifPresent(percent -> cluster(all, MeasurementNames.DATABASE_USED_PERCENT, percent));
    spaces.stream()
        .map(MemberSpace::forecast)
        .filter(f -> f.fullAt().isPresent())
        .min(Comparator.comparing(f -> f.fullAt().orElse(Instant.MAX)))
        .ifPresent(f -> all.add(fullAt("", f)));
    compaction.ifPresent(state -> {
      cluster(all, MeasurementNames.UNCOMPACTED_REVISIONS, (double) state.uncompacted());
      if (state.ever() && state.exact()) {
        cluster(all, MeasurementNames.COMPACTION_AGE, (double) state.age().toSeconds());
      }
    });
    return all;
  }

  private static void member(MemberSpace space, List<Measurement> all) {
    String member = space.member();
    all.add(Measurement.ofMember(MeasurementNames.DATABASE_SIZE, member, (double) space.size()));
    all.add(Measurement.ofMember(MeasurementNames.DATABASE_IN_USE, member, (double) space.inUse()));
    all.add(
        Measurement.ofMember(MeasurementNames.DATABASE_FREE_PERCENT, member, space.freePercent()));
    if (space.quota().known()) {
      all.add(
          Measurement.ofMember(
              MeasurementNames.DATABASE_QUOTA, member, (double) space.quota().bytes()));
    }
    space
        .usedPercent()
        .ifPresent(percent ->
            all.add(Measurement.ofMember(MeasurementNames.DATABASE_USED_PERCENT, member, percent)));
    space
        .forecast()
        .bytesPerSecond()
        .ifPresent(growth ->
            all.add(Measurement.ofMember(MeasurementNames.DATABASE_GROWTH, member, growth)));
    if (space.forecast().fullAt().isPresent()) {
      all.add(fullAt(member, space.forecast()));
    }
  }

  private static Measurement fullAt(String member, Forecast forecast) {
    return new Measurement(
        MeasurementNames.DATABASE_FULL_AT,
        member,
        forecast.confidence().word(),
        forecast.fullAt().orElseThrow().getEpochSecond());
  }

  private static void cluster(List<Measurement> all, String name, double value) {
    all.add(Measurement.ofCluster(name, value));
  }
}
