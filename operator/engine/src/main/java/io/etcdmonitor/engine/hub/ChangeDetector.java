package io.etcdmonitor.engine.hub;

import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.result.InspectionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** Decides whether a result says anything new to people. Pure. */
public final class ChangeDetector {
  private static final long MIB = 1L << 20;

  private ChangeDetector() {}

  /**
   * Whether verdict, reason, a finding (or its severity or cause), a member's state, role, reason
   * or version, the leader, quorum or a rounded number differ. Sizes count from 1 MiB and 1 %,
   * percentages from one point; latencies and messages never count.
   *
   * @param before the result that people saw last, not merely the last one: small steps add up
   */
  public static boolean significant(InspectionResult before, InspectionResult now) {
    return before.verdict() != now.verdict()
        || !before.reason().equals(now.reason())
        || !findings(before).equals(findings(now))
        || before.observation().isPresent() != now.observation().isPresent()
        || (now.observation().isPresent()
            && differs(before.observation().get(), now.observation().get()));
  }

  private static Set<List<Object>> findings(InspectionResult result) {
    Set<List<Object>> set = new HashSet<>();
    for (Finding finding : result.findings()) {
      set.add(List.of(finding.id(), finding.severity(), finding.reason()));
    }
    return set;
  }

  private static boolean differs(ClusterObservation a, ClusterObservation b) {
    return !a.clusterId().equals(b.clusterId())
        || !a.version().equals(b.version())
        || !leader(a).equals(leader(b))
        || a.leaderChanges().total() != b.leaderChanges().total()
        || a.leaderChanges().lastHour() != b.leaderChanges().lastHour()
        || !a.quorum().equals(b.quorum())
        || sizeDiffers(a.database().size(), b.database().size())
        || sizeDiffers(a.database().inUse(), b.database().inUse())
        || !a.database().quota().equals(b.database().quota())
        || percentDiffers(a.database().usedPercent(), b.database().usedPercent())
        || membersDiffer(a.members(), b.members());
  }

  private static Optional<List<Object>> leader(ClusterObservation observation) {
    return observation.leader().map(l -> List.of(l.id(), l.name(), l.term()));
  }

  private static boolean membersDiffer(List<MemberObservation> a, List<MemberObservation> b) {
    Map<String, MemberObservation> before = new HashMap<>();
    a.forEach(m -> before.put(m.id(), m));
    if (before.size() != b.size()) {
      return true;
    }
    return b.stream()
        .anyMatch(m -> !before.containsKey(m.id()) || memberDiffers(before.get(m.id()), m));
  }

  private static boolean memberDiffers(MemberObservation a, MemberObservation b) {
    return !a.name().equals(b.name())
        || !a.endpoints().equals(b.endpoints())
        || a.voter() != b.voter()
        || a.role() != b.role()
        || a.state() != b.state()
        || !a.reason().equals(b.reason())
        || !a.version().equals(b.version())
        || !a.dbQuota().equals(b.dbQuota())
        || certificateDiffers(a.certificateNotAfter(), b.certificateNotAfter())
        || sizeDiffers(a.dbSize(), b.dbSize());
  }

  private static boolean sizeDiffers(OptionalLong a, OptionalLong b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isPresent() != b.isPresent();
    }
    long step = Math.max(MIB, a.getAsLong() / 100);
    return Math.abs(a.getAsLong() - b.getAsLong()) >= step;
  }

  private static boolean percentDiffers(OptionalDouble a, OptionalDouble b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isPresent() != b.isPresent();
    }
    return Math.abs(a.getAsDouble() - b.getAsDouble()) >= 1;
  }

  private static boolean certificateDiffers(Optional<Instant> a, Optional<Instant> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isPresent() != b.isPresent();
    }
    return Duration.between(a.get(), b.get()).abs().compareTo(Duration.ofSeconds(1)) >= 0;
  }
}
