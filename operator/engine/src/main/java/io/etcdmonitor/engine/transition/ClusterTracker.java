package io.etcdmonitor.engine.transition;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What is told of a cluster and its members. */
final class ClusterTracker {
  private ClusterTracker() {}

  static SeenCluster next(SeenCluster before, InspectionResult now, Teller teller) {
    if (now.observation().isEmpty()) {
      return before;
    }
    ClusterObservation seen = now.observation().get();
    boolean unreachable = unreachable(before, seen, now, teller);
    Optional<String> clusterId = clusterId(before, seen, teller);
    boolean quorumLost = quorum(before, seen, now, teller);
    Map<String, SeenCluster.Member> members = members(before, seen, teller);
    boolean noLeader = leader(before, seen, now, teller);
    return new SeenCluster(
        members,
        seen.leader().map(ClusterObservation.Leader::id).or(before::leaderId),
        clusterId,
        quorumLost,
        noLeader,
        unreachable);
  }

  /** For a cluster that never answered there are no members to speak of. */
  private static boolean unreachable(
      SeenCluster before, ClusterObservation seen, InspectionResult now, Teller teller) {
    boolean is = now.verdict() == Verdict.CRITICAL && now.reason().equals(Reasons.UNREACHABLE);
    // Members that are known from before may all be silent still.
    boolean silent = now.verdict() == Verdict.UNKNOWN || nobodyAnswers(seen);
    if (is && !before.unreachable()) {
      teller.trouble(TransitionType.MEMBER_UNREACHABLE, "", now.reason(), now.message());
    } else if (before.unreachable() && !is && !silent) {
      teller.news(TransitionType.MEMBER_RECOVERED, "", "the cluster answers: " + now.message());
    }
    return is || (before.unreachable() && silent);
  }

  private static boolean nobodyAnswers(ClusterObservation seen) {
    return !seen.members().isEmpty()
        && !seen.quorum().held()
        && seen.members().stream().noneMatch(m -> m.state().answers());
  }

  private static Optional<String> clusterId(
      SeenCluster before, ClusterObservation seen, Teller teller) {
    if (seen.clusterId().isPresent()
        && before.clusterId().isPresent()
        && !seen.clusterId().equals(before.clusterId())) {
      teller.trouble(
          TransitionType.CLUSTER_ID_CHANGED,
          "",
          Reasons.CLUSTER_ID_MISMATCH,
          "another cluster answers: cluster ID was %s and is %s"
              .formatted(before.clusterId().get(), seen.clusterId().get()));
    }
    return seen.clusterId().or(before::clusterId);
  }

  private static boolean quorum(
      SeenCluster before, ClusterObservation seen, InspectionResult now, Teller teller) {
    if (seen.quorum().voters() == 0) {
      return before.quorumLost();
    }
    if (!seen.quorum().held()) {
      // Members that could not be looked at may well be healthy: only a verdict says that it is
      // lost.
      boolean certain = now.verdict() == Verdict.CRITICAL;
      if (certain && !before.quorumLost()) {
        teller.trouble(TransitionType.QUORUM_LOST, "", now.reason(), now.message());
      }
      return certain || before.quorumLost();
    }
    if (before.quorumLost() && seen.quorum().partlySeen()) {
      teller.news(
          TransitionType.QUORUM_RESTORED,
          "",
          "a linearizable read was served; only %d of %d voting members are seen serving"
              .formatted(seen.quorum().healthy(), seen.quorum().voters()));
    } else if (before.quorumLost()) {
      teller.news(
          TransitionType.QUORUM_RESTORED,
          "",
          "%d of %d voting members are healthy, %d are needed"
              .formatted(seen.quorum().healthy(), seen.quorum().voters(), seen.quorum().needed()));
    }
    return false;
  }

