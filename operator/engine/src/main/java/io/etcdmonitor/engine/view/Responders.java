package io.etcdmonitor.engine.view;

import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Members that gave their status. Pure. */
public final class Responders {
  private Responders() {}

  /** Those of a round that gave their status, the leader first. */
  public static List<ViewMember> of(ClusterView view) {
    return of(view.members(), view.statuses(), view.clusterId());
  }

  /**
   * Those of some members that gave their status, the leader first.
   *
   * @param statuses by ID
   * @param cluster that is watched, where it is known
   */
  static List<ViewMember> of(
      List<ViewMember> members,
      Map<String, Reply<MemberStatus>> statuses,
      Optional<String> cluster) {
    return members.stream()
        .filter(m -> answered(statuses, m, cluster))
        .sorted(Comparator.comparing(m -> !statuses.get(m.id()).value().orElseThrow().leads()))
        .toList();
  }

  /** Whether a member did. What another one says that answers in its place is not about it. */
  static boolean answered(
      Map<String, Reply<MemberStatus>> statuses, ViewMember member, Optional<String> cluster) {
    return Optional.ofNullable(statuses.get(member.id()))
        .flatMap(Reply::value)
        .filter(s -> is(member, s, cluster))
        .isPresent();
  }

  /**
   * Whether who answered is this member. A member ID comes of the peer URL and the cluster's token:
   * a member that was started as a cluster of its own may have the one that it had.
   *
   * @param cluster that is watched, where it is known
   */
  public static boolean is(ViewMember member, MemberStatus status, Optional<String> cluster) {
    return !member.identified()
        || (status.memberId().equals(member.id()) && inCluster(status, cluster));
  }

  /** Whether nothing says that who answered is of another cluster than this one. */
  public static boolean inCluster(MemberStatus status, Optional<String> cluster) {
    return cluster
        .filter(id -> !id.isEmpty() && !status.clusterId().isEmpty())
        .filter(id -> !id.equals(status.clusterId()))
        .isEmpty();
  }
}
