package io.etcdmonitor.engine.features.consistency;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.KeyRange;
import io.etcdmonitor.etcd.MemberList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares members, the cheapest way first, and believes a difference only when it is seen twice.
 */
final class Comparison {
  private static final Duration SECOND_LOOK = Duration.ofMillis(500);

  private final InspectionContext context;
  private final ConsistencyMemory memory;
  private final Limits limits;
  private final Hasher hasher;

  /** What the settings allow. */
  record Limits(Duration fullInterval, int maxKeys, int maxCalls) {}

  Comparison(InspectionContext context, ConsistencyMemory memory, Limits limits) {
    this.context = context;
    this.memory = memory;
    this.limits = limits;
    this.hasher = new Hasher(context);
  }

  /** The comparison that counts; empty groups and no reason when none was due. */
  Check run(List<ViewMember> members) {
    Optional<Hasher.Stored> stored = hasher.stored(members, memory.storedDone);
    List<ViewMember> missing = missing(members);
    boolean suspicious =
        memory.suspicion.isPresent() && memory.failed.isEmpty() && missing.isEmpty();
    if (stored.isPresent()) {
      HashGroups groups = stored.get().groups();
      memory.storedDone = stored.get().revision();
      if (groups.differ() && seenAgain(groups)) {
        return declared(Check.of(groups));
      }
      if (groups.differ()) {
        suspicious = true;
        suspect(groups, true);
      } else if (groups.equal() && groups.notCompared().isEmpty() && memory.diverged.isEmpty()) {
        matched(groups, "stored compaction hashes");
      }
    }
    if (suspicious || !memory.diverged.isEmpty() || fullDue()) {
      return full(members);
    }
    if (memory.failed.isPresent()) {
      return memory.failed.get().check();
    }
    if (memory.suspicion.isPresent() && !missing.isEmpty()) {
      return notCompared(missing);
    }
    return stored
        .filter(s -> s.groups().equal() && s.groups().notCompared().isEmpty())
        .map(s -> Check.of(s.groups()))
        .orElseGet(() -> Check.inconclusive("", ""));
  }

  private boolean fullDue() {
    if (memory.failed.isPresent()) {
      // A store too large to be hashed in time is not scanned again in every run.
      Duration again = limits.fullInterval().dividedBy(4);
      return !memory.failed.get().time().plus(again).isAfter(context.now());
    }
    return memory
        .lastFull
        .map(last -> !last.plus(limits.fullInterval()).isAfter(context.now()))
        .orElse(true);
  }

  private Check full(List<ViewMember> members) {
    Check first = keyByKey(hasher.full(members));
    Check check = first.differ() ? confirmed(members, first) : first;
    memory.failed =
        check.groups().isPresent()
            ? Optional.empty()
            : Optional.of(new ConsistencyMemory.Failed(context.now(), check));
    if (check.equal()) {
      return equal(check);
    } else if (check.differ()) {
      return declared(check);
    }
    return check;
  }

  private Check equal(Check check) {
    List<ViewMember> missing = matched(check.groups().orElseThrow(), "all of the store");
    if (memory.diverged.isEmpty()) {
      memory.lastFull = Optional.of(context.now());
    }
    return missing.isEmpty() ? check : notCompared(missing);
  }

  private Check declared(Check check) {
    HashGroups groups = check.groups().orElseThrow();
    List<ViewMember> missing = missing(groups.members());
    List<String> labels = missing.stream().map(ViewMember::label).toList();
    List<Finding> findings =
        new ArrayList<>(
            new Divergence(context, memory, limits.maxKeys(), limits.maxCalls()).describe(groups));
    memory.diverged.stream().filter(f -> labels.contains(f.member())).forEach(findings::add);
    memory.lastFull = Optional.of(context.now());
    memory.suspicion = Optional.empty();
    memory.diverged = List.copyOf(findings);
    memory.divergedAmong = Stream.concat(groups.members().stream(), missing.stream()).toList();
    return check;
  }

