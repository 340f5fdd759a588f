package io.etcdmonitor.engine.features.healthy;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.MemberStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who belongs to the cluster, and whether everybody agrees. Pure. */
final class MembershipJudge {
  private MembershipJudge() {}

  /** Members whose list differs from the believed one: worth a second look. */
  static List<ViewMember> inDoubt(RoundFacts facts) {
    if (facts.trusted().isEmpty()) {
      return List.of();
    }
    MemberList trusted = facts.trusted().get();
    boolean agree =
        facts.lists().values().stream().allMatch(list -> difference(trusted, list).isEmpty());
    return agree
        ? List.of()
        : facts.members().stream().filter(m -> facts.lists().containsKey(m.id())).toList();
  }

  static List<Finding> judge(RoundFacts facts) {
    List<Finding> findings = new ArrayList<>();
    facts.trusted().ifPresent(trusted -> disagreements(facts, trusted, findings));
    removedButRunning(facts, findings);
    expected(facts, findings);
    return findings;
  }

  /** Whether the cluster behind the addresses is still the one it was. */
  static Optional<Finding> clusterId(RoundFacts facts, Optional<String> before, Instant since) {
    Optional<String> expected = facts.limits().expected().clusterId();
    if (facts.clusterId().isEmpty()
        || before.isEmpty()
        || before.equals(facts.clusterId())
        || expected.equals(facts.clusterId())) {
      return Optional.empty();
    }
    return Optional.of(
        finding(
                Severity.WARNING,
                Reasons.CLUSTER_ID_CHANGED,
                "another cluster answers at the same addresses since %s: cluster ID was %s and is %s"
                    .formatted(Words.time(since), before.get(), facts.clusterId().get()))
            .value(facts.clusterId().get())
            .threshold(before.get())
            .remedy(
                "if it was rebuilt on purpose, set expected.clusterID; else check the endpoints")
            .at(facts.now()));
  }

  private static void disagreements(RoundFacts facts, MemberList trusted, List<Finding> findings) {
    facts
        .lists()
        .values()
        .forEach(list -> {
          List<String> differences = difference(trusted, list);
          boolean listed =
              trusted.members().stream().anyMatch(m -> m.id().equals(list.answeredBy()));
          if (listed && !differences.isEmpty()) {
            findings.add(disagrees(facts, list, differences));
          }
        });
    for (ViewMember member : facts.members()) {
      facts
          .status(member)
          .filter(s -> s.learner() != member.learner())
          .ifPresent(s -> findings.add(learnerFlag(facts, member, s)));
    }
  }

  private static Finding disagrees(RoundFacts facts, MemberList list, List<String> differences) {
    String label = facts.label(list.answeredBy());
    return finding(
            Severity.WARNING,
            Reasons.MEMBERSHIP_DISAGREEMENT,
            "member %s has another member list than the rest: %s"
                .formatted(label, Words.list(differences)))
        .member(label)
        .value(String.join(", ", differences))
        .remedy("check the network of " + label + "; if it does not catch up, replace the member")
        .at(facts.now());
  }

  private static Finding learnerFlag(RoundFacts facts, ViewMember member, MemberStatus status) {
    return finding(
            Severity.WARNING,
            Reasons.MEMBERSHIP_DISAGREEMENT,
            "member %s takes itself for a %s, the member list for a %s"
                .formatted(
                    member.label(),
                    status.learner() ? "learner" : "voter",
                    member.learner() ? "learner" : "voter"))
        .kind("LearnerFlagDisagreement")
        .member(member.label())
        .remedy("do not upgrade before it is resolved; remove and add this member again")
        .at(facts.now());
  }

  private static void removedButRunning(RoundFacts facts, List<Finding> findings) {
    if (facts.trusted().isEmpty()) {
      return;
    }
    for (ViewMember member : facts.unlisted()) {
      facts
          .status(member)
          .filter(s -> facts.clusterId().equals(Optional.of(s.clusterId())))
          .ifPresent(s ->
              findings.add(
                  finding(
                          Severity.WARNING,
                          Reasons.MEMBER_REMOVED_BUT_RUNNING,
                          "member %s (%s) was removed from the cluster but still runs and serves old data"
                              .formatted(member.label(), member.id()))
                      .member(member.label())
                      .value(member.id())
                      .remedy("stop that process and take its address from the clients")
                      .at(facts.now())));
    }
  }

  private static void expected(RoundFacts facts, List<Finding> findings) {
    Expected expected = facts.limits().expected();
    if (expected.members().isPresent()
        && facts.trusted().isPresent()
        && expected.members().getAsInt() != facts.members().size()) {
      findings.add(
          finding(
                  Severity.WARNING,
                  Reasons.UNEXPECTED_MEMBER_COUNT,
                  "the cluster has %s, %d are expected"
                      .formatted(
                          Words.count(facts.members().size(), "member"),
                          expected.members().getAsInt()))
              .value(facts.members().size())
              .threshold(expected.members().getAsInt())
              .remedy("add or remove members, or correct expected.members")
              .at(facts.now()));
    }
    if (expected.clusterId().isPresent()
        && facts.clusterId().isPresent()
        && !expected.clusterId().equals(facts.clusterId())) {
      findings.add(
          finding(
                  Severity.CRITICAL,
                  Reasons.CLUSTER_ID_MISMATCH,
                  "the endpoints lead to cluster %s, %s is expected"
                      .formatted(facts.clusterId().get(), expected.clusterId().get()))
              .value(facts.clusterId().get())
              .threshold(expected.clusterId().get())
              .remedy("correct the endpoints, or expected.clusterID")
              .at(facts.now()));
    }
  }

  private static List<String> difference(MemberList trusted, MemberList other) {
    Map<String, MemberList.Member> here = byId(trusted);
    Map<String, MemberList.Member> there = byId(other);
    List<String> differences = new ArrayList<>();
    Set<String> all = new TreeSet<>(here.keySet());
    all.addAll(there.keySet());
    for (String id : all) {
      MemberList.Member a = here.get(id);
      MemberList.Member b = there.get(id);
      if (b == null) {
        differences.add("it misses " + name(a));
      } else if (a == null) {
        differences.add("it still has " + name(b));
      } else if (a.learner() != b.learner()) {
        differences.add(
            "it takes %s for a %s".formatted(name(b), b.learner() ? "learner" : "voter"));
      } else if (!Set.copyOf(a.clientUrls()).equals(Set.copyOf(b.clientUrls()))
          || !Set.copyOf(a.peerUrls()).equals(Set.copyOf(b.peerUrls()))) {
        differences.add("it has other URLs for " + name(b));
      }
    }
    return differences;
  }

  private static Map<String, MemberList.Member> byId(MemberList list) {
    Map<String, MemberList.Member> members = new TreeMap<>();
    list.members().forEach(m -> members.put(m.id(), m));
    return members;
  }

  private static String name(MemberList.Member member) {
    return member.name().isEmpty() ? member.id() : member.name();
  }
}
