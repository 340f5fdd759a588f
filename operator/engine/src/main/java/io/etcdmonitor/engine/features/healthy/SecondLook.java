package io.etcdmonitor.engine.features.healthy;

import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.view.Calls;
import io.etcdmonitor.engine.view.ClusterView;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Looks again at what may be passing: an election, a change of membership or a hiccup catches
 * members at different moments, and no alarm may come of that.
 */
final class SecondLook {
  /** Long enough for an election among members that reach each other (default time-out 1 s). */
  private static final Duration PASSING = Duration.ofMillis(1200);

  private static final Duration CALL = Duration.ofSeconds(2);

  private final InspectionContext context;
  private final ClusterView view;

  SecondLook(InspectionContext context) {
    this.context = context;
    this.view = context.view();
  }

  RoundFacts confirm(RoundFacts first) {
    RoundFacts facts = slowReads(first);
    boolean leaderInDoubt = !LeaderJudge.inDoubt(facts).isEmpty();
    boolean membershipInDoubt = !MembershipJudge.inDoubt(facts).isEmpty();
    boolean leaderMissing = leaderMissing(facts);
    if (!leaderInDoubt && !membershipInDoubt && !leaderMissing) {
      return facts;
    }
    if (!context.pause(PASSING)) {
      return facts;
    }
    facts = freshStatuses(facts);
    if (leaderMissing) {
      facts = freshReads(facts);
    }
    return membershipInDoubt ? freshLists(facts) : facts;
  }

  /** Members answer but none sees a leader: most likely an election is under way. */
  private static boolean leaderMissing(RoundFacts facts) {
    List<MemberStatus> answers =
        facts.members().stream().flatMap(m -> facts.status(m).stream()).toList();
    return !answers.isEmpty() && answers.stream().allMatch(s -> s.leaderId().isEmpty());
  }

  private RoundFacts slowReads(RoundFacts facts) {
    Duration limit = facts.limits().thresholds().latency();
    Map<String, Reply<Long>> reads = new HashMap<>(facts.reads());
    for (ViewMember member : facts.members()) {
      Reply<Long> read = reads.get(member.id());
      if (read != null && read.ok() && read.latency().compareTo(limit) > 0) {
        Reply<Long> again = view.freshRead(member);
        if (again.ok() && again.latency().compareTo(read.latency()) < 0) {
          reads.put(member.id(), again);
        }
      }
    }
    return with(facts, facts.lists(), facts.trusted(), facts.statuses(), reads);
  }

  private RoundFacts freshStatuses(RoundFacts facts) {
    Map<String, Reply<MemberStatus>> statuses = new HashMap<>(facts.statuses());
    statuses.putAll(
        ask(
            facts.members().stream().filter(m -> facts.status(m).isPresent()).toList(),
            (member, budget) -> view.client(member).status(budget)));
    return with(facts, facts.lists(), facts.trusted(), statuses, facts.reads());
  }

  private RoundFacts freshReads(RoundFacts facts) {
    Map<String, Reply<Long>> reads = new HashMap<>(facts.reads());
    reads.putAll(
        ask(
            facts.members().stream()
                .filter(m -> facts.status(m).isPresent() && !reads.get(m.id()).ok())
                .toList(),
            (member, budget) -> view.client(member).read(facts.voter(member), budget)));
    return with(facts, facts.lists(), facts.trusted(), facts.statuses(), reads);
  }

  private RoundFacts freshLists(RoundFacts facts) {
    Map<String, MemberList> lists = new HashMap<>(facts.lists());
    ask(
            facts.members().stream().filter(m -> lists.containsKey(m.id())).toList(),
            (member, budget) -> view.client(member).memberList(budget))
        .forEach((id, reply) -> reply.value().ifPresent(list -> lists.put(id, list)));
    Optional<MemberList> trusted =
        facts.trusted().map(list -> lists.getOrDefault(list.answeredBy(), list));
    return with(facts, lists, trusted, facts.statuses(), facts.reads());
  }

  private interface Call<T> {
    CompletableFuture<Reply<T>> to(ViewMember member, Duration budget);
  }

  private <T> Map<String, Reply<T>> ask(List<ViewMember> members, Call<T> call) {
    Duration budget = context.budget(CALL);
    Map<String, CompletableFuture<Reply<T>>> calls = new LinkedHashMap<>();
    members.forEach(member -> calls.put(member.id(), call.to(member, budget)));
    return Calls.awaitAll(calls, budget);
  }

  private static RoundFacts with(
      RoundFacts facts,
      Map<String, MemberList> lists,
      Optional<MemberList> trusted,
      Map<String, Reply<MemberStatus>> statuses,
      Map<String, Reply<Long>> reads) {
    return new RoundFacts(
        facts.now(),
        facts.members(),
        facts.unlisted(),
        trusted,
        lists,
        statuses,
        reads,
        facts.seeds(),
        facts.detours(),
        facts.limits());
  }
}
