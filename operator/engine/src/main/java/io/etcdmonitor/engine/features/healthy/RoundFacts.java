package io.etcdmonitor.engine.features.healthy;

import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.view.Responders;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one round saw, for the judges.
 *
 * @param now time of the round
 * @param members of the list to believe; the last known ones, or the seeds, when nobody gave a list
 * @param unlisted that are in no believed list, but were known or are in somebody's list
 * @param trusted the list to believe
 * @param lists everybody's list, by who gave it
 * @param statuses by member
 * @param reads by member
 * @param seeds replies of the seeds, by URL
 * @param detours members reached through a seed only
 * @param refused members that are not asked on what they advertise
 * @param silences members that give no answer while another one does on a URL that they share
 * @param limits thresholds and expectations
 */
record RoundFacts(
    Instant now,
    List<ViewMember> members,
    List<ViewMember> unlisted,
    Optional<MemberList> trusted,
    Map<String, MemberList> lists,
    Map<String, Reply<MemberStatus>> statuses,
    Map<String, Reply<Long>> reads,
    Map<String, Reply<MemberList>> seeds,
    Map<String, String> detours,
    Set<String> refused,
    Map<String, EtcdFailure> silences,
    Limits limits) {

  /** What the owner set. */
  record Limits(Thresholds thresholds, Expected expected) {}

  RoundFacts {
    members = List.copyOf(members);
    unlisted = List.copyOf(unlisted);
    lists = Map.copyOf(lists);
    statuses = Map.copyOf(statuses);
    reads = Map.copyOf(reads);
    seeds = Map.copyOf(seeds);
    detours = Map.copyOf(detours);
    refused = Set.copyOf(refused);
    silences = Map.copyOf(silences);
  }

  /** A member's status, if it answered and is who it should be. */
  Optional<MemberStatus> status(ViewMember member) {
    return Optional.ofNullable(statuses.get(member.id()))
        .flatMap(Reply::value)
        .filter(s -> is(member, s));
  }

  /** Whether who answered is this member. */
  boolean is(ViewMember member, MemberStatus status) {
    return Responders.is(member, status, trusted.map(MemberList::clusterId));
  }

  /** Whether it served a read; who may not read was served, too: the refusal came of serving. */
  boolean served(ViewMember member) {
    Reply<Long> read = reads.get(member.id());
    return read != null
        && (read.ok()
            || read.failure().filter(f -> f.cause() == FailureCause.PERMISSION_DENIED).isPresent());
  }

  /**
   * Who served a read that only a quorum allows, if anybody did. etcd answers a linearizable read
   * when a majority of the voters has acknowledged the leader for it (ReadIndex, {@code
   * linearizableReadNotify} in etcd's {@code v3_server.go}), and asks for permission after that.
   */
  Optional<String> quorumProvenBy() {
    return members.stream().flatMap(m -> proof(m).stream()).findFirst();
  }

  /** What answers on its address is any member of this cluster: all of them need the quorum. */
  private Optional<String> proof(ViewMember member) {
    if (!served(member)) {
      return Optional.empty();
    }
    Optional<MemberStatus> answer =
        Optional.ofNullable(statuses.get(member.id())).flatMap(Reply::value);
    if (answer.isEmpty()) {
      return Optional.of(member.label()).filter(label -> voter(member));
    }
    // A learner's read was serializable; a status without leader is newer than the read.
    return answer
        .filter(s -> !s.learner() && s.leaderId().isPresent())
        .filter(s -> clusterId().equals(Optional.of(s.clusterId())))
        .map(s -> label(s.memberId()));
  }

  /** Whether it was asked in vain: no connection, no answer, none that we may see, or another's. */
  boolean away(ViewMember member) {
    return statuses.containsKey(member.id()) && status(member).isEmpty();
  }

  /** Whether it votes: the believed list says so, or the member itself where there is no list. */
  boolean voter(ViewMember member) {
    return trusted.isPresent()
        ? !member.learner()
        : status(member).map(s -> !s.learner()).orElse(!member.learner());
  }

  /** The cluster's ID: the believed list's, or what a member says of itself. */
  Optional<String> clusterId() {
    return trusted
        .map(MemberList::clusterId)
        .or(() ->
            members.stream()
                .flatMap(m -> status(m).stream())
                .findFirst()
                .map(MemberStatus::clusterId));
  }

  /** A member's name for people. */
  String label(String id) {
    return member(id).map(ViewMember::label).orElse(id);
  }

  Optional<ViewMember> member(String id) {
    return members.stream().filter(m -> m.id().equals(id)).findFirst();
  }
}
