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

  /**
   * Those of some members that gave their status, the leader first.
   *
   * @param statuses by ID
   */
  public static List<ViewMember> of(
      List<ViewMember> members, Map<String, Reply<MemberStatus>> statuses) {
    return members.stream()
        .filter(m -> answered(statuses, m))
        .sorted(Comparator.comparing(m -> !statuses.get(m.id()).value().orElseThrow().leads()))
        .toList();
  }

  /** Whether a member did. What another one says that answers in its place is not about it. */
  static boolean answered(Map<String, Reply<MemberStatus>> statuses, ViewMember member) {
    return Optional.ofNullable(statuses.get(member.id()))
        .flatMap(Reply::value)
        .filter(s -> !member.identified() || s.memberId().equals(member.id()))
        .isPresent();
  }
}
