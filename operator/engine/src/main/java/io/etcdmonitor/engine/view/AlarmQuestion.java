package io.etcdmonitor.engine.view;

import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Asks for the alarms: one member, and the others where that one does not answer. */
final class AlarmQuestion {
  private final ClusterView view;
  private final Duration perCall;

  AlarmQuestion(ClusterView view, Duration perCall) {
    this.view = view;
    this.perCall = perCall;
  }

  Reply<List<Alarm>> ask() {
    Map<String, Reply<MemberStatus>> statuses = view.statuses();
    List<ViewMember> candidates =
        Responders.of(view).stream()
            .filter(m -> !m.learner())
            .sorted(Comparator.comparingInt(m -> rank(statuses.get(m.id()).value().orElseThrow())))
            .toList();
    if (candidates.isEmpty()) {
      return Reply.failed(
          FailureCause.OTHER, "no voting member answers, so none can be asked", Duration.ZERO);
    }
    ViewMember best = candidates.get(0);
    Reply<List<Alarm>> first = Calls.await(view.client(best).alarms(perCall));
    if (first.ok() || candidates.size() == 1) {
      return first;
    }
    Map<String, CompletableFuture<Reply<List<Alarm>>>> calls = new LinkedHashMap<>();
    candidates.stream().skip(1).forEach(m -> calls.put(m.id(), view.client(m).alarms(perCall)));
    Map<String, Reply<List<Alarm>>> all = new LinkedHashMap<>(Calls.awaitAll(calls));
    all.put(best.id(), first);
    return all.values().stream()
        .filter(Reply::ok)
        .findFirst()
        .orElseGet(() -> allFailed(first, all, candidates));
  }

  /** The leader is asked first, then those who see one. */
  private static int rank(MemberStatus status) {
    if (status.leads()) {
      return 0;
    }
    return status.leaderId().isPresent() ? 1 : 2;
  }

  private static Reply<List<Alarm>> allFailed(
      Reply<List<Alarm>> first, Map<String, Reply<List<Alarm>>> all, List<ViewMember> candidates) {
    String each =
        candidates.stream()
            .map(m -> m.label() + ": " + all.get(m.id()).failure().orElseThrow().message())
            .collect(Collectors.joining("; "));
    return Reply.failed(first.failure().orElseThrow().cause(), each, first.latency());
  }
}
