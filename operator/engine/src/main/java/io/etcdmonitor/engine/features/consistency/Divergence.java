package io.etcdmonitor.engine.features.consistency;

import static io.etcdmonitor.engine.feature.Findings.finding;

import com.google.protobuf.ByteString;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says who differs, and in what. */
final class Divergence {
  private final InspectionContext context;
  private final ConsistencyMemory memory;
  private final int maxKeys;
  private final int maxCalls;

  Divergence(InspectionContext context, ConsistencyMemory memory, int maxKeys, int maxCalls) {
    this.context = context;
    this.memory = memory;
    this.maxKeys = maxKeys;
    this.maxCalls = maxCalls;
  }

  List<Finding> describe(HashGroups groups) {
    ViewMember reference = groups.groups().get(0).get(0);
    if (!groups.majority()) {
      ViewMember other = groups.groups().get(1).get(0);
      return List.of(undecided(groups, hunt(reference, other, groups.revision())));
    }
    List<Finding> findings = new ArrayList<>();
    for (ViewMember member : groups.minority()) {
      findings.add(differs(groups, member, hunt(reference, member, groups.revision())));
    }
    return findings;
  }

  private Finding differs(HashGroups groups, ViewMember member, String keys) {
    String others = Words.list(groups.groups().get(0).stream().map(ViewMember::label).toList());
    return finding(
            Severity.CRITICAL,
            Reasons.HASH_MISMATCH,
            "member %s holds other data than %s at revision %d: %s"
                .formatted(member.label(), others, groups.revision(), keys))
        .member(member.label())
        .value(keys)
        .threshold("the data of " + others)
        .remedy(
            "take clients off %s, remove it from the cluster and add it again with an empty data directory"
                .formatted(member.label()))
        .at(context.now());
  }

  private Finding undecided(HashGroups groups, String keys) {
    String sides =
        String.join(
            " against ",
            groups.groups().stream()
                .map(g -> Words.list(g.stream().map(ViewMember::label).toList()))
                .toList());
    return finding(
            Severity.CRITICAL,
            Reasons.HASH_MISMATCH,
            "members hold different data at revision %d, and no majority says which is right: %s; %s"
                .formatted(groups.revision(), sides, keys))
        .value(keys)
        .threshold(sides)
        .remedy("stop writing, compare the members' snapshots, and restore from the right one")
        .at(context.now());
  }

  /** Goes on with the search where the last run left it. */
  private String hunt(ViewMember reference, ViewMember suspect, long revision) {
    ConsistencyMemory.Hunt before =
        memory.hunts.getOrDefault(
            suspect.id(), new ConsistencyMemory.Hunt(List.of(), Optional.of(KeyRange.ALL.start())));
    if (before.goOn().isEmpty() || before.found().size() >= maxKeys) {
      return sentence(before, "");
    }
    ByteString start = before.goOn().get();
    KeyHunt.Found found =
        new KeyHunt(context, reference, suspect, revision, maxKeys, maxCalls).from(start);
    List<String> all = new ArrayList<>(before.found());
    found.differences().stream().filter(d -> !all.contains(d)).forEach(all::add);
    ConsistencyMemory.Hunt now =
        new ConsistencyMemory.Hunt(all.stream().limit(maxKeys).toList(), found.goOn());
    memory.hunts.put(suspect.id(), now);
    return sentence(now, found.failure());
  }

  private static String sentence(ConsistencyMemory.Hunt hunt, String failure) {
    String because = failure.isEmpty() ? "" : " (" + failure + ")";
    if (!hunt.found().isEmpty()) {
      return "key "
          + String.join("; key ", hunt.found())
          + (hunt.goOn().isPresent() ? "; there may be more" : "");
    }
    return hunt.goOn().isPresent()
        ? "no differing key found yet, the search goes on" + because
        : "all present keys are equal, the difference is in their history";
  }
}
