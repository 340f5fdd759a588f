package io.etcdmonitor.engine.features.consistency;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.view.Calls;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Users and roles are kept beside the keys and no hash covers them; their revision is all that can
 * be compared (etcd 3.5 and later).
 *
 * <p>A member of 3.5 answers AuthStatus by way of the raft log. A member of 3.4 does not know that
 * entry and panics when it applies it, at once or when it is started again: half an upgrade would
 * lose its quorum by our asking. So nobody is asked unless every member of the cluster was just
 * seen to run 3.5 or later; one that is down may be old.
 */
final class AuthRevisions {
  private static final Duration CALL = Duration.ofSeconds(2);
  private static final Duration PASSING = Duration.ofMillis(500);

  private final InspectionContext context;
  private final ConsistencyMemory memory;

  AuthRevisions(InspectionContext context, ConsistencyMemory memory) {
    this.context = context;
    this.memory = memory;
  }

  /**
   * Found to differ, twice.
   *
   * @param finding what is to be said of it
   * @param among labels of those that were asked
   */
  record Difference(Finding finding, Set<String> among) {}

  /**
   * A finding when they differ; also when they did, and not all of those that it is about could be
   * asked since: who could not look has not seen that they agree.
   *
   * @param all of the cluster, learners and silent ones too
   * @param members to compare
   */
  Optional<Finding> compare(List<ViewMember> all, List<ViewMember> members) {
    if (!all.stream().allMatch(this::knows)) {
      return remembered();
    }
    Map<String, Reply<Long>> replies = ask(members);
    if (revisions(replies).size() > 1) {
      if (!context.pause(PASSING)) {
        return remembered();
      }
      replies = ask(members);
    }
    if (revisions(replies).size() > 1) {
      memory.auth = Optional.of(new Difference(differ(replies), replies.keySet()));
      return memory.auth.map(Difference::finding);
    }
    Set<String> told = new HashSet<>(replies.keySet());
    replies.forEach((label, reply) -> {
      if (reply.failure().filter(f -> f.cause() != FailureCause.UNSUPPORTED).isPresent()) {
        told.remove(label);
      }
    });
    Set<String> present = all.stream().map(ViewMember::label).collect(Collectors.toSet());
    memory.auth =
        memory.auth.filter(d ->
            d.among().stream().anyMatch(label -> present.contains(label) && !told.contains(label)));
    return remembered();
  }

  /** What was found, where it could not be looked at now. */
  Optional<Finding> remembered() {
    return memory
        .auth
        .map(Difference::finding)
        .map(f ->
            finding(
                    f.severity(),
                    f.reason(),
                    "%s; seen at %s, not compared since"
                        .formatted(sentence(f.value()), Words.time(f.lastSeen())))
                .value(f.value())
                .threshold(f.threshold())
                .remedy(f.remedy())
                .at(f.lastSeen()));
  }

  private static String sentence(String revisions) {
    return "members hold different users and roles: auth revisions are " + revisions;
  }

  private Finding differ(Map<String, Reply<Long>> replies) {
    Map<String, Long> revisions = new LinkedHashMap<>();
    replies.forEach((label, reply) -> reply.value().ifPresent(r -> revisions.put(label, r)));
    return finding(
            Severity.CRITICAL, Reasons.AUTH_REVISION_MISMATCH, sentence(revisions.toString()))
        .value(revisions.toString())
        .threshold("one revision on all members")
        .remedy("replace the member that is behind; until then its clients are refused at random")
        .at(context.now());
  }

  private boolean knows(ViewMember member) {
    return Optional.ofNullable(context.view().statuses().get(member.id()))
        .flatMap(Reply::value)
        .flatMap(status -> Version.parse(status.version()))
        .filter(Version::knowsAuthStatus)
        .isPresent();
  }

  private Map<String, Reply<Long>> ask(List<ViewMember> members) {
    Duration budget = context.budget(CALL);
    Map<String, CompletableFuture<Reply<Long>>> calls = new LinkedHashMap<>();
    members.forEach(m -> calls.put(m.label(), context.view().client(m).authRevision(budget)));
    return Calls.awaitAll(calls);
  }

  /** Members that cannot tell, for rights we lack, are left out. */
  private static Set<Long> revisions(Map<String, Reply<Long>> replies) {
    return replies.values().stream()
        .flatMap(reply -> reply.value().stream())
        .collect(Collectors.toSet());
  }
}
