package io.etcdmonitor.engine.view;

import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A view over a connection. A probe that was lost on its way is sent once more before anybody calls
 * a member unreachable; a refused connection is an answer and counts at once.
 */
public final class DefaultClusterView implements ClusterView {
  private final ClusterConnection connection;
  private final Roster roster;
  private final Duration perCall;
  private final Instant now;
  private final Memo<Discovery.Found> found;
  private final Memo<Statuses> statuses = new Memo<>(this::askStatuses);
  private final Memo<Map<String, Reply<Long>>> reads = new Memo<>(this::askReads);
  private final Memo<Reply<List<Alarm>>> alarms;
  private volatile List<ViewMember> handedOut = List.of();

  /** Statuses, and who was looked for elsewhere. */
  private record Statuses(Map<String, Reply<MemberStatus>> replies, Detours detours) {}

  /**
   * @param now time of the round
   * @param perCall longest time for one call; a round makes up to six that follow each other
   */
  public DefaultClusterView(
      ClusterConnection connection,
      Roster roster,
      Optional<String> expectedClusterId,
      Instant now,
      Duration perCall) {
    this.now = now;
    this.connection = connection;
    this.roster = roster;
    this.perCall = perCall;
    Discovery discovery = new Discovery(connection, roster, expectedClusterId, perCall);
    this.found = new Memo<>(discovery::find);
    this.alarms = new Memo<>(new AlarmQuestion(this, perCall)::ask);
  }

  @Override
  public List<ViewMember> members() {
    return found.get().members();
  }

  @Override
  public Optional<String> clusterId() {
    return found.get().clusterId();
  }

  @Override
  public boolean recalled() {
    return members().stream().anyMatch(ViewMember::identified) && roster.recalled();
  }

  @Override
  public Optional<List<ViewMember>> settled(Duration atMost) {
    Optional<List<ViewMember>> settled = roster.settled(now, atMost);
    settled.ifPresent(members -> handedOut = members);
    return settled;
  }

  @Override
  public Map<String, MemberList> memberLists() {
    return found.get().lists();
  }

  @Override
  public Map<String, Reply<MemberList>> seedReplies() {
    return found.get().seedReplies();
  }

  @Override
  public Optional<MemberList> trustedList() {
    Map<String, MemberStatus> answered =
        statuses().values().stream()
            .flatMap(reply -> reply.value().stream())
            .collect(Collectors.toMap(MemberStatus::memberId, s -> s, (a, b) -> a));
    return Trust.list(found.get().lists().values(), answered);
  }

  @Override
  public Map<String, Reply<MemberStatus>> statuses() {
    return statuses.get().replies();
  }

  @Override
  public Map<String, String> detours() {
    return statuses.get().detours().taken().entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue().toString()));
  }

  @Override
  public Set<String> refused() {
    return statuses.get().detours().refused();
  }

  @Override
  public Map<String, EtcdFailure> silences() {
    return statuses.get().detours().silences();
  }

  @Override
  public Map<String, Reply<Long>> reads() {
    return reads.get();
  }

  @Override
  public Reply<List<Alarm>> alarms() {
    return alarms.get();
  }

  @Override
  public MemberClient client(ViewMember member) {
    boolean direct = statuses.known().isEmpty() && handedOut.contains(member);
    Endpoint detour = direct ? null : statuses.get().detours().taken().get(member.id());
    return connection.member(detour == null ? member.endpoints() : List.of(detour));
  }

  @Override
  public Reply<MemberStatus> freshStatus(ViewMember member) {
    return Calls.await(client(member).status(perCall));
  }

  @Override
  public Reply<Long> freshRead(ViewMember member) {
    return Calls.await(read(member));
  }

  private Statuses askStatuses() {
    Discovery.Found round = found.get();
    Map<String, Reply<MemberStatus>> replies =
        ask(
            round.members(),
            m -> {
              CompletableFuture<Reply<MemberStatus>> early = round.early().get(m.endpoints());
              return early != null ? early : connection.member(m.endpoints()).status(perCall);
            });
    List<ViewMember> lost = lost(round.members(), replies);
    replies.putAll(ask(lost, m -> connection.member(m.endpoints()).status(perCall)));
    Detours detours = Detours.look(connection, perCall, round, roster, replies);
    forget(round, replies);
    settle(round, replies, detours);
    return new Statuses(Map.copyOf(replies), detours);
  }

  /** A former member that is in no list and gives no answer is gone. */
  private void forget(Discovery.Found round, Map<String, Reply<MemberStatus>> replies) {
    if (round.lists().isEmpty()) {
      return;
    }
    Set<String> listed =
        round.lists().values().stream()
            .flatMap(list -> list.members().stream())
            .map(MemberList.Member::id)
            .collect(Collectors.toSet());
    roster.learn(
        round.members().stream()
            .filter(
                m -> listed.contains(m.id()) || Responders.answered(replies, m, round.clusterId()))
            .toList(),
        round.clusterId());
  }

  private void settle(
      Discovery.Found round, Map<String, Reply<MemberStatus>> replies, Detours detours) {
    List<ViewMember> answering = Responders.of(round.members(), replies, round.clusterId());
    boolean all =
        answering.size() == round.members().size()
            && answering.stream().allMatch(ViewMember::identified);
    if (all && detours.taken().isEmpty() && !round.lists().isEmpty()) {
      roster.settle(answering, now);
    } else {
      roster.unsettle();
    }
  }

  private Map<String, Reply<Long>> askReads() {
    List<ViewMember> members = members();
    Map<String, Reply<MemberStatus>> status = statuses();
    Map<String, Reply<Long>> replies = ask(members, this::read);
    boolean anyServed = replies.values().stream().anyMatch(Reply::ok);
    List<ViewMember> again =
        members.stream()
            .filter(m -> replies.containsKey(m.id()))
            .filter(m ->
                refusedAsLearner(replies.get(m.id()))
                    // Without quorum every read times out: one of them is enough to know.
                    || ((anyServed || members.size() == 1)
                        && Responders.answered(status, m, clusterId())
                        && isLost(replies.get(m.id()))))
            .toList();
    Map<String, Reply<Long>> second =
        ask(
            again,
            m -> refusedAsLearner(replies.get(m.id())) ? client(m).read(false, perCall) : read(m));
    replies.putAll(second);
    return Map.copyOf(replies);
  }

  private CompletableFuture<Reply<Long>> read(ViewMember member) {
    boolean learner =
        Optional.ofNullable(statuses().get(member.id()))
            .flatMap(Reply::value)
            .map(MemberStatus::learner)
            .orElse(member.learner());
    return client(member).read(!learner, perCall);
  }

  private <T> Map<String, Reply<T>> ask(
      List<ViewMember> members, Function<ViewMember, CompletableFuture<Reply<T>>> call) {
    Map<String, CompletableFuture<Reply<T>>> calls = new LinkedHashMap<>();
    for (ViewMember member : members) {
      if (!member.endpoints().isEmpty()) {
        calls.put(member.id(), call.apply(member));
      }
    }
    return Calls.awaitAll(calls);
  }

  private static <T> List<ViewMember> lost(
      List<ViewMember> members, Map<String, Reply<T>> replies) {
    return members.stream()
        .filter(m -> replies.containsKey(m.id()) && isLost(replies.get(m.id())))
        .toList();
  }

  static boolean isLost(Reply<?> reply) {
    return reply.failure().filter(f -> f.cause().lost()).isPresent();
  }

  private static boolean refusedAsLearner(Reply<?> reply) {
    return reply.failure().filter(f -> f.cause() == FailureCause.LEARNER).isPresent();
  }
}
