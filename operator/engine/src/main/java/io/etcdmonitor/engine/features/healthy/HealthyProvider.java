package io.etcdmonitor.engine.features.healthy;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.certificates.CertificateLog;
import io.etcdmonitor.engine.feature.FailureReasons;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.engine.feature.Settings;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.view.ClusterView;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdApi;
import io.etcdmonitor.etcd.MemberList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at every member and at the cluster as a whole. */
public final class HealthyProvider implements FeatureProvider {
  static final String LEARNER_STUCK_AFTER = "learnerStuckAfter";

  private static final SettingSpec STUCK_SETTING =
      Settings.duration(
          LEARNER_STUCK_AFTER,
          "How long a learner may go without catching up before it counts as stuck.",
          "10m");

  @Override
  public String name() {
    return FeatureNames.HEALTHY;
  }

  @Override
  public String description() {
    return "Whether each member is reachable and serves, and whether the cluster has quorum, one"
        + " leader and one membership.";
  }

  @Override
  public Duration defaultInterval() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Set<EtcdApi> apis() {
    return EnumSet.allOf(EtcdApi.class);
  }

  @Override
  public Set<SettingSpec> settings() {
    return Set.of(STUCK_SETTING);
  }

  @Override
  public InspectionOutcome inspect(InspectionContext context) {
    HealthMemory memory =
        context.memory(HealthMemory.class, () -> new HealthMemory(context.before().cluster()));
    RoundFacts facts = new SecondLook(context).confirm(gather(context));
    boolean known = facts.members().stream().anyMatch(ViewMember::identified);
    if (!known) {
      InspectionOutcome nobody = NeverFound.judge(facts);
      if (nobody.verdict() != Verdict.UNKNOWN) {
        memory.sawNobody();
      }
      return nobody;
    }
    CertificateLog certificates = CertificateLog.of(context);
    Map<Boolean, List<ViewMember>> away =
        facts.members().stream().collect(Collectors.partitioningBy(facts::away));
    certificates.keepOnly(context.view().members());
    certificates.away(away.get(true));
    certificates.refresh(context, away.get(false));
    certificates.back(away.get(false));
    memory.sawClusterId(facts.clusterId(), facts.now());
    boolean recalled = context.view().recalled();
    if (recalled) {
      memory.looksForThoseBefore();
    }
    memory.revisions.saw(facts);
    memory.leaders.saw(LeaderJudge.leader(facts), facts.now());
    memory.members.keepOnly(facts.members().stream().map(ViewMember::id).toList());
    Map<String, Standing> standings = standings(facts, recalled);

    Observer observer = new Observer(facts, standings, memory, certificates);
    List<MemberObservation> members = observer.members();
    QuorumJudge.Decision decided =
        QuorumJudge.judge(
            members,
            standings,
            LeaderJudge.leader(facts).isPresent(),
            facts.quorumProvenBy(),
            facts.now());
    QuorumJudge.Decision quorum = recalled ? FromBefore.of(decided) : decided;
    ClusterObservation cluster = observer.cluster(members, quorum);
    List<Finding> findings = new ArrayList<>();
    quorum.finding().ifPresent(findings::add);
    findings.addAll(LeaderJudge.judge(facts));
    findings.addAll(MemberFindings.judge(members, standings, facts.now()));
    findings.addAll(
        memory.slowReads.judge(members, context.cluster().thresholds().latency(), facts.now()));
    findings.addAll(MembershipJudge.judge(facts));
    MembershipJudge.clusterId(facts, memory.formerClusterId(), memory.clusterIdSince())
        .ifPresent(findings::add);
    memory.revisions.judge(facts.now()).ifPresent(findings::add);
    findings.addAll(SeedJudge.judge(facts));
    findings.addAll(VersionJudge.judge(facts));
    findings.addAll(LeaderJudge.elections(facts, memory.leaders));
    findings.addAll(memory.members.flapping(facts.members(), facts.now()));
    Duration stuckAfter = Settings.durationOf(context.setting(LEARNER_STUCK_AFTER));
    findings.addAll(
        memory.learners.judge(
            members, stuckAfter, context.cluster().thresholds().appliedLag(), facts.now()));
    findings.addAll(hiddenStatus(facts, members));
    return Summary.of(findings, quorum, cluster, measurements(cluster));
  }

  private static RoundFacts gather(InspectionContext context) {
    ClusterView view = context.view();
    Optional<MemberList> trusted = view.trustedList();
    Set<String> listed =
        trusted.stream()
            .flatMap(list -> list.members().stream())
            .map(MemberList.Member::id)
            .collect(Collectors.toSet());
    Map<Boolean, List<ViewMember>> parts =
        view.members().stream()
            .collect(Collectors.partitioningBy(m -> trusted.isEmpty() || listed.contains(m.id())));
    Thresholds thresholds = context.cluster().thresholds();
    return new RoundFacts(
        context.now(),
        parts.get(true),
        parts.get(false),
        trusted,
        view.memberLists(),
        view.statuses(),
        view.reads(),
        view.seedReplies(),
        view.detours(),
        view.refused(),
        view.silences(),
        new RoundFacts.Limits(thresholds, context.cluster().expected()));
  }

  private static Map<String, Standing> standings(RoundFacts facts, boolean recalled) {
    Map<String, Standing> standings = new HashMap<>();
    for (ViewMember member : facts.members()) {
      Standing standing = MemberJudge.judge(member, facts);
      boolean unseen = recalled && facts.status(member).isEmpty();
      standings.put(member.id(), unseen ? FromBefore.of(standing) : standing);
    }
    return standings;
  }

  /** Some versions show a member's status to root only. */
  private static List<Finding> hiddenStatus(RoundFacts facts, List<MemberObservation> members) {
    List<Finding> findings = new ArrayList<>();
    for (ViewMember member : facts.members()) {
      boolean serves =
          members.stream()
              .anyMatch(m -> m.id().equals(member.id()) && m.reason().equals(Reasons.SERVING));
      Optional.ofNullable(facts.statuses().get(member.id()))
          .flatMap(reply -> reply.failure())
          .filter(f -> serves)
          .ifPresent(f ->
              findings.add(
                  finding(
                          Severity.UNKNOWN,
                          FailureReasons.of(f.cause()),
                          "member %s serves but does not show its status: %s"
                              .formatted(member.label(), f.message()))
                      .kind("StatusHidden")
                      .member(member.label())
                      .remedy(FailureReasons.remedy(f.cause()))
                      .at(facts.now())));
    }
    return findings;
  }

  private static List<Measurement> measurements(ClusterObservation cluster) {
    List<Measurement> all = new ArrayList<>();
    for (MemberObservation member : cluster.members()) {
      member
          .latency()
          .ifPresent(l ->
              all.add(
                  Measurement.ofMember(
                      MeasurementNames.PROBE_LATENCY, member.label(), l.toNanos() / 1e9)));
      member
          .appliedLag()
          .ifPresent(lag ->
              all.add(
                  Measurement.ofMember(
                      MeasurementNames.APPLIED_LAG, member.label(), (double) lag)));
    }
    all.add(
        Measurement.ofCluster(
            MeasurementNames.LEADER_CHANGES_LAST_HOUR, cluster.leaderChanges().lastHour()));
    return all;
  }
}
