package io.etcdmonitor.engine.features.healthy;

import io.etcdmonitor.engine.certificates.CertificateLog;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberRole;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.MemberStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Puts together what was seen. Only what was seen in this round: nothing is carried over. */
final class Observer {
  private final RoundFacts facts;
  private final Map<String, Standing> standings;
  private final HealthMemory memory;
  private final CertificateLog certificates;
  private final Optional<LeaderJudge.Named> leader;
  private final long mostApplied;

  Observer(
      RoundFacts facts,
      Map<String, Standing> standings,
      HealthMemory memory,
      CertificateLog certificates) {
    this.facts = facts;
    this.standings = standings;
    this.memory = memory;
    this.certificates = certificates;
    this.leader = LeaderJudge.leader(facts);
    this.mostApplied =
        facts.members().stream()
            .flatMap(m -> facts.status(m).stream())
            .mapToLong(MemberStatus::raftAppliedIndex)
            .max()
            .orElse(0);
  }

  /** Members that have an identity; a seed that never answered is no member. */
  List<MemberObservation> members() {
    return facts.members().stream()
        .filter(m -> m.identified() || facts.status(m).isPresent())
        .map(this::member)
        .toList();
  }

  /** Where a member is reached, what it is asked on first. */
  static List<String> endpoints(ViewMember member, RoundFacts facts) {
    return Stream.concat(
            Optional.ofNullable(facts.detours().get(member.id())).stream(),
            member.endpoints().stream().map(Object::toString))
        .distinct()
        .toList();
  }

  ClusterObservation cluster(List<MemberObservation> members, QuorumJudge.Decision decided) {
    List<MemberObservation> voters = members.stream().filter(MemberObservation::voter).toList();
    int healthy = (int) voters.stream().filter(m -> m.state() == MemberState.HEALTHY).count();
    ClusterObservation.Quorum quorum = ClusterObservation.Quorum.of(voters.size(), healthy);
    return new ClusterObservation(
        facts.now(),
        facts.clusterId(),
        VersionJudge.lowest(facts),
        leader.map(l ->
            new ClusterObservation.Leader(
                l.id(), facts.label(l.id()), memory.leaders.since(), l.term())),
        new ClusterObservation.LeaderChanges(
            memory.leaders.total(),
            memory.leaders.changesWithin(facts.now()),
            memory.leaders.last()),
        members,
        decided.held() ? quorum.proven() : quorum,
        database(members));
  }

  private MemberObservation member(ViewMember member) {
    Optional<MemberStatus> status = facts.status(member);
    Standing standing = standings.get(member.id());
    String id = status.map(MemberStatus::memberId).orElse(member.id());
    List<String> endpoints = endpoints(member, facts);
    Instant since = memory.members.saw(member, standing, endpoints, facts.now());
    return new MemberObservation(
        id,
        member.name(),
        endpoints,
        facts.voter(member),
        role(member, status),
        standing.state(),
        status.map(MemberStatus::version).filter(v -> !v.isEmpty()),
        number(status, MemberStatus::dbSize),
        number(status, MemberStatus::dbSizeInUse),
        number(status, s -> s.dbSizeQuota().orElse(0)),
        number(status, MemberStatus::revision),
        number(status, MemberStatus::raftAppliedIndex),
        lag(status),
        number(status, MemberStatus::raftTerm),
        status.flatMap(MemberStatus::leaderId),
        latency(member),
        status.isPresent() ? certificates.notAfter(member.id()) : Optional.empty(),
        since,
        standing.reason(),
        standing.message());
  }

  private MemberRole role(ViewMember member, Optional<MemberStatus> status) {
    if (!facts.voter(member)) {
      return MemberRole.LEARNER;
    }
    if (status.isEmpty() || leader.isEmpty() || status.get().leaderId().isEmpty()) {
      return MemberRole.UNKNOWN;
    }
    if (status.get().memberId().equals(leader.get().id())) {
      return status.get().leads() ? MemberRole.LEADER : MemberRole.UNKNOWN;
    }
    return status.get().leads() ? MemberRole.UNKNOWN : MemberRole.FOLLOWER;
  }

  /** Not of a read that another one served on an address of both. */
  private Optional<Duration> latency(ViewMember member) {
    return standings.get(member.id()).state() == MemberState.HEALTHY
        ? Optional.of(facts.reads().get(member.id()).latency())
        : Optional.empty();
  }

  private static ClusterObservation.Database database(List<MemberObservation> members) {
    Optional<MemberObservation> largest =
        members.stream()
            .filter(m -> m.dbSize().isPresent())
            .max(Comparator.comparingLong(m -> m.dbSize().getAsLong()));
    OptionalDouble percent =
        members.stream()
            .filter(m -> m.dbSize().isPresent() && m.dbQuota().orElse(0) > 0)
            .mapToDouble(m -> 100.0 * m.dbSize().getAsLong() / m.dbQuota().getAsLong())
            .max();
    OptionalLong quota =
        members.stream()
            .filter(m -> m.dbQuota().orElse(0) > 0)
            .mapToLong(m -> m.dbQuota().getAsLong())
            .min();
    return new ClusterObservation.Database(
        largest.map(MemberObservation::dbSize).orElse(OptionalLong.empty()),
        largest.map(MemberObservation::dbSizeInUse).orElse(OptionalLong.empty()),
        quota,
        percent,
        Optional.empty());
  }

  private OptionalLong lag(Optional<MemberStatus> status) {
    OptionalLong applied = number(status, MemberStatus::raftAppliedIndex);
    return applied.isPresent()
        ? OptionalLong.of(Math.max(0, mostApplied - applied.getAsLong()))
        : OptionalLong.empty();
  }

  /** None of them is ever 0 in a cluster that lives: what the v2 API does not tell is. */
  private static OptionalLong number(
      Optional<MemberStatus> status, ToLongFunction<MemberStatus> field) {
    long value = status.map(field::applyAsLong).orElse(0L);
    return value > 0 ? OptionalLong.of(value) : OptionalLong.empty();
  }
}
