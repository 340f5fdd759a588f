package io.etcdmonitor.engine.view;

import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.MemberStatus;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which of several answers to believe. Pure. */
final class Trust {
  private Trust() {}

  /**
   * The ID of the cluster that is watched: the expected one where somebody belongs to it, else the
   * one most answers name, else the one known before, else the first.
   */
  static Optional<String> clusterId(
      Collection<MemberList> lists, Optional<String> expected, Optional<String> before) {
    Map<String, Integer> votes = new HashMap<>();
    lists.forEach(list -> votes.merge(list.clusterId(), 1, Integer::sum));
    if (expected.isPresent() && votes.containsKey(expected.get())) {
      return expected;
    }
    int most = votes.values().stream().mapToInt(v -> v).max().orElse(0);
    List<String> leading =
        lists.stream()
            .map(MemberList::clusterId)
            .filter(id -> votes.get(id) == most)
            .distinct()
            .toList();
    return before.filter(leading::contains).or(() -> leading.stream().findFirst());
  }

  /**
   * The list to believe: the highest raft term knows the newest membership; within a term most
   * members; then the most advanced one.
   */
  static Optional<MemberList> list(
      Collection<MemberList> lists, Map<String, MemberStatus> statuses) {
    Map<Object, Integer> votes = new HashMap<>();
    lists.forEach(list -> votes.merge(content(list), 1, Integer::sum));
    return lists.stream()
        .max(
            Comparator.<MemberList>comparingLong(l -> term(l, statuses))
                .thenComparingInt(l -> votes.get(content(l)))
                .thenComparingLong(l -> applied(l, statuses))
                .thenComparing(MemberList::answeredBy, Comparator.reverseOrder()));
  }

  /** Two lists with the same content say the same. */
  static Object content(MemberList list) {
    return list.members().stream().sorted(Comparator.comparing(MemberList.Member::id)).toList();
  }

  private static long term(MemberList list, Map<String, MemberStatus> statuses) {
    MemberStatus status = statuses.get(list.answeredBy());
    // A member that sees no leader has not heard of the newest membership, whatever its term.
    return status == null || status.leaderId().isEmpty() ? -1 : status.raftTerm();
  }

  private static long applied(MemberList list, Map<String, MemberStatus> statuses) {
    MemberStatus status = statuses.get(list.answeredBy());
    return status == null ? -1 : status.raftAppliedIndex();
  }
}
