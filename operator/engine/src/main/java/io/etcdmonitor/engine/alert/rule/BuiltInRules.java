package io.etcdmonitor.engine.alert.rule;

import static io.etcdmonitor.engine.alert.rule.Condition.found;

import io.etcdmonitor.engine.alert.rule.Rule.Level;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules that hold without any configuration. Their runbooks are in {@code docs/runbooks}. */
public final class BuiltInRules {
  private static final Duration NONE = Duration.ZERO;
  private static final Duration HALF_MINUTE = Duration.ofSeconds(30);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  /** Kinds of finding that have a rule of their own. */
  private static final Set<String> COVERED =
      Set.of(
          Reasons.QUORUM_LOST,
          Reasons.NOT_SERVING,
          Reasons.NO_LEADER,
          Reasons.MULTIPLE_LEADERS,
          Reasons.STALE_LEADER,
          Reasons.LEADER_DISAGREEMENT,
          Reasons.MEMBERSHIP_DISAGREEMENT,
          Reasons.FREQUENT_ELECTIONS,
          Reasons.HIGH_LATENCY,
          "MemberUnreachable",
          "MemberUnhealthy",
          "MemberNotStarted");

  private static final Condition NO_QUORUM = found(FeatureNames.HEALTHY, Reasons.QUORUM_LOST);

  /**
   * Before members step back for want of a majority they know a leader, and afterwards none; and
   * who comes back answers before it serves. Nor does a cluster without a leader, or one that does
   * not serve, get over it by losing members.
   */
  private static final Map<String, Condition> OUTLASTED_BY =
      Map.of(
          RuleIds.QUORUM_LOST,
          found(FeatureNames.HEALTHY, Reasons.NO_LEADER, Reasons.NOT_SERVING),
          RuleIds.NO_LEADER,
          NO_QUORUM,
          RuleIds.NOT_SERVING,
          NO_QUORUM);

  private BuiltInRules() {}

  /**
   * What an open alert of a rule turns into without being over: while that is met it stays open. It
   * opens none.
   */
  static Optional<Condition> outlastedBy(String rule) {
    return Optional.ofNullable(OUTLASTED_BY.get(rule));
  }

  /** All of them. */
  public static List<Rule> all() {
    List<Rule> rules = new ArrayList<>(service());
    rules.addAll(data());
    rules.addAll(CertificateRules.all());
    rules.addAll(load());
    rules.addAll(ours());
    return List.copyOf(rules);
  }

  private static List<Rule> service() {
    Condition unreachable =
        new Condition.Judged(
            FeatureNames.HEALTHY, Set.of(Verdict.CRITICAL), Set.of(Reasons.UNREACHABLE));
    return List.of(
        cluster(RuleIds.CLUSTER_UNREACHABLE, critical(unreachable), NONE)
            .says("{cluster}: no member answers"),
        cluster(RuleIds.QUORUM_LOST, critical(NO_QUORUM), NONE).says("{cluster}: quorum is lost"),
        cluster(
                RuleIds.NO_LEADER,
                critical(found(FeatureNames.HEALTHY, Reasons.NO_LEADER)),
                HALF_MINUTE)
            .says("{cluster}: no leader"),
        // Also of no leader: what goes to and fro between the two would else be told by neither.
        cluster(
                RuleIds.NOT_SERVING,
                critical(found(FeatureNames.HEALTHY, Reasons.NOT_SERVING, Reasons.NO_LEADER)),
                HALF_MINUTE)
            .says("{cluster}: members answer, but too few serve"),
        cluster(
                RuleIds.SPLIT_BRAIN,
                critical(found(FeatureNames.HEALTHY, Reasons.MULTIPLE_LEADERS)),
                NONE)
            .says("{cluster}: more than one leader in one term"),
        cluster(
                RuleIds.NETWORK_PARTITION,
                warning(
                    found(
                        FeatureNames.HEALTHY,
                        Reasons.LEADER_DISAGREEMENT,
                        Reasons.MEMBERSHIP_DISAGREEMENT,
                        Reasons.STALE_LEADER)),
                MINUTE)
            .says("{cluster}: members do not see each other"),
        member(
                RuleIds.MEMBER_DOWN,
                warning(
                    found(
                        FeatureNames.HEALTHY,
                        "MemberUnreachable",
                        "MemberUnhealthy",
                        "MemberNotStarted")),
                MINUTE)
            .says("{cluster}: member {subject} is down"),
        cluster(
                RuleIds.LEADER_FLAPPING,
                warning(found(FeatureNames.HEALTHY, Reasons.FREQUENT_ELECTIONS)),
                NONE)
            .says("{cluster}: the leader changes too often"),
        cluster(
                RuleIds.CLUSTER_UNHEALTHY,
                List.of(
                    new Level(Severity.CRITICAL, other(Severity.CRITICAL)),
                    new Level(Severity.WARNING, other(Severity.WARNING))),
                MINUTE)
            .says("{cluster}: something is wrong"));
  }

