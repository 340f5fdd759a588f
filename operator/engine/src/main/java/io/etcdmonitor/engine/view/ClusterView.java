package io.etcdmonitor.engine.view;

import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One round's reads of a cluster: each is made at most once, members in parallel, every call with a
 * deadline. Features due together share them. Methods block (virtual threads) and never throw for
 * what the cluster does. Thread-safe.
 */
public interface ClusterView {

  /**
   * The members to look at: those of the member lists that answered (known members first, then the
   * seeds), merged by ID; the ones last known when nobody answered; entries made from the seeds
   * when none were ever known.
   */
  List<ViewMember> members();

  /** The ID of the cluster that is watched; empty when nobody gave a list. */
  Optional<String> clusterId();

  /**
   * Whether these members are those that a former process wrote down, looked for where they were:
   * no member list was read since. Whoever answers is there; that the others are members still is
   * not known.
   */
  boolean recalled();

  /**
   * The members, the leader first, of the last round after which nothing was in doubt: all were
   * listed, and each gave its status where it says that it is. For features that get proof of life
   * with what they read and need no word of the others; nothing is asked. {@link #client} of such a
   * member asks nothing either.
   *
   * @param atMost how old that round may be
   * @return empty when there was none, or when a later round has left something in doubt
   */
  Optional<List<ViewMember>> settled(Duration atMost);

  /**
   * Each member list that was given, by ID of the member that gave it: for one-sided views of the
   * membership.
   */
  Map<String, MemberList> memberLists();

  /** Status of every member that has an address, keyed by {@link ViewMember#id}. */
  Map<String, Reply<MemberStatus>> statuses();

  /**
   * A read on every member that has an address: linearizable on voters, serializable on learners.
   * Permission denied comes back as the failure it is; callers count it as served.
   */
  Map<String, Reply<Long>> reads();

  /** Alarms from the first healthy member that answers; the failures of all when none does. */
  Reply<List<Alarm>> alarms();

  /** For calls of one feature only (hashes, pages). */
  MemberClient client(ViewMember member);

  /** Replies of the seeds that were asked for a member list in this round, by URL. */
  Map<String, Reply<MemberList>> seedReplies();

  /**
   * The member list to believe: of the cluster most members belong to, given by the member with the
   * highest raft term, then by most members, then by the most advanced one; empty when nobody gave
   * one.
   */
  Optional<MemberList> trustedList();

  /**
   * Members that did not answer on the URLs they advertise, or are not asked there, but answer
   * through a seed: ID to the seed's URL. {@link #client}, {@link #statuses} and {@link #reads}
   * take the seed for them.
   */
  Map<String, String> detours();

  /**
   * Members that are not asked on what they advertise, because it is plain text and TLS is set up;
   * by ID. Those that are among the {@link #detours} are seen all the same.
   */
  Set<String> refused();

  /** Whether a member is asked over TLS: on a URL that it advertises, or on its detour. */
  default boolean overTls(ViewMember member) {
    return member.endpoints().stream().anyMatch(Endpoint::tls)
        || detours().getOrDefault(member.id(), "").startsWith("https:");
  }

  /**
   * Members in whose place another one answers, on a URL that they share, while a URL of their own
   * gives no answer: ID to how that failed.
   */
  Map<String, EtcdFailure> silences();

  /**
   * Asks one member for its status again, past the cache: for looking twice at something that may
   * be passing. Use it for members in doubt only.
   */
  Reply<MemberStatus> freshStatus(ViewMember member);

  /** Reads once more from one member, past the cache, as {@link #reads} does. */
  Reply<Long> freshRead(ViewMember member);
}
