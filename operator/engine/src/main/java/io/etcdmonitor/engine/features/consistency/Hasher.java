package io.etcdmonitor.engine.features.consistency;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FailureReasons;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.view.Calls;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.HashKv;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Asks members for hashes at one pinned revision, one member at a time. */
final class Hasher {
  private static final int ATTEMPTS = 3;
  private static final Duration LONGEST_HASH = Duration.ofSeconds(60);
  private static final Duration CALL = Duration.ofSeconds(2);

  private final InspectionContext context;

  Hasher(InspectionContext context) {
    this.context = context;
  }

  /**
   * Hashes that members stored when they last compacted: they cost nothing (etcd 3.5.5 and later).
   *
   * @param done the compaction that was dealt with before
   * @return the compaction and the comparison; empty when there is nothing new to compare
   */
  Optional<Stored> stored(List<ViewMember> members, long done) {
    boolean all =
        members.stream()
            .allMatch(m -> version(m).filter(Version::storesCompactionHashes).isPresent());
    if (!all) {
      return Optional.empty();
    }
    OptionalLong revision = commonCompaction(members);
    if (revision.isEmpty() || revision.getAsLong() <= 0 || revision.getAsLong() == done) {
      return Optional.empty();
    }
    Map<ViewMember, HashKv> answers = new LinkedHashMap<>();
    for (ViewMember member : members) {
      ask(member, revision.getAsLong()).value().ifPresent(h -> answers.put(member, h));
    }
    HashGroups groups = HashGroups.of(revision.getAsLong(), members, answers);
    return Optional.of(new Stored(revision.getAsLong(), groups));
  }

  /** The comparison of one compaction's stored hashes. */
  record Stored(long revision, HashGroups groups) {}

  /**
   * The whole store, hashed by every member at the lowest revision that all have; members whose
   * hashes cannot be compared are told in the groups.
   */
  Check full(List<ViewMember> members) {
    Check last = Check.inconclusive("nobody was asked", Reasons.INCONCLUSIVE);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Check before = last;
      last = attempt(members);
      boolean complete = last.groups().filter(g -> g.compared() == members.size()).isPresent();
      if (complete || !last.reason().isEmpty() || sameAreLeftOut(before, last)) {
        return last;
      }
    }
    return last;
  }

  /** Then it was no compaction in between, and asking again would only scan the store again. */
  private static boolean sameAreLeftOut(Check before, Check now) {
    Optional<HashGroups> all = now.groups().filter(g -> g.conclusive() && g.silent().isEmpty());
    return all.isPresent()
        && before.groups().map(HashGroups::leftOut).equals(all.map(HashGroups::leftOut));
  }

  private Check attempt(List<ViewMember> members) {
    List<Long> revisions = new ArrayList<>();
    for (ViewMember member : members) {
      context
          .view()
          .freshStatus(member)
          .value()
          .map(MemberStatus::revision)
          .ifPresent(revisions::add);
    }
    if (revisions.size() < 2) {
      return Check.inconclusive("fewer than two members answer", Reasons.INCONCLUSIVE);
    }
    long revision = revisions.stream().mapToLong(r -> r).min().orElseThrow();
    Map<ViewMember, HashKv> answers = new LinkedHashMap<>();
    for (ViewMember member : members) {
      Reply<HashKv> reply = ask(member, revision);
      reply.value().ifPresent(h -> answers.put(member, h));
      Optional<EtcdFailure> failure =
          reply.failure().filter(f -> f.cause() != FailureCause.COMPACTED);
      if (failure.isPresent() && lasting(failure.get())) {
        return Check.inconclusive(
            "member %s gives no hash: %s; %s"
                .formatted(member.label(), failure.get().message(), remedy(failure.get().cause())),
            failure.get().cause().configuration()
                ? FailureReasons.of(failure.get().cause())
                : Reasons.INCONCLUSIVE);
      }
    }
    return Check.of(HashGroups.of(revision, members, answers));
  }

  /** Whoever may read all keys is told no hash all the same. */
  private static String remedy(FailureCause cause) {
    return cause == FailureCause.PERMISSION_DENIED
        ? "grant the user the root role: etcd tells hashes to no other"
        : FailureReasons.remedy(cause);
  }

  /** Failures that another attempt would only meet again. */
  private static boolean lasting(EtcdFailure failure) {
    return failure.cause() != FailureCause.FUTURE_REVISION;
  }

  private OptionalLong commonCompaction(List<ViewMember> members) {
    Duration budget = context.budget(CALL);
    Map<String, CompletableFuture<Reply<Long>>> calls = new LinkedHashMap<>();
    members.forEach(m -> calls.put(m.id(), context.view().client(m).compactRevision(budget)));
    List<Reply<Long>> replies = List.copyOf(Calls.awaitAll(calls).values());
    return replies.stream().allMatch(Reply::ok)
        ? replies.stream().mapToLong(r -> r.value().orElseThrow()).min()
        : OptionalLong.empty();
  }

  private Reply<HashKv> ask(ViewMember member, long revision) {
    Duration budget = context.budget(LONGEST_HASH);
    return Calls.await(context.view().client(member).hashKv(revision, budget));
  }

  private Optional<Version> version(ViewMember member) {
    return Optional.ofNullable(context.view().statuses().get(member.id()))
        .flatMap(Reply::value)
        .flatMap(s -> Version.parse(s.version()));
  }
}
