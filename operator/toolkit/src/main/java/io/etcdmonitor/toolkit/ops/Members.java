package io.etcdmonitor.toolkit.ops;

import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.MemberAddRequest;
import io.etcd.jetcd.api.MemberAddResponse;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberListResponse;
import io.etcd.jetcd.api.MemberPromoteRequest;
import io.etcd.jetcd.api.MemberPromoteResponse;
import io.etcd.jetcd.api.MemberRemoveRequest;
import io.etcd.jetcd.api.MemberRemoveResponse;
import io.etcd.jetcd.api.MemberUpdateRequest;
import io.etcd.jetcd.api.MemberUpdateResponse;
import io.etcdmonitor.etcd.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The members of the cluster. What changes them has a plan: what will happen, and whether it is
 * refused because the cluster would lose quorum. The methods that do it ask for a plan themselves
 * and throw {@link RefusedException}.
 */
public final class Members {
  private static final int LINEARIZABLE = 1;

  private final Calls calls;
  private final Endpoints endpoints;

  Members(Calls calls, Endpoints endpoints) {
    this.calls = calls;
    this.endpoints = endpoints;
  }

  /**
   * One member.
   *
   * @param name empty when it has never been started
   */
  public record Member(
      long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {
    /** Its name, else its ID. */
    public String label() {
      return (name.isEmpty() ? "the member that never started" : name) + " (" + Ids.hex(id) + ")";
    }
  }

  /** All members. */
  public record MemberList(Header header, List<Member> members) {}

  /**
   * A change of members.
   *
   * @param member the one that was added; empty for the other changes
   */
  public record Change(Header header, Optional<Member> member, List<Member> members) {}

  /** The members, through quorum (3.4: the asked member's own view). */
  public MemberList list() {
    return list(true);
  }

  /**
   * @param linearizable false: the asked member's own view, also without quorum
   */
  public MemberList list(boolean linearizable) {
    MemberListResponse answer =
        calls.read(
            ClusterGrpc.getMemberListMethod(),
            MemberListRequest.newBuilder()
                .setUnknownFields(Wire.number(LINEARIZABLE, linearizable ? 1 : 0))
                .build());
    return new MemberList(Messages.header(answer.getHeader()), members(answer.getMembersList()));
  }

  private static List<Member> members(List<io.etcd.jetcd.api.Member> members) {
    return members.stream().map(Members::member).toList();
  }

  private static Member member(io.etcd.jetcd.api.Member member) {
    return new Member(
        member.getID(),
        member.getName(),
        member.getPeerURLsList(),
        member.getClientURLsList(),
        member.getIsLearner());
  }

  /** One client URL of every started member: {@code --cluster}. */
  public List<Endpoint> clientEndpoints() {
    return list(false).members().stream()
        .flatMap(member -> member.clientUrls().stream().limit(1))
        .map(Endpoint::parse)
        .toList();
  }

  /** The members and which of them serve now. */
  public Quorum quorum() {
    List<Member> all = list(false).members();
    List<Member> serving = all.stream().parallel().filter(this::serves).toList();
    return new Quorum(all, serving.stream().map(Member::id).toList());
  }

  private boolean serves(Member member) {
    return member.clientUrls().stream()
        .map(Endpoint::parse)
        .flatMap(url -> Stream.of(endpoints.health(url)))
        // A member with an alarm still votes.
        .anyMatch(health -> health.healthy() || health.error().startsWith("Active Alarm"));
  }

  /** What adding would mean. */
  public Plan planAdd(List<String> peerUrls, boolean learner) {
    return quorum().add(peerUrls, learner);
  }

  /** Adds a member; it is to be started afterwards. */
  public Change add(List<String> peerUrls, boolean learner) {
    planAdd(peerUrls, learner).check();
    MemberAddResponse answer =
        calls.write(
            ClusterGrpc.getMemberAddMethod(),
            MemberAddRequest.newBuilder().addAllPeerURLs(peerUrls).setIsLearner(learner).build());
    return new Change(
        Messages.header(answer.getHeader()),
        Optional.of(member(answer.getMember())),
        members(answer.getMembersList()));
  }

  /** What promoting would mean. */
  public Plan planPromote(long id) {
    return quorum().promote(id);
  }

  /** Makes a learner a voter; etcd refuses one that has not caught up. */
  public Change promote(long id) {
    planPromote(id).check();
    MemberPromoteResponse answer =
        calls.write(
            ClusterGrpc.getMemberPromoteMethod(),
            MemberPromoteRequest.newBuilder().setID(id).build());
    return new Change(
        Messages.header(answer.getHeader()), Optional.empty(), members(answer.getMembersList()));
  }

  /** What changing its peer URLs would mean. */
  public Plan planUpdate(long id, List<String> peerUrls) {
    return quorum().update(id, peerUrls);
  }

  /** Changes the URLs under which the others reach a member. */
  public Change update(long id, List<String> peerUrls) {
    MemberUpdateResponse answer =
        calls.write(
            ClusterGrpc.getMemberUpdateMethod(),
            MemberUpdateRequest.newBuilder().setID(id).addAllPeerURLs(peerUrls).build());
    return new Change(
        Messages.header(answer.getHeader()), Optional.empty(), members(answer.getMembersList()));
  }

  /** What removing would mean. */
  public Plan planRemove(long id) {
    return quorum().remove(id);
  }

  /** Removes a member for good: its data directory can never be used again. */
  public Change remove(long id) {
    planRemove(id).check();
    MemberRemoveResponse answer =
        calls.write(
            ClusterGrpc.getMemberRemoveMethod(),
            MemberRemoveRequest.newBuilder().setID(id).build());
    return new Change(
        Messages.header(answer.getHeader()), Optional.empty(), members(answer.getMembersList()));
  }
}
