package io.etcdmonitor.kube.status;

import io.etcdmonitor.api.v1alpha1.DatabaseStatus;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.FeatureStatus;
import io.etcdmonitor.api.v1alpha1.LeaderChanges;
import io.etcdmonitor.api.v1alpha1.LeaderStatus;
import io.etcdmonitor.api.v1alpha1.MemberStatus;
import io.etcdmonitor.api.v1alpha1.QuorumStatus;
import io.etcdmonitor.api.v1alpha1.Timestamps;
import io.etcdmonitor.api.v1alpha1.Verdict;
import io.etcdmonitor.engine.assess.ClusterAssessment;
import io.etcdmonitor.engine.assess.ConditionFact;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.kube.alert.AlertStatuses;
import io.etcdmonitor.kube.alert.AlertView;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Composes the status of an EtcdCluster from what the engine says now. Pure; carries no value over
 * but times.
 */
public final class ClusterStatusComposer {
  private final Optional<String> operator;

  /**
   * A composer of one operator.
   *
   * @param operator what it is called; empty where it cannot be told from others
   */
  public ClusterStatusComposer(Optional<String> operator) {
    this.operator = operator;
  }

  /**
   * Composes.
   *
   * @param generation of the spec that the assessment is about
   * @param assessment what is to be said
   * @param features in the order to show
   * @param alerts that are to be shown
   * @param previous of the status that was written last
   * @param now time
   */
  public EtcdClusterStatus compose(
      long generation,
      ClusterAssessment assessment,
      List<FeatureFact> features,
      AlertView alerts,
      Optional<Transitions> previous,
      Instant now) {
    var moment = new Conditions.Moment(generation, previous.orElse(Transitions.NONE), now);
    EtcdClusterStatus.Builder status =
        EtcdClusterStatus.builder()
            .observedGeneration(generation)
            .watchedBy(operator.orElse(null))
            .health(Words.of(assessment.health()))
            .reason(reason(assessment))
            .message(Accepted.text(assessment.message()))
            .features(
                features.stream()
                    .limit(EtcdClusterStatus.MAX_FEATURES)
                    .map(f -> feature(f, now))
                    .toList())
            .openAlerts(alerts.open().size())
            .alerts(AlertStatuses.of(alerts.open(), EtcdClusterStatus.MAX_ALERTS))
            .furtherAlerts(AlertStatuses.further(alerts.open(), EtcdClusterStatus.MAX_ALERTS))
            .endingAlerts(AlertStatuses.of(alerts.ending(), EtcdClusterStatus.MAX_FURTHER_ALERTS))
            .conditions(
                assessment.conditions().stream().map(c -> Conditions.of(c, moment)).toList());
    assessment.observation().ifPresent(seen -> observed(status, seen));
    return status.build();
  }

  private static void observed(EtcdClusterStatus.Builder status, ClusterObservation seen) {
    List<MemberStatus> members = members(seen.members());
    status
        .clusterID(Accepted.id(seen.clusterId().orElse(null)))
        .version(Accepted.text(seen.version().orElse(null)))
        .leader(
            seen.leader()
                .map(l ->
                    new LeaderStatus(
                        Accepted.id(l.id()),
                        Accepted.text(l.name()),
                        Timestamps.format(l.since()),
                        Accepted.count(l.term())))
                .orElse(null))
        .leaderChanges(
            new LeaderChanges(
                seen.leaderChanges().total(),
                seen.leaderChanges().lastHour(),
                seen.leaderChanges().last().map(Timestamps::format).orElse(null)))
        .members(members)
        .membersReady(
            members.isEmpty() || !seen.quorumObserved()
                ? null
                : seen.healthyMembers() + "/" + seen.members().size())
        .quorum(quorum(seen))
        .database(database(seen.database()))
        .certNotAfter(firstExpiry(seen.members()));
  }

  /** The status is a map by ID, so an ID stands once. */
  private static List<MemberStatus> members(List<MemberObservation> seen) {
    Map<String, MemberStatus> byId = new LinkedHashMap<>();
    seen.stream()
        .filter(m -> Accepted.id(m.id()) != null)
        .sorted(Comparator.comparing(MemberObservation::name).thenComparing(MemberObservation::id))
        .forEach(m -> byId.putIfAbsent(m.id(), member(m)));
    return byId.values().stream().limit(EtcdClusterStatus.MAX_MEMBERS).toList();
  }

