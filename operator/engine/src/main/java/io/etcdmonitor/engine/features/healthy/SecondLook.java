package io.etcdmonitor.engine.features.healthy;

import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.model.ClusterObservation;
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
import java.util.function.Predicate;

/**
 * Looks again at what may be passing: an election, a change of membership or a hiccup catches
 * members at different moments, and no alarm may come of that. Quorum least of all: it is called
 * lost in the round that sees it lost, so within that round whoever may only be late is asked once
 * more. Where most members refuse connections nothing is in doubt, and it is told at once.
 */
final class SecondLook {
  /** Long enough for an election among members that reach each other (default time-out 1 s). */
  private static final Duration PASSING = Duration.ofMillis(1200);

  private static final Duration CALL = Duration.ofSeconds(2);

  /** Nobody is called silent for not answering within this. */
  private static final Duration TOO_SHORT = Duration.ofMillis(200);

  /**
   * How long members may take for their first answer of a round before silence counts: a lost
   * quorum has to be told within five seconds. With short time-outs two calls are over far sooner.
   */
  private static final Duration PATIENCE = Duration.ofMillis(4500);

  private final InspectionContext context;
  private final ClusterView view;

  SecondLook(InspectionContext context) {
    this.context = context;
    this.view = context.view();
  }

  RoundFacts confirm(RoundFacts first) {
    RoundFacts facts = lateMembers(slowReads(first));
    boolean leaderInDoubt = !LeaderJudge.inDoubt(facts).isEmpty();
    boolean membershipInDoubt = !MembershipJudge.inDoubt(facts).isEmpty();
    boolean serviceInDoubt = serviceInDoubt(facts);
    if (!leaderInDoubt && !membershipInDoubt && !serviceInDoubt) {
      return facts;
    }
    if (!context.pause(PASSING) && !serviceInDoubt) {
      return facts;
    }
    facts = freshStatuses(facts);
    if (serviceInDoubt) {
      facts = slowReads(freshReads(facts));
    }
    return membershipInDoubt ? freshLists(facts) : facts;
  }

  /**
   * Enough voters answer, but too few serve or none sees a leader: most likely an election is under
   * way, or the machine is busy.
   */
  private static boolean serviceInDoubt(RoundFacts facts) {
    List<MemberStatus> answers =
        facts.members().stream().flatMap(m -> facts.status(m).stream()).toList();
    boolean leaderMissing =
        !answers.isEmpty() && answers.stream().allMatch(s -> s.leaderId().isEmpty());
    return quorum(facts, m -> facts.status(m).isPresent())
        && (leaderMissing || !quorum(facts, facts::served));
  }

  /** Asks members that gave no answer in time once more, where quorum hangs on them. */
  private RoundFacts lateMembers(RoundFacts facts) {
    Duration left = PATIENCE.minus(Duration.between(context.now(), context.clock().instant()));
    List<ViewMember> late = facts.members().stream().filter(m -> late(facts, m)).toList();
    boolean decided =
        quorum(facts, facts::served)
            || quorum(facts, m -> facts.status(m).isPresent())
            || !quorum(facts, m -> facts.status(m).isPresent() || late.contains(m));
    if (decided || !left.isPositive()) {
      return facts;
    }
    Duration budget = context.budget(left.compareTo(CALL) < 0 ? left : CALL);
    Map<String, CompletableFuture<Reply<MemberStatus>>> statusCalls = new LinkedHashMap<>();
    Map<String, CompletableFuture<Reply<Long>>> readCalls = new LinkedHashMap<>();
    for (ViewMember member : late) {
      statusCalls.put(member.id(), view.client(member).status(budget));
    }
    for (ViewMember member : facts.members()) {
      if (facts.statuses().containsKey(member.id()) && !facts.served(member)) {
        readCalls.put(member.id(), view.client(member).read(facts.voter(member), budget));
      }
    }
    Map<String, Reply<MemberStatus>> statuses = new HashMap<>(facts.statuses());
    statuses.putAll(Calls.awaitAll(statusCalls));
    Map<String, Reply<Long>> reads = new HashMap<>(facts.reads());
    reads.putAll(Calls.awaitAll(readCalls));
    return with(facts, facts.lists(), facts.trusted(), statuses, reads);
  }

  private static boolean late(RoundFacts facts, ViewMember member) {
    return Optional.ofNullable(facts.statuses().get(member.id()))
        .flatMap(Reply::failure)
        .filter(f -> f.cause().lost())
        .isPresent();
  }

  /** Whether voters of which this is true are enough for a quorum. */
  private static boolean quorum(RoundFacts facts, Predicate<ViewMember> of) {
    List<ViewMember> voters = facts.members().stream().filter(facts::voter).toList();
    int count = (int) voters.stream().filter(of).count();
    return ClusterObservation.Quorum.of(voters.size(), count).canLose() >= 0;
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
                .filter(m -> facts.status(m).isPresent() && !facts.served(m))
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
    if (budget.compareTo(TOO_SHORT) < 0) {
      return Map.of();
    }
    Map<String, CompletableFuture<Reply<T>>> calls = new LinkedHashMap<>();
    members.forEach(member -> calls.put(member.id(), call.to(member, budget)));
    return Calls.awaitAll(calls);
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
        facts.refused(),
        facts.silences(),
        facts.limits());
  }
}
