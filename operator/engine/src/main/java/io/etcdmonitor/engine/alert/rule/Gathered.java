package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.result.InspectionResult;
import java.util.HashSet;
import java.util.Set;

/**
 * Findings that a feature can rule out only of members of which it has gathered something. After a
 * restart, or on a new connection, it begins with nothing: that it finds nothing then says nothing.
 * Pure.
 */
final class Gathered {
  private static final Set<String> REASONS =
      Set.of(Reasons.HASH_MISMATCH, Reasons.GROWTH_EXCEEDS_FORECAST);

  private Gathered() {}

  /** Of whom this says nothing when it is not met: who was not seen, or not gathered of. */
  static Set<String> unknown(Condition.Found condition, ClusterFacts facts) {
    // Any member tells of the alarms of all.
    Set<String> unknown =
        new HashSet<>(condition.feature().equals(FeatureNames.ALARM) ? Set.of() : facts.unseen());
    facts.latest(condition.feature()).stream()
        .flatMap(result -> result.findings().stream())
        .filter(f -> f.reason().equals(Reasons.METRICS_UNAVAILABLE))
        .filter(f -> f.severity() == Severity.UNKNOWN)
        .forEach(f -> unknown.add(f.member()));
    unknown.addAll(missing(condition, facts));
    if (condition.kinds().contains(CertificateRules.PEER)) {
      unknown.addAll(withoutPeerCertificate(condition.feature(), facts));
    }
    return unknown;
  }

  /**
   * Whether it can be told whom it says nothing of: not of peers while the members are not known.
   */
  static boolean membersKnown(Condition.Found condition, ClusterFacts facts) {
    return !condition.kinds().contains(CertificateRules.PEER) || !ahead(condition.feature(), facts);
  }

  /** A peer URL that was out of reach for once has no finding, and may show what it did before. */
  private static Set<String> withoutPeerCertificate(String feature, ClusterFacts facts) {
    Set<String> members = new HashSet<>(facts.members());
    facts
        .measurements(feature, MeasurementNames.CERTIFICATE_NOT_AFTER, "peer")
        .forEach(m -> members.remove(m.member()));
    return members;
  }

  /** Voting members that were not judged, and the cluster as a whole while there are any. */
  private static Set<String> missing(Condition.Found condition, ClusterFacts facts) {
    Set<String> reasons = new HashSet<>(condition.kinds());
    reasons.addAll(condition.reasons());
    reasons.retainAll(REASONS);
    Set<String> missing = new HashSet<>();
    reasons.forEach(reason -> missing.addAll(missing(condition.feature(), reason, facts)));
    if (!missing.isEmpty() || (!reasons.isEmpty() && ahead(condition.feature(), facts))) {
      missing.add("");
    }
    return missing;
  }

  /** The first results of a process come in any order, and another feature tells the members. */
  private static boolean ahead(String feature, ClusterFacts facts) {
    return facts.members().isEmpty()
        && facts.first(feature).equals(facts.latest(feature).map(InspectionResult::time));
  }

  private static Set<String> missing(String feature, String reason, ClusterFacts facts) {
    Set<String> voters = new HashSet<>(facts.voters());
    if (reason.equals(Reasons.HASH_MISMATCH)) {
      voters.removeAll(facts.compared());
      // Of a single voter there is nobody that its data could differ from.
      return facts.voters().size() == 1 ? Set.of() : voters;
    }
    facts.measurements(feature, MeasurementNames.DATABASE_GROWTH, "").stream()
        .map(Measurement::member)
        .forEach(voters::remove);
    return voters;
  }
}