  private static MemberStatus member(MemberObservation m) {
    return MemberStatus.builder()
        .id(m.id())
        .name(Accepted.text(m.name()))
        .endpoint(m.endpoints().isEmpty() ? null : Accepted.text(m.endpoints().get(0)))
        .role(Words.of(m.role()))
        .state(Words.of(m.state()))
        .version(Accepted.text(m.version().orElse(null)))
        .dbSize(Accepted.size(m.dbSize()))
        .appliedLag(m.appliedLag().isEmpty() ? null : Rounding.entries(m.appliedLag().getAsLong()))
        .latency(m.latency().map(Rounding::duration).orElse(null))
        .certNotAfter(m.certificateNotAfter().map(Timestamps::format).orElse(null))
        .since(Timestamps.format(m.since()))
        .reason(Accepted.text(m.reason()))
        .message(Accepted.text(m.message()))
        .build();
  }

  private static QuorumStatus quorum(ClusterObservation seen) {
    ClusterObservation.Quorum q = seen.quorum();
    if (q.voters() == 0) {
      return null;
    }
    return seen.quorumObserved()
        ? new QuorumStatus(q.voters(), q.healthy(), q.needed(), q.canLose())
        : new QuorumStatus(q.voters(), null, q.needed(), null);
  }

  private static DatabaseStatus database(ClusterObservation.Database db) {
    DatabaseStatus status =
        new DatabaseStatus(
            Accepted.size(db.size()),
            Accepted.size(db.inUse()),
            Accepted.size(db.quota()),
            // A quota of a few bytes, meant as GiB, makes more percent than an int holds.
            db.usedPercent().isEmpty()
                ? null
                : Math.clamp(Math.round(db.usedPercent().getAsDouble()), 0, Integer.MAX_VALUE),
            db.fullAt().map(Timestamps::format).orElse(null));
    return status.equals(new DatabaseStatus(null, null, null, null, null)) ? null : status;
  }

  private static String firstExpiry(List<MemberObservation> members) {
    return members.stream()
        .map(MemberObservation::certificateNotAfter)
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .map(Timestamps::format)
        .orElse(null);
  }

  private static FeatureStatus feature(FeatureFact fact, Instant now) {
    if (fact.reason().isPresent()) {
      boolean off = fact.reason().get().equals(Reasons.FEATURE_DISABLED);
      return new FeatureStatus(
          fact.name(),
          fact.inspection().orElse(null),
          off ? null : Verdict.UNKNOWN,
          fact.reason().get(),
          null);
    }
    Optional<InspectionResult> current = fact.state().flatMap(s -> Currency.current(s, now));
    return new FeatureStatus(
        fact.name(),
        fact.inspection().orElse(null),
        current.map(r -> Words.of(r.verdict())).orElse(Verdict.UNKNOWN),
        current.map(InspectionResult::reason).orElse(Reasons.NOT_OBSERVED),
        fact.state()
            .flatMap(io.etcdmonitor.engine.result.InspectionState::latest)
            .map(r -> Timestamps.format(r.time()))
            .orElse(null));
  }

  /** The reason of the condition that the message is about; else of the worst one. */
  private static String reason(ClusterAssessment assessment) {
    List<ConditionFact> facts = assessment.conditions();
    return facts.stream()
        .filter(f -> f.message().equals(assessment.message()))
        .findFirst()
        .or(() -> facts.stream().filter(f -> healthOf(f) == assessment.health()).findFirst())
        .or(() -> facts.stream().max(Comparator.comparing(ConditionFact::severity)))
        .map(ConditionFact::reason)
        .orElse(null);
  }

  private static io.etcdmonitor.engine.assess.Health healthOf(ConditionFact fact) {
    return switch (fact.severity()) {
      case CRITICAL -> io.etcdmonitor.engine.assess.Health.CRITICAL;
      case WARNING -> io.etcdmonitor.engine.assess.Health.WARNING;
      case UNKNOWN -> io.etcdmonitor.engine.assess.Health.UNKNOWN;
      case INFO ->
          Objects.equals(fact.type(), io.etcdmonitor.engine.assess.ConditionType.AVAILABLE)
              ? io.etcdmonitor.engine.assess.Health.HEALTHY
              : null;
    };
  }
}
