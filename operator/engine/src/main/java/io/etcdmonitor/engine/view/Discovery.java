package io.etcdmonitor.engine.view;

import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Finds a cluster's members from the local views of those already known and of the seeds. */
final class Discovery {
  private final ClusterConnection connection;
  private final Roster roster;
  private final Optional<String> expectedClusterId;
  private final Duration perCall;

  Discovery(
      ClusterConnection connection,
      Roster roster,
      Optional<String> expectedClusterId,
      Duration perCall) {
    this.connection = connection;
    this.roster = roster;
    this.expectedClusterId = expectedClusterId;
    this.perCall = perCall;
  }

  /**
   * What a round found.
   *
   * @param members to look at
   * @param lists of the watched cluster, by who gave them
   * @param clusterId of the watched cluster
   * @param seedReplies by URL, those of other clusters included
   * @param seedOf for members that answer on a seed: that seed
   * @param early statuses already asked for, side by side with the lists
   */
  record Found(
      List<ViewMember> members,
      Map<String, MemberList> lists,
      Optional<String> clusterId,
      Map<String, Reply<MemberList>> seedReplies,
      Map<String, Endpoint> seedOf,
      Map<List<Endpoint>, CompletableFuture<Reply<MemberStatus>>> early) {}

  Found find() {
    roster.seeds(connection.spec().seeds());
    Map<List<Endpoint>, CompletableFuture<Reply<MemberList>>> calls = new LinkedHashMap<>();
    Map<List<Endpoint>, CompletableFuture<Reply<MemberStatus>>> early = new LinkedHashMap<>();
    for (ViewMember member : roster.known()) {
      if (member.identified() && !member.endpoints().isEmpty()) {
        MemberClient client = connection.member(member.endpoints());
        early.put(member.endpoints(), client.status(perCall));
        if (!member.learner()) {
          calls.put(member.endpoints(), client.memberList(perCall));
        }
      }
    }
    Set<Endpoint> asked = new HashSet<>();
    early.keySet().forEach(asked::addAll);
    for (Endpoint seed : connection.spec().seeds()) {
      if (!asked.contains(seed)) {
        calls.put(List.of(seed), connection.member(List.of(seed)).memberList(perCall));
      }
    }
    return evaluate(Calls.awaitAll(calls), early);
  }

  private Found evaluate(
      Map<List<Endpoint>, Reply<MemberList>> replies,
      Map<List<Endpoint>, CompletableFuture<Reply<MemberStatus>>> early) {
    Map<String, Reply<MemberList>> seedReplies = new LinkedHashMap<>();
    Optional<String> clusterId =
        Trust.clusterId(deciding(replies), expectedClusterId, roster.clusterId());
    Map<String, MemberList> lists = new LinkedHashMap<>();
    Map<String, Endpoint> seedOf = new LinkedHashMap<>();
    replies.forEach((urls, reply) -> {
      for (Endpoint url : urls) {
        if (connection.spec().seeds().contains(url)) {
          seedReplies.put(url.toString(), reply);
          reply
              .value()
              .filter(l -> clusterId.equals(Optional.of(l.clusterId())))
              .ifPresent(l -> {
                roster.saw(url, l.answeredBy());
                seedOf.merge(l.answeredBy(), url, this::own);
              });
        }
      }
      reply
          .value()
          .filter(l -> clusterId.equals(Optional.of(l.clusterId())))
          .ifPresent(l -> lists.putIfAbsent(l.answeredBy(), l));
    });
    learners(replies, clusterId, seedOf, early);
    List<ViewMember> members = merge(lists, clusterId);
    Found found = new Found(members, lists, clusterId, seedReplies, seedOf, early);
    if (!lists.isEmpty()) {
      roster.learn(members, clusterId);
    }
    retain(members);
    return found;
  }

  /** Of two seeds that lead to a member the one that leads to it alone. */
  private Endpoint own(Endpoint seed, Endpoint other) {
    return roster.shared(seed) ? other : seed;
  }

