package io.etcdmonitor.engine.features.consistency;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.view.ViewMember;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A difference that was seen once.
 *
 * @param time when
 * @param groups who stood against whom
 * @param stored whether these were hashes that members stored when they compacted
 */
record Suspicion(Instant time, HashGroups groups, boolean stored) {

  /**
   * Whether another comparison shows the same. Hashes that members stored are no second look at the
   * revision that they are of: members would answer with the same ones again.
   */
  boolean seenAgainIn(HashGroups other) {
    return split(groups).equals(split(other)) && !(stored && groups.revision() == other.revision());
  }

  /**
   * What is to be said while it was not seen again.
   *
   * @param why it could not be looked at again; empty when it was not tried
   */
  Finding told(String why, Instant now) {
    return finding(
            Severity.WARNING,
            Reasons.HASH_MISMATCH_SUSPECTED,
            "the %s of %s differed at revision %d, seen once, at %s%s"
                .formatted(
                    stored ? "stored compaction hashes" : "hashes",
                    Words.list(groups.groups().stream().map(Suspicion::labels).toList()),
                    groups.revision(),
                    Words.time(time),
                    why.isEmpty() ? "" : "; could not be looked at again: " + why))
        .remedy("wait for a comparison that is complete; it decides whether the data differs")
        .at(now);
  }

  private static String labels(List<ViewMember> group) {
    return "[" + String.join(", ", group.stream().map(ViewMember::label).toList()) + "]";
  }

  private static Set<Set<String>> split(HashGroups groups) {
    return groups.groups().stream()
        .map(group -> group.stream().map(ViewMember::id).collect(Collectors.toSet()))
        .collect(Collectors.toSet());
  }
}
