package io.etcdmonitor.engine.features.healthy;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.MemberStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who leads, and whether everybody agrees. Pure. */
final class LeaderJudge {
  private LeaderJudge() {}

  /** A leader as members name it. */
  record Named(String id, long term) {}

  /**
   * The leader that most members name in the highest term in which any leader is named. A member
   * without a leader may be in a higher term: it calls elections that it cannot win.
   */
  static Optional<Named> leader(RoundFacts facts) {
    Map<Named, Integer> votes = new HashMap<>();
    for (MemberStatus status : answers(facts)) {
      status
          .leaderId()
          .ifPresent(id -> votes.merge(new Named(id, status.raftTerm()), 1, Integer::sum));
    }
    return votes.entrySet().stream()
        .max(
            Map.Entry.<Named, Integer>comparingByKey((a, b) -> Long.compare(a.term(), b.term()))
                .thenComparing(Map.Entry.comparingByValue())
                .thenComparing(e -> e.getKey().id()))
        .map(Map.Entry::getKey);
  }

  /** Members whose statuses contradict each other about the leader: worth a second look. */
  static List<ViewMember> inDoubt(RoundFacts facts) {
    Optional<Named> leader = leader(facts);
    if (leader.isEmpty()) {
      return List.of();
    }
    boolean agree =
        answers(facts).stream()
            .allMatch(s ->
                s.raftTerm() == leader.get().term()
                    && s.leaderId().equals(Optional.of(leader.get().id())));
    return agree
        ? List.of()
        : facts.members().stream().filter(m -> facts.status(m).isPresent()).toList();
  }

  static List<Finding> judge(RoundFacts facts) {
    Optional<Named> leader = leader(facts);
    if (leader.isEmpty()) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    List<MemberStatus> claims = answers(facts).stream().filter(MemberStatus::leads).toList();
    for (MemberStatus claim : claims) {
      if (!claim.memberId().equals(leader.get().id())) {
        findings.add(rival(claim, leader.get(), facts));
      }
    }
    for (ViewMember member : facts.members()) {
      facts
          .status(member)
          .filter(s -> !s.leads() && !s.leaderId().equals(Optional.of(leader.get().id())))
          .ifPresent(s -> findings.add(disagrees(member, s, leader.get(), facts)));
    }
    return findings;
  }

  private static Finding rival(MemberStatus claim, Named leader, RoundFacts facts) {
    String label = facts.label(claim.memberId());
    boolean sameTerm = claim.raftTerm() == leader.term();
    return finding(
            sameTerm ? Severity.CRITICAL : Severity.WARNING,
            sameTerm ? Reasons.MULTIPLE_LEADERS : Reasons.STALE_LEADER,
            sameTerm
                ? "members %s and %s both say that they lead in term %d"
                    .formatted(label, facts.label(leader.id()), leader.term())
                : "member %s still says that it leads in term %d, but %s leads in term %d"
                    .formatted(label, claim.raftTerm(), facts.label(leader.id()), leader.term()))
        .member(label)
        .value("term " + claim.raftTerm())
        .threshold("term " + leader.term())
        .remedy("check the disk and the network of " + label + "; restart it if it stays so")
        .at(facts.now());
  }

  private static Finding disagrees(
      ViewMember member, MemberStatus status, Named leader, RoundFacts facts) {
    String seen = status.leaderId().map(id -> facts.label(id) + " as leader").orElse("no leader");
    return finding(
            Severity.WARNING,
            Reasons.LEADER_DISAGREEMENT,
            "member %s sees %s (term %d) while %s leads in term %d: the network between them is cut"
                .formatted(
                    member.label(),
                    seen,
                    status.raftTerm(),
                    facts.label(leader.id()),
                    leader.term()))
        .member(member.label())
        .value(seen)
        .threshold(facts.label(leader.id()))
        .remedy(
            "check the peer addresses and the network between %s and the other members"
                .formatted(member.label()))
        .at(facts.now());
  }

  private static List<MemberStatus> answers(RoundFacts facts) {
    return facts.members().stream().flatMap(m -> facts.status(m).stream()).toList();
  }

  /** What memory says of elections. */
  static List<Finding> elections(RoundFacts facts, LeaderLog log) {
    int limit = facts.limits().thresholds().leaderChangesPerHour();
    long seen = log.electionsWithin(facts.now());
    if (seen <= limit) {
      return List.of();
    }
    return List.of(
        finding(
                Severity.WARNING,
                Reasons.FREQUENT_ELECTIONS,
                "%s within the last hour, more than %d; the last one at %s"
                    .formatted(
                        Words.count(seen, "election"),
                        limit,
                        log.lastElection()
                            .or(log::last)
                            .map(Words::time)
                            .orElse("an unknown time")))
            .value(seen)
            .threshold(limit)
            .remedy("check disk latency, CPU and network of the members: leaders miss heartbeats")
            .at(facts.now()));
  }
}
