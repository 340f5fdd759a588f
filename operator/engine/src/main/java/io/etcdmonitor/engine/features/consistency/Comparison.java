package io.etcdmonitor.engine.features.consistency;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.view.ViewMember;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
    boolean suspicious = false;
    if (stored.isPresent()) {
      HashGroups groups = stored.get().groups();
      memory.storedDone = stored.get().revision();
      suspicious = groups.differ();
      if (groups.equal() && memory.diverged.isEmpty()) {
        matched(groups, "stored compaction hashes");
      }
    }
    if (suspicious || !memory.diverged.isEmpty() || fullDue()) {
      return full(members);
    }
    if (memory.failed.isPresent()) {
      return memory.failed.get().check();
    }
    return stored
        .filter(s -> s.groups().equal())
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
    Check first = hasher.full(members);
    Check check = first.differ() ? confirmed(members, first) : first;
    memory.failed =
        check.groups().isPresent()
            ? Optional.empty()
            : Optional.of(new ConsistencyMemory.Failed(context.now(), check));
    if (check.equal()) {
      memory.lastFull = Optional.of(context.now());
      matched(check.groups().orElseThrow(), "all of the store");
    } else if (check.differ()) {
      memory.lastFull = Optional.of(context.now());
      memory.diverged =
          new Divergence(context, memory, limits.maxKeys(), limits.maxCalls())
              .describe(check.groups().orElseThrow());
    }
    return check;
  }

  private Check confirmed(List<ViewMember> members, Check first) {
    if (!memory.diverged.isEmpty()) {
      return first;
    }
    boolean paused = context.pause(SECOND_LOOK);
    Check second = paused ? hasher.full(members) : first;
    if (!paused) {
      return Check.inconclusive(
          "hashes differ, but there was no time to look twice; raise the timeout",
          Reasons.INCONCLUSIVE);
    }
    boolean again =
        second.differ() && second.groups().orElseThrow().sameSplit(first.groups().orElseThrow());
    return again || second.equal()
        ? second
        : Check.inconclusive(
            "hashes differed once, but not in the same way when looked at again",
            Reasons.INCONCLUSIVE);
  }

  private void matched(HashGroups groups, String how) {
    memory.matched(
        new ConsistencyMemory.Match(context.now(), groups.revision(), groups.compared(), how));
  }
}
