package io.etcdmonitor.engine.view;

import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Members that do not answer on what they advertise, in whose place another one does, or that are
 * not asked there because it is plain text: each is alive if it answers elsewhere.
 *
 * @param taken where those were found that were, by ID
 * @param refused those that are not asked on what they advertise, found or not; by ID
 * @param silences how a URL of its own failed, for those that were not found because another one
 *     answers on a further URL that it shares with them; by ID
 */
record Detours(
    Map<String, Endpoint> taken, Set<String> refused, Map<String, EtcdFailure> silences) {

  private record Way(String member, Endpoint url) {}

  Detours {
    taken = Map.copyOf(taken);
    refused = Set.copyOf(refused);
    silences = Map.copyOf(silences);
  }

  /**
   * Looks for them.
   *
   * @param roster knows who answered where so far
   * @param replies of their statuses; those that are found this way are put there
   */
  static Detours look(
      ClusterConnection connection,
      Duration perCall,
      Discovery.Found round,
      Roster roster,
      Map<String, Reply<MemberStatus>> replies) {
    Set<String> refused = new HashSet<>();
    replies.forEach((id, reply) -> {
      if (refused(reply)) {
        refused.add(id);
      }
    });
    Map<Way, CompletableFuture<Reply<MemberStatus>>> calls = new LinkedHashMap<>();
    for (ViewMember member : round.members()) {
      Set<Endpoint> urls =
          refused.contains(member.id())
              ? alone(connection.spec().seeds(), round, roster, member)
              : elsewhere(round, replies, member);
      for (Endpoint url : urls) {
        calls.put(new Way(member.id(), url), connection.member(List.of(url)).status(perCall));
      }
    }
    Map<String, Endpoint> taken = new HashMap<>();
    Answers answers = new Answers(round, roster, refused, replies, taken);
    Map<Way, CompletableFuture<Reply<MemberStatus>>> again = new LinkedHashMap<>();
    Map<Way, Reply<MemberStatus>> all = Calls.awaitAll(calls);
    all.forEach(answers::arrive);
    all.forEach((way, reply) -> {
      if (DefaultClusterView.isLost(reply) && !taken.containsKey(way.member())) {
        again.put(way, connection.member(List.of(way.url())).status(perCall));
      }
    });
    Map<Way, Reply<MemberStatus>> second = Calls.awaitAll(again);
    second.forEach(answers::arrive);
    all.putAll(second);
    for (ViewMember member : round.members()) {
      Endpoint way = taken.get(member.id());
      if (way != null && member.endpoints().contains(way)) {
        connection.prefer(member.endpoints(), way);
      }
    }
    return new Detours(taken, refused, silences(round, all, taken));
  }

  /** What comes back on the ways, and what follows from it. */
  private record Answers(
      Discovery.Found round,
      Roster roster,
      Set<String> refused,
      Map<String, Reply<MemberStatus>> replies,
      Map<String, Endpoint> taken) {
    void arrive(Way way, Reply<MemberStatus> reply) {
      Optional<String> who =
          reply
              .value()
              .filter(s -> Responders.inCluster(s, round.clusterId()))
              .map(MemberStatus::memberId);
      who.ifPresent(id -> roster.saw(way.url(), id));
      boolean found = who.filter(way.member()::equals).isPresent();
      if (refused.contains(way.member()) && roster.shared(way.url())) {
        // Before several members each call may lead to another one: what is Unknown stays so.
        return;
      }
      if (found && taken.putIfAbsent(way.member(), way.url()) == null) {
        replies.put(way.member(), reply);
      } else if (refused.contains(way.member())
          && !reply.ok()
          && !taken.containsKey(way.member())) {
        // How its own way fails tells more than that there is no other.
        replies.put(way.member(), reply);
      }
    }
  }

  /**
   * Where a member that is refused may be: on a seed that leads to it alone, or did before that was
   * silent.
   */
  private static Set<Endpoint> alone(
      List<Endpoint> seeds, Discovery.Found round, Roster roster, ViewMember member) {
    Endpoint seed = round.seedOf().get(member.id());
    return (seed == null ? roster.own(member.id()) : List.of(seed))
        .stream()
            .filter(way -> seeds.contains(way) && !roster.shared(way))
            .filter(way -> !member.endpoints().contains(way))
            .collect(Collectors.toSet());
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

  private static boolean refused(Reply<?> reply) {
    return reply.failure().filter(f -> f.cause() == FailureCause.PLAIN_TEXT_REFUSED).isPresent();
  }

  private static boolean unreachable(Reply<?> reply) {
    return reply.failure().filter(f -> f.cause().unreachable()).isPresent();
  }
}
