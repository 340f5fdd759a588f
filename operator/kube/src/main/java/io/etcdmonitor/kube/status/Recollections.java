package io.etcdmonitor.kube.status;

import io.etcdmonitor.api.v1alpha1.EtcdCluster;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.EtcdInspection;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.etcdmonitor.api.v1alpha1.LeaderStatus;
import io.etcdmonitor.api.v1alpha1.MemberRole;
import io.etcdmonitor.api.v1alpha1.MemberStatus;
import io.etcdmonitor.api.v1alpha1.Phase;
import io.etcdmonitor.api.v1alpha1.Timestamps;
import io.etcdmonitor.api.v1alpha1.VerdictChange;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads statuses that a former process wrote, as what it knew. Another version of the operator may
 * have written them: what is not understood is not known, and a time that is still to come does not
 * count. Pure functions.
 */
public final class Recollections {
  /** After so long something was looked at twice: what cannot look tries again within 30 s. */
  private static final Duration TWO_LOOKS = Duration.ofMinutes(2);

  /**
   * Who was away for longer does not know what came and went meanwhile. Much longer than a status
   * in which nothing changes waits for its refresh, in a large fleet too.
   */
  private static final Duration LONGEST_GAP = Duration.ofHours(6);

  /** The clocks of two nodes differ by less. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private Recollections() {}

  /**
   * What was known of what the operator itself runs.
   *
   * @param cluster the object; one whose spec was edited since may mean another etcd
   * @param made the inspection that was made for this object
   * @param feature of the inspection
   * @param now time
   */
  public static Recollection ofPrimary(
      EtcdCluster cluster, Optional<EtcdInspection> made, String feature, Instant now) {
    return ofItsSpec(cluster)
        .map(status ->
            of(
                made.map(EtcdInspection::getStatus),
                feature.equals(FeatureNames.HEALTHY) ? cluster(status, now) : Optional.empty(),
                now))
        .orElse(Recollection.NOTHING);
  }

  /** What was known of a person's own inspection. */
  public static Recollection ofPersonal(
      EtcdInspection inspection, Optional<EtcdCluster> cluster, Instant now) {
    Optional<EtcdInspectionStatus> status =
        Optional.ofNullable(inspection.getStatus())
            .filter(s -> cluster.flatMap(Recollections::ofItsSpec).isPresent())
            .filter(s -> isOf(inspection, s.observedGeneration()));
    return of(status, Optional.empty(), now);
  }

  private static Optional<EtcdClusterStatus> ofItsSpec(EtcdCluster cluster) {
    return Optional.ofNullable(cluster.getStatus())
        .filter(s -> isOf(cluster, s.observedGeneration()));
  }

  private static boolean isOf(HasMetadata object, Long observedGeneration) {
    return observedGeneration != null
        && observedGeneration.equals(object.getMetadata().getGeneration());
  }

  private static Recollection of(
      Optional<EtcdInspectionStatus> status, Optional<Recollection.Cluster> seen, Instant now) {
    Optional<Verdict> verdict =
        status.filter(s -> lately(s.lastRun(), now)).flatMap(Recollections::verdict);
    if (verdict.isEmpty()) {
      return new Recollection(Optional.empty(), "", false, List.of(), seen);
    }
    EtcdInspectionStatus said = status.get();
    return new Recollection(
        verdict,
        word(said.reason()),
        verdict.get() == Verdict.UNKNOWN && failing(said, now),
        findings(said, now),
        seen);
  }

  /** Of a result that it had; not of one that was out of date, or of an inspection that stood. */
  private static Optional<Verdict> verdict(EtcdInspectionStatus status) {
    boolean looked = status.phase() == Phase.ACTIVE || status.phase() == Phase.COMPLETED;
    return looked && status.verdict() != null && !Reasons.NOT_OBSERVED.equals(status.reason())
        ? Optional.of(Verdict.valueOf(status.verdict().name()))
        : Optional.empty();
  }

  /** Whether it could not look twice in a row, when that is told. */
  private static boolean failing(EtcdInspectionStatus status, Instant now) {
    Optional<Instant> since =
        status.history().stream()
            .takeWhile(c -> c.verdict() == io.etcdmonitor.api.v1alpha1.Verdict.UNKNOWN)
            .reduce((newer, older) -> older)
            .map(VerdictChange::time)
            .or(() -> Optional.ofNullable(status.lastChange()))
            .flatMap(text -> time(text, now));
    Optional<Instant> last = time(status.lastRun(), now);
    return since
        .filter(
            s -> !s.plus(TWO_LOOKS).isAfter(now) || last.filter(run -> run.isAfter(s)).isPresent())
        .isPresent();
  }

  private static List<Finding> findings(EtcdInspectionStatus status, Instant now) {
    List<Finding> findings = new ArrayList<>();
    for (io.etcdmonitor.api.v1alpha1.Finding f : status.findings()) {
      if (f.id() != null && f.reason() != null && f.severity() != null) {
        findings.add(
            new Finding(
                f.id(),
                Severity.valueOf(f.severity().name()),
                word(f.member()),
                f.reason(),
                word(f.message()),
                word(f.value()),
                word(f.threshold()),
                word(f.remedy()),
                time(f.firstSeen(), now).orElse(now),
                time(f.lastSeen(), now).orElse(now)));
      }
    }
    return findings;
  }

  private static Optional<Recollection.Cluster> cluster(EtcdClusterStatus status, Instant now) {
    return status.features().stream()
        .filter(f -> FeatureNames.HEALTHY.equals(f.name()) && lately(f.lastRun(), now))
        .findFirst()
        .map(f ->
            new Recollection.Cluster(
                Optional.ofNullable(status.clusterID()),
                status.members().stream()
                    .filter(m -> m.id() != null)
                    .map(m -> member(m, now))
                    .toList(),
                Optional.ofNullable(status.leader())
                    .filter(l -> l.id() != null)
                    .map(l -> leader(l, now))));
  }

  private static Recollection.Member member(MemberStatus m, Instant now) {
    return new Recollection.Member(
        m.id(),
        word(m.name()),
        word(m.endpoint()),
        m.role() != MemberRole.LEARNER,
        m.state() == null ? MemberState.UNKNOWN : MemberState.valueOf(m.state().name()),
        word(m.reason()),
        Optional.ofNullable(m.version()),
        time(m.since(), now));
  }

  private static Recollection.Leader leader(LeaderStatus leader, Instant now) {
    return new Recollection.Leader(
        leader.id(),
        leader.term() == null ? OptionalLong.empty() : OptionalLong.of(leader.term()),
        time(leader.since(), now));
  }

  private static boolean lately(String lastRun, Instant now) {
    return time(lastRun, now.plus(SKEW))
        .filter(run -> !run.plus(LONGEST_GAP).isBefore(now))
        .isPresent();
  }

  private static String word(String text) {
    return text == null ? "" : text;
  }

  /** A time that has been; the clock may have been set back since it was written. */
  private static Optional<Instant> time(String text, Instant now) {
    try {
      return Optional.ofNullable(Timestamps.parse(text)).filter(t -> !t.isAfter(now));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
