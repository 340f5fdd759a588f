package io.etcdmonitor.app.metrics;

import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.assess.ConditionFact;
import io.etcdmonitor.engine.assess.ConditionStatus;
import io.etcdmonitor.engine.assess.ConditionType;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.assess.Health;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.LatencyWindow;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberRole;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.result.InspectionState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/** The rows of one cluster, from what may be said of it now: nothing that is out of date. */
final class ClusterRows {
  private static final List<String> HEALTH =
      Arrays.stream(Health.values()).map(Health::word).toList();
  private static final List<String> MEMBER_STATES =
      Arrays.stream(MemberState.values()).map(MemberState::word).toList();
  private static final List<String> MEMBER_ROLES =
      Arrays.stream(MemberRole.values()).map(MemberRole::word).toList();

  /** Why nobody looks, where that is what the owner wants. */
  private static final Set<String> NOT_WANTED = Set.of(Reasons.FEATURE_DISABLED, Reasons.SUSPENDED);

  private static final double MILLIS = 1_000;

  private final Engine engine;
  private final ResultTally tally;
  private final Function<ClusterKey, List<ConfigurationProblem>> problems;

  ClusterRows(
      Engine engine, ResultTally tally, Function<ClusterKey, List<ConfigurationProblem>> problems) {
    this.engine = engine;
    this.tally = tally;
    this.problems = problems;
  }

  void write(Rows rows, ClusterKey key, Instant now) {
    ClusterAssessment assessment = engine.assess(key, problems.apply(key));
    String namespace = key.namespace();
    String cluster = key.name();
    rows.addStates(Families.CLUSTER_HEALTH, HEALTH, assessment.health().word(), namespace, cluster);
    conditions(rows, assessment.conditions(), namespace, cluster);
    assessment.observation().ifPresent(seen -> observation(rows, seen, namespace, cluster));
    latencies(rows, key, now);
    for (InspectionState inspection : engine.inspections(key)) {
      InspectionRows.write(rows, inspection, tally, now);
    }
  }

  private static void conditions(
      Rows rows, List<ConditionFact> conditions, String namespace, String cluster) {
    for (ConditionFact fact : conditions) {
      int isTrue = fact.status() == ConditionStatus.TRUE ? 1 : 0;
      if (fact.type() == ConditionType.SUSPENDED) {
        rows.add(Families.CLUSTER_SUSPENDED, isTrue, namespace, cluster);
      } else if (fact.type() == ConditionType.AVAILABLE) {
        boolean unknown = fact.status() == ConditionStatus.UNKNOWN;
        boolean unwanted = unknown && NOT_WANTED.contains(fact.reason());
        rows.add(Families.CLUSTER_HEALTH_EXPECTED, unwanted ? 0 : 1, namespace, cluster);
        if (!unknown) {
          rows.add(LegacyFamilies.HEALTHY, isTrue, namespace, cluster);
        }
      }
    }
  }

  private static void observation(
      Rows rows, ClusterObservation seen, String namespace, String cluster) {
    if (seen.quorum().voters() > 0 && seen.quorumObserved()) {
      rows.add(Families.QUORUM_CAN_LOSE, seen.quorum().canLose(), namespace, cluster);
    }
    rows.add(Families.LEADER_CHANGES, seen.leaderChanges().total(), namespace, cluster);
    rows.add(LegacyFamilies.LEADER_CHANGES, seen.leaderChanges().total(), namespace, cluster);
    if (seen.leader().isPresent()) {
      rows.add(LegacyFamilies.HAS_LEADER, 1, namespace, cluster);
    } else if (seenWithoutQuorum(seen)) {
      rows.add(LegacyFamilies.HAS_LEADER, 0, namespace, cluster);
    }
    // The list of an outage is the one last known; how many members there are now, nobody said.
    if (seen.members().stream().anyMatch(m -> m.state().answers())) {
      rows.add(LegacyFamilies.MEMBER_COUNT, seen.members().size(), namespace, cluster);
      rows.add(LegacyFamilies.QUORUM_SIZE, seen.quorum().needed(), namespace, cluster);
    }
    for (MemberObservation member : seen.members()) {
      member(rows, member, namespace, cluster, label(seen, member));
    }
  }

  /** Else that nobody names a leader proves nothing: who serves may refuse to tell who leads. */
  private static boolean seenWithoutQuorum(ClusterObservation seen) {
    return seen.quorum().voters() > 0 && seen.quorum().canLose() < 0 && seen.quorumObserved();
  }

  private static void member(
      Rows rows, MemberObservation member, String namespace, String cluster, String label) {
    rows.addStates(
        Families.MEMBER_STATE, MEMBER_STATES, member.state().word(), namespace, cluster, label);
    rows.addStates(
        Families.MEMBER_ROLE, MEMBER_ROLES, member.role().word(), namespace, cluster, label);
    member
        .version()
        .ifPresent(version ->
            rows.add(Families.MEMBER_INFO, 1, namespace, cluster, label, member.id(), version));
    member
        .appliedLag()
        .ifPresent(lag -> rows.add(Families.APPLIED_LAG, lag, namespace, cluster, label));
    member
        .dbSize()
        .ifPresent(size -> {
          rows.add(Families.DATABASE_SIZE, size, namespace, cluster, label);
          rows.add(LegacyFamilies.DB_SIZE, size, namespace, cluster, label);
          rows.add(LegacyFamilies.DISK_USAGE, size, namespace, cluster, label);
        });
    member
        .dbSizeInUse()
        .ifPresent(size -> {
          rows.add(Families.DATABASE_IN_USE, size, namespace, cluster, label);
          rows.add(LegacyFamilies.DB_IN_USE, size, namespace, cluster, label);
        });
    member
        .dbQuota()
        .ifPresent(quota -> rows.add(Families.DATABASE_QUOTA, quota, namespace, cluster, label));
    member
        .certificateNotAfter()
        .ifPresent(time ->
            rows.add(
                Families.CERTIFICATE_NOT_AFTER, time.getEpochSecond(), namespace, cluster, label));
    if (member.state() == MemberState.HEALTHY) {
      member
          .latency()
          .ifPresent(latency ->
              rows.add(
                  Families.MEMBER_LATENCY, latency.toNanos() / 1e9, namespace, cluster, label));
    }
  }

  private void latencies(Rows rows, ClusterKey key, Instant now) {
    tally
        .latencies(key)
        .ifPresent(known -> {
          rows.add(Families.PROBE_LATENCY, known.histogram(), key.namespace(), key.name());
          double[] sorted = known.window().sorted(now);
          quantile(rows, LegacyFamilies.READ_P50, "p50", LatencyWindow.quantile(sorted, 0.50), key);
          quantile(rows, LegacyFamilies.READ_P95, "p95", LatencyWindow.quantile(sorted, 0.95), key);
          quantile(rows, LegacyFamilies.READ_P99, "p99", LatencyWindow.quantile(sorted, 0.99), key);
        });
  }

  private static void quantile(
      Rows rows, MetricFamily family, String percentile, OptionalDouble seconds, ClusterKey key) {
    seconds.ifPresent(s -> {
      rows.add(family, s * MILLIS, key.namespace(), key.name());
      MeasurementRows.ownRead(rows, key, percentile, s);
    });
  }

  /** Its name; with the ID where another member has the same name, as etcd allows. */
  private static String label(ClusterObservation seen, MemberObservation member) {
    boolean shared =
        seen.members().stream().filter(other -> other.label().equals(member.label())).count() > 1;
    return shared ? member.label() + "-" + member.id() : member.label();
  }
}