  private static boolean leader(
      SeenCluster before, ClusterObservation seen, InspectionResult now, Teller teller) {
    if (seen.leader().isPresent()) {
      ClusterObservation.Leader leader = seen.leader().get();
      if (before.leaderId().isPresent() && !before.leaderId().get().equals(leader.id())) {
        teller.news(
            TransitionType.LEADER_CHANGED,
            leader.name(),
            "%s leads in term %d".formatted(nameOf(leader), leader.term()));
      } else if (before.noLeader()) {
        teller.news(
            TransitionType.LEADER_CHANGED,
            leader.name(),
            "there is a leader again: %s, term %d".formatted(nameOf(leader), leader.term()));
      }
      return false;
    }
    boolean someoneSaysSo = seen.members().stream().anyMatch(m -> m.raftTerm().isPresent());
    if (someoneSaysSo && now.verdict() == Verdict.CRITICAL) {
      if (!before.noLeader()) {
        teller.trouble(TransitionType.NO_LEADER, "", Reasons.NO_LEADER, "no member sees a leader");
      }
      return true;
    }
    return before.noLeader();
  }

  private static String nameOf(ClusterObservation.Leader leader) {
    return leader.name().isEmpty() ? leader.id() : leader.name();
  }

  private static Map<String, SeenCluster.Member> members(
      SeenCluster before, ClusterObservation seen, Teller teller) {
    boolean first = before.members().isEmpty();
    Map<String, SeenCluster.Member> next = new LinkedHashMap<>();
    for (MemberObservation member : seen.members()) {
      SeenCluster.Member was = before.members().get(member.id());
      if (was == null && !first) {
        teller.news(TransitionType.MEMBER_ADDED, member.label(), added(member));
      }
      if (was != null && !was.voter() && member.voter()) {
        teller.news(
            TransitionType.MEMBER_PROMOTED,
            member.label(),
            "learner %s is a voting member now".formatted(member.label()));
      }
      state(was, member, teller);
      Optional<String> version = version(was, member, teller);
      MemberState known =
          member.state() == MemberState.UNKNOWN && was != null ? was.state() : member.state();
      next.put(member.id(), new SeenCluster.Member(member.label(), member.voter(), known, version));
    }
    if (next.isEmpty()) {
      return before.members();
    }
    before
        .members()
        .forEach((id, was) -> {
          if (!next.containsKey(id)) {
            teller.news(
                TransitionType.MEMBER_REMOVED,
                was.label(),
                "member %s (%s) is no longer in the member list".formatted(was.label(), id));
          }
        });
    return next;
  }

  private static Optional<String> version(
      SeenCluster.Member was, MemberObservation member, Teller teller) {
    Optional<String> before = was == null ? Optional.empty() : was.version();
    if (before.isPresent() && member.version().isPresent() && !before.equals(member.version())) {
      teller.news(
          TransitionType.VERSION_CHANGED,
          member.label(),
          "member %s runs etcd %s, before it was %s"
              .formatted(member.label(), member.version().get(), before.get()));
    }
    return member.version().or(() -> before);
  }

  private static String added(MemberObservation member) {
    return "%s %s (%s) is in the member list%s"
        .formatted(
            member.voter() ? "member" : "learner",
            member.label(),
            member.id(),
            member.state() == MemberState.NOT_STARTED ? ", not started yet" : "");
  }

  /** An Event has no place for the member but its message. */
  private static void trouble(TransitionType type, MemberObservation member, Teller teller) {
    teller.trouble(
        type,
        member.label(),
        member.reason(),
        "member %s %s".formatted(member.label(), member.message()));
  }

  private static void state(SeenCluster.Member was, MemberObservation member, Teller teller) {
    MemberState before = was == null ? MemberState.UNKNOWN : was.state();
    if (member.state() == before) {
      return;
    }
    switch (member.state()) {
      case UNREACHABLE -> trouble(TransitionType.MEMBER_UNREACHABLE, member, teller);
      case UNHEALTHY -> trouble(TransitionType.MEMBER_UNHEALTHY, member, teller);
      case HEALTHY -> {
        if (before == MemberState.UNREACHABLE || before == MemberState.UNHEALTHY) {
          teller.news(
              TransitionType.MEMBER_RECOVERED,
              member.label(),
              "member %s serves again".formatted(member.label()));
        } else if (before == MemberState.NOT_STARTED) {
          teller.news(
              TransitionType.MEMBER_RECOVERED,
              member.label(),
              "member %s has started and serves".formatted(member.label()));
        }
      }
      case NOT_STARTED, UNKNOWN -> {}
    }
  }
}