  private boolean seenAgain(HashGroups groups) {
    return memory.suspicion.filter(s -> s.seenAgainIn(groups)).isPresent();
  }

  private void suspect(HashGroups groups, boolean stored) {
    if (memory.diverged.isEmpty()) {
      memory.suspicion = Optional.of(new Suspicion(context.now(), groups, stored));
    }
  }

  /**
   * Compares keys where hashes cannot be: while nothing is written after a compaction, members
   * answer for that revision with the hash they stored (etcd 3.5.5 and later), one that restarted
   * since with a hash that covers less, and etcd before 3.5.10 with none.
   */
  private Check keyByKey(Check check) {
    Optional<HashGroups> partly =
        check.groups().filter(g -> !g.differ() && !g.notCompared().isEmpty());
    if (partly.isEmpty()) {
      return check;
    }
    HashGroups groups =
        partly.get().groups().isEmpty()
            ? partly.get().startingFrom(partly.get().notCompared().get(0))
            : partly.get();
    for (ViewMember member : groups.notCompared()) {
      int same = -1;
      for (int group = 0; group < groups.groups().size() && same < 0; group++) {
        KeyHunt.Found found = hunt(groups.groups().get(group).get(0), member, groups.revision());
        if (found.differences().isEmpty() && found.goOn().isPresent()) {
          return Check.inconclusive(notComparable(member, found.failure()), Reasons.INCONCLUSIVE);
        }
        same = found.differences().isEmpty() ? group : -1;
      }
      groups = same < 0 ? groups.apart(member) : groups.joined(same, member);
    }
    return Check.of(groups);
  }

  private KeyHunt.Found hunt(ViewMember reference, ViewMember member, long revision) {
    return new KeyHunt(context, reference, member, revision, 1, limits.maxCalls())
        .from(KeyRange.ALL.start());
  }

  private static String notComparable(ViewMember member, String failure) {
    return "the hash of member %s cannot be compared with the others' after a compaction, and its keys could not all be compared one by one (%s); the next writes make hashes comparable again"
        .formatted(member.label(), failure.isEmpty() ? "there are too many" : failure);
  }

  private Check confirmed(List<ViewMember> members, Check first) {
    HashGroups groups = first.groups().orElseThrow();
    if (!memory.diverged.isEmpty() || seenAgain(groups)) {
      return first;
    }
    suspect(groups, false);
    if (!context.pause(SECOND_LOOK)) {
      return Check.inconclusive(
          "there was no time to look twice; raise the timeout", Reasons.INCONCLUSIVE);
    }
    Check second = keyByKey(hasher.full(members));
    if (second.differ() && !seenAgain(second.groups().orElseThrow())) {
      suspect(second.groups().orElseThrow(), false);
      return Check.inconclusive(
          "hashes differed before, but not in the same way", Reasons.INCONCLUSIVE);
    }
    return second;
  }

  /** Differences are over only when all members that they are about were compared. */
  private List<ViewMember> matched(HashGroups groups, String how) {
    memory.lastMatch =
        Optional.of(
            new ConsistencyMemory.Match(context.now(), groups.revision(), groups.compared(), how));
    List<ViewMember> missing = missing(groups.members());
    if (missing.isEmpty()) {
      memory.allEqual();
    }
    return missing;
  }

  /** Members that were seen to differ, are still in the cluster, and are none of these. */
  private List<ViewMember> missing(List<ViewMember> compared) {
    Set<String> ids = compared.stream().map(ViewMember::id).collect(Collectors.toSet());
    Optional<MemberList> trusted = context.view().trustedList();
    return memory.involved().stream()
        .filter(m -> !ids.contains(m.id()))
        .filter(m ->
            trusted.isEmpty()
                || trusted.get().members().stream().anyMatch(t -> t.id().equals(m.id())))
        .toList();
  }

  private static Check notCompared(List<ViewMember> missing) {
    return Check.inconclusive(
        Words.list(missing.stream().map(ViewMember::label).toList()) + " could not be compared",
        Reasons.INCONCLUSIVE);
  }
}