  /**
   * The lists that say which cluster is watched: all of them, unless a Service leads elsewhere now.
   * Most that it lists are of another cluster then, and none is of the one before, whose members
   * may live on: they have no say, unless theirs is the expected one.
   */
  private List<MemberList> deciding(Map<List<Endpoint>, Reply<MemberList>> replies) {
    List<MemberList> all =
        replies.values().stream().flatMap(reply -> reply.value().stream()).toList();
    if (connection.spec().directory().isEmpty()) {
      return all;
    }
    List<Endpoint> seeds = connection.spec().seeds();
    List<MemberList> listed =
        seeds.stream()
            .flatMap(seed ->
                replies.entrySet().stream()
                    .filter(e -> e.getKey().contains(seed))
                    .flatMap(e -> e.getValue().value().stream())
                    .limit(1))
            .toList();
    boolean elsewhere =
        listed.size() * 2 > seeds.size()
            && !names(listed, roster.clusterId())
            && !names(all, expectedClusterId);
    return elsewhere ? listed : all;
  }

  private static boolean names(List<MemberList> lists, Optional<String> clusterId) {
    return lists.stream().anyMatch(list -> clusterId.equals(Optional.of(list.clusterId())));
  }

  /** A learner gives no list; its status says who it is. */
  private void learners(
      Map<List<Endpoint>, Reply<MemberList>> replies,
      Optional<String> clusterId,
      Map<String, Endpoint> seedOf,
      Map<List<Endpoint>, CompletableFuture<Reply<MemberStatus>>> early) {
    replies.forEach((urls, reply) -> {
      if (reply.failure().filter(f -> f.cause() == FailureCause.LEARNER).isPresent()) {
        CompletableFuture<Reply<MemberStatus>> call =
            early.computeIfAbsent(urls, u -> connection.member(u).status(perCall));
        Calls.await(call)
            .value()
            .filter(s -> clusterId.isEmpty() || clusterId.get().equals(s.clusterId()))
            .ifPresent(s -> seedOf.putIfAbsent(s.memberId(), urls.get(0)));
      }
    });
  }

  private List<ViewMember> merge(Map<String, MemberList> lists, Optional<String> clusterId) {
    Map<String, ViewMember> members = new LinkedHashMap<>();
    for (MemberList list : lists.values()) {
      for (MemberList.Member entry : list.members()) {
        ViewMember member = toMember(entry);
        // A list that is behind may not know a new member's name or addresses yet.
        members.merge(entry.id(), member, (a, b) -> a.endpoints().isEmpty() ? b : a);
      }
    }
    if (members.isEmpty()) {
      return roster.known().isEmpty() ? seeds() : roster.known();
    }
    if (clusterId.equals(roster.clusterId()) || roster.clusterId().isEmpty()) {
      // One that is in no list any more is looked at once more: it may be removed and still
      // running.
      roster.known().forEach(former -> members.putIfAbsent(former.id(), former));
    }
    return List.copyOf(members.values());
  }

  private ViewMember toMember(MemberList.Member entry) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String url : entry.clientUrls()) {
      ViewMember.dialable(url).map(connection::reachable).ifPresent(endpoints::add);
    }
    return new ViewMember(
        entry.id(),
        entry.name(),
        endpoints.stream().distinct().toList(),
        entry.clientUrls(),
        entry.learner(),
        entry.notStarted(),
        true);
  }

  private List<ViewMember> seeds() {
    return connection.spec().seeds().stream()
        .distinct()
        .map(seed ->
            new ViewMember(
                seed.toString(), "", List.of(seed), List.of(seed.toString()), false, false, false))
        .toList();
  }

  private void retain(List<ViewMember> members) {
    Set<List<Endpoint>> channels = new HashSet<>();
    members.stream().map(ViewMember::endpoints).filter(e -> !e.isEmpty()).forEach(channels::add);
    connection.spec().seeds().forEach(seed -> channels.add(List.of(seed)));
    if (!channels.equals(roster.retained())) {
      connection.retain(channels);
      roster.retain(channels);
    }
  }
}
