package io.etcdmonitor.etcd;

import java.util.List;

/**
 * The members as one member sees them (its local view: needs no quorum, may be stale).
 *
 * @param clusterId cluster ID, lower-case hex
 * @param answeredBy ID of the member that answered, lower-case hex
 * @param members the members, in etcd's order
 */
public record MemberList(String clusterId, String answeredBy, List<Member> members) {

  public MemberList {
    members = List.copyOf(members);
  }

  /**
   * One entry of the member list.
   *
   * @param id member ID, lower-case hex
   * @param name empty when the member was added but never started
   * @param peerUrls as etcd has them
   * @param clientUrls as advertised; empty when never started
   * @param learner whether it is a learner
   */
  public record Member(
      String id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {

    public Member {
      peerUrls = List.copyOf(peerUrls);
      clientUrls = List.copyOf(clientUrls);
    }

    /** Whether the member was added but has never started. */
    public boolean notStarted() {
      return name.isEmpty() && clientUrls.isEmpty();
    }
  }
}
