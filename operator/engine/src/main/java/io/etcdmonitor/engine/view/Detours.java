package io.etcdmonitor.engine.view;

import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Members that do not answer on what they advertise, or in whose place another one does: each is
 * alive if it answers elsewhere.
 *
 * @param taken where those were found that were, by ID
 * @param silences how a URL of its own failed, for those that were not found because another one
 *     answers on a further URL that it shares with them; by ID
 */
record Detours(Map<String, Endpoint> taken, Map<String, EtcdFailure> silences) {

  private record Way(String member, Endpoint url) {}

  Detours {
    taken = Map.copyOf(taken);
    silences = Map.copyOf(silences);
  }

  /**
   * Looks for them.
   *
   * @param replies of their statuses; those that are found this way are put there
   */
  static Detours look(
      ClusterConnection connection,
      Duration perCall,
      Discovery.Found round,
      Map<String, Reply<MemberStatus>> replies) {
    Map<Way, CompletableFuture<Reply<MemberStatus>>> calls = new LinkedHashMap<>();
    for (ViewMember member : round.members()) {
      for (Endpoint url : elsewhere(round, replies, member)) {
        calls.put(new Way(member.id(), url), connection.member(List.of(url)).status(perCall));
      }
    }
    Map<String, Endpoint> taken = new HashMap<>();
    Map<Way, CompletableFuture<Reply<MemberStatus>>> again = new LinkedHashMap<>();
    Map<Way, Reply<MemberStatus>> all = Calls.awaitAll(calls);
    all.forEach((way, reply) -> arrive(round, way, reply, replies, taken));
    all.forEach((way, reply) -> {
      if (DefaultClusterView.isLost(reply) && !taken.containsKey(way.member())) {
        again.put(way, connection.member(List.of(way.url())).status(perCall));
      }
    });
    Map<Way, Reply<MemberStatus>> second = Calls.awaitAll(again);
    second.forEach((way, reply) -> arrive(round, way, reply, replies, taken));
    all.putAll(second);
    for (ViewMember member : round.members()) {
      Endpoint way = taken.get(member.id());
      if (way != null && member.endpoints().contains(way)) {
        connection.prefer(member.endpoints(), way);
      }
    }
    return new Detours(taken, silences(round, all, taken));
  }

  private static void arrive(
      Discovery.Found round,
      Way way,
      Reply<MemberStatus> reply,
      Map<String, Reply<MemberStatus>> replies,
      Map<String, Endpoint> taken) {
    boolean arrived =
        reply
            .value()
            .filter(s -> s.memberId().equals(way.member()))
            .filter(s -> Responders.inCluster(s, round.clusterId()))
            .isPresent();
    if (arrived && taken.putIfAbsent(way.member(), way.url()) == null) {
      replies.put(way.member(), reply);
    }
  }

  /**
   * Where else a member may be: on a seed, and where another one answered in its place (on the
   * localhost that both advertise, or the Service of all, for example) on each URL of its own, for
   * the first that answers ends a call.
   */
  private static Set<Endpoint> elsewhere(
      Discovery.Found round, Map<String, Reply<MemberStatus>> replies, ViewMember member) {
    Reply<MemberStatus> reply = replies.get(member.id());
    boolean another =
        reply != null && reply.ok() && !Responders.answered(replies, member, round.clusterId());
    Set<Endpoint> urls = new LinkedHashSet<>();
    if (another && member.endpoints().size() > 1) {
      urls.addAll(member.endpoints());
    }
    Endpoint seed = round.seedOf().get(member.id());
    boolean failed = reply == null || unreachable(reply);
    if (seed != null && (failed || another) && !member.endpoints().contains(seed)) {
      urls.add(seed);
    }
    return urls;
  }

  private static Map<String, EtcdFailure> silences(
      Discovery.Found round, Map<Way, Reply<MemberStatus>> all, Map<String, Endpoint> taken) {
    Map<String, EtcdFailure> silences = new HashMap<>();
    for (ViewMember member : round.members()) {
      for (Endpoint url : member.endpoints()) {
        Reply<MemberStatus> reply = all.get(new Way(member.id(), url));
        if (reply != null && unreachable(reply) && !taken.containsKey(member.id())) {
          silences.putIfAbsent(member.id(), reply.failure().orElseThrow());
        }
      }
    }
    return silences;
  }

  private static boolean unreachable(Reply<?> reply) {
    return reply.failure().filter(f -> f.cause().unreachable()).isPresent();
  }
}