  private static List<Rule> data() {
    return List.of(
        member(
                RuleIds.ALARM_NO_SPACE,
                critical(
                    new Condition.Found(
                        FeatureNames.ALARM,
                        Set.of(),
                        Set.of(),
                        Set.of(Reasons.ALARM_NOSPACE),
                        Severity.INFO)),
                NONE)
            .says("{cluster}: alarm NOSPACE, writes are refused"),
        member(
                RuleIds.ALARM_CORRUPT,
                critical(
                    new Condition.Found(
                        FeatureNames.ALARM,
                        Set.of(),
                        Set.of(),
                        Set.of(Reasons.ALARM_CORRUPT),
                        Severity.INFO)),
                NONE)
            .says("{cluster}: alarm CORRUPT"),
        cluster(
                RuleIds.DATA_DIVERGED,
                critical(
                    new Condition.Found(
                        FeatureNames.CONSISTENCY,
                        Set.of(),
                        Set.of(),
                        Set.of(Reasons.HASH_MISMATCH, Reasons.AUTH_REVISION_MISMATCH),
                        Severity.WARNING)),
                NONE)
            .says("{cluster}: members hold different data"),
        member(
                RuleIds.DATABASE_NEAR_QUOTA,
                List.of(
                    new Level(Severity.CRITICAL, quota(Reasons.QUOTA_CRITICAL)),
                    new Level(
                        Severity.WARNING, quota(Reasons.QUOTA_WARNING, Reasons.QUOTA_CRITICAL))),
                MINUTE)
            .says("{cluster}: the database of {subject} is near its quota"),
        member(
                RuleIds.DATABASE_GROWTH,
                warning(found(FeatureNames.CAPACITY, Reasons.GROWTH_EXCEEDS_FORECAST)),
                FIVE_MINUTES)
            .keeps(FIVE_MINUTES)
            .says("{cluster}: the database of {subject} will soon be full"));
  }

  private static List<Rule> load() {
    return List.of(
        member(
                RuleIds.HIGH_LATENCY,
                warning(found(FeatureNames.HEALTHY, Reasons.HIGH_LATENCY)),
                MINUTE)
            .keeps(FIVE_MINUTES)
            .says("{cluster}: member {subject} answers slowly"),
        member(RuleIds.SLOW_FSYNC, slow(Reasons.SLOW_FSYNC), FIVE_MINUTES)
            .keeps(FIVE_MINUTES)
            .says("{cluster}: slow WAL fsync on {subject} ({value})")
            .advises("give etcd a faster disk, or take other load off this one"),
        member(RuleIds.SLOW_COMMIT, slow(Reasons.SLOW_COMMIT), FIVE_MINUTES)
            .keeps(FIVE_MINUTES)
            .says("{cluster}: slow backend commits on {subject} ({value})")
            .advises("give etcd a faster disk, or take other load off this one"),
        member(
                RuleIds.PROPOSALS_PENDING,
                warning(found(FeatureNames.REQUEST, Reasons.PROPOSALS_PENDING)),
                MINUTE)
            .says("{cluster}: proposals wait on {subject}"),
        member(
                RuleIds.PROPOSALS_FAILED,
                warning(found(FeatureNames.REQUEST, Reasons.PROPOSALS_FAILED)),
                MINUTE)
            .keeps(FIVE_MINUTES)
            .says("{cluster}: proposals fail on {subject}"),
        member(
                RuleIds.ERROR_RATE,
                warning(found(FeatureNames.REQUEST, Reasons.HIGH_ERROR_RATE)),
                MINUTE)
            .keeps(FIVE_MINUTES)
            .says("{cluster}: many requests fail on {subject}"),
        member(
                RuleIds.CLOCK_SKEW,
                warning(found(FeatureNames.REQUEST, Reasons.CLOCK_SKEW)),
                FIVE_MINUTES)
            .says("{cluster}: the clock of {subject} is wrong"),
        cluster(
                RuleIds.BENCHMARK_REGRESSION,
                warning(found(FeatureNames.BENCHMARK, Reasons.BENCHMARK_REGRESSION)),
                NONE)
            .says("{cluster}: the benchmark is slower than before ({value})"));
  }

  private static List<Rule> ours() {
    return List.of(
        cluster(
                RuleIds.DATA_MISSING,
                critical(new Absent(Set.of(FeatureNames.HEALTHY), Set.of(), FIVE_MINUTES)),
                NONE)
            .says("{cluster}: nothing is known of it")
            .advises("the cluster may be well or not: make it possible to look again"),
        new Rule(
                RuleIds.INSPECTION_FAILING,
                Scope.FEATURE,
                warning(new Absent(Set.of(), Set.of(FeatureNames.HEALTHY), Duration.ofMinutes(15))),
                NONE,
                NONE,
                "",
                "{message}",
                "",
                Map.of(),
                true)
            .says("{cluster}: feature {subject} cannot look")
            .advises("follow what the feature's message says"));
  }

  private static Condition other(Severity atLeast) {
    return new Condition.Found(FeatureNames.HEALTHY, Set.of(), COVERED, Set.of(), atLeast);
  }

  private static Condition quota(String... reasons) {
    return new Condition.Found(
        FeatureNames.CAPACITY, Set.of(), Set.of(), Set.of(reasons), Severity.INFO);
  }

  /**
   * As the feature judges, not by its numbers: of few writes there is no percentile, and once they
   * are quick again no median either.
   */
  private static List<Level> slow(String reason) {
    return List.of(
        new Level(Severity.CRITICAL, disk(reason, Severity.CRITICAL)),
        new Level(Severity.WARNING, disk(reason, Severity.WARNING)));
  }

  private static Condition disk(String reason, Severity atLeast) {
    return new Condition.Found(FeatureNames.DISK, Set.of(), Set.of(), Set.of(reason), atLeast);
  }

  private static List<Level> critical(Condition condition) {
    return List.of(new Level(Severity.CRITICAL, condition));
  }

  private static List<Level> warning(Condition condition) {
    return List.of(new Level(Severity.WARNING, condition));
  }

  static Rule cluster(String id, List<Level> levels, Duration after) {
    return new Rule(id, Scope.CLUSTER, levels, after, NONE, "", "{message}", "", Map.of(), true);
  }

  static Rule member(String id, List<Level> levels, Duration after) {
    return new Rule(id, Scope.MEMBER, levels, after, NONE, "", "{message}", "", Map.of(), true);
  }
}
