package io.etcdmonitor.engine.features.consistency;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.view.Calls;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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

  AuthRevisions(InspectionContext context) {
    this.context = context;
  }

  /**
   * A finding when they differ, twice.
   *
   * @param all of the cluster, learners and silent ones too
   * @param members to compare
   */
  Optional<Finding> compare(List<ViewMember> all, List<ViewMember> members) {
    if (!all.stream().allMatch(this::knows)) {
      return Optional.empty();
    }
    Map<String, Long> first = ask(members);
    if (first.values().stream().distinct().count() < 2 || !context.pause(PASSING)) {
      return Optional.empty();
    }
    Map<String, Long> second = ask(members);
    if (second.values().stream().distinct().count() < 2) {
      return Optional.empty();
    }
    return Optional.of(
        finding(
                Severity.CRITICAL,
                Reasons.AUTH_REVISION_MISMATCH,
                "members hold different users and roles: auth revisions are " + second)
            .value(second.toString())
            .threshold("one revision on all members")
            .remedy(
                "replace the member that is behind; until then its clients are refused at random")
            .at(context.now()));
  }

  private boolean knows(ViewMember member) {
    return Optional.ofNullable(context.view().statuses().get(member.id()))
        .flatMap(Reply::value)
        .flatMap(status -> Version.parse(status.version()))
        .filter(Version::knowsAuthStatus)
        .isPresent();
  }

  private Map<String, Long> ask(List<ViewMember> members) {
    Duration budget = context.budget(CALL);
    Map<String, CompletableFuture<Reply<Long>>> calls = new LinkedHashMap<>();
    members.forEach(m -> calls.put(m.label(), context.view().client(m).authRevision(budget)));
    Map<String, Long> revisions = new LinkedHashMap<>();
    // Members that cannot tell, for rights we lack, are left out.
    Calls.awaitAll(calls)
        .forEach((label, reply) -> reply.value().ifPresent(r -> revisions.put(label, r)));
    return revisions;
  }
}
