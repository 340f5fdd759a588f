package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.feature.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A measurement that has not been seen for longer than a time, and than three intervals of its
 * feature: of a member that had it before, or of nobody at all. A feature that does not run has
 * nothing to miss.
 *
 * @param feature that measures
 * @param measurement its name
 * @param label its label, empty for any
 * @param atLeast the time
 */
public record Missing(String feature, String measurement, String label, Duration atLeast)
    implements Condition {

  @Override
  public Outcome of(ClusterFacts facts) {
    Optional<Instant> first = facts.first(feature);
    if (first.isEmpty()) {
      return Outcome.NO_DATA;
    }
    Map<String, Instant> seen = facts.lastSeen(this);
    Duration limit = facts.silence(feature, atLeast);
    Map<String, Reading> hits = new HashMap<>();
    Set<String> unseen = new HashSet<>(facts.members());
    unseen.removeAll(seen.keySet());
    if (Duration.between(first.get(), facts.now()).compareTo(limit) < 0) {
      unseen.add("");
    }
    (seen.isEmpty() ? Map.of("", first.get()) : seen)
        .forEach((member, last) -> {
          boolean left = !member.isEmpty() && !facts.members().isEmpty();
          boolean gone = left && !facts.members().contains(member);
          boolean silent = Duration.between(last, facts.now()).compareTo(limit) >= 0;
          if (silent && facts.jumped(limit)) {
            unseen.add(member);
          } else if (!gone && silent) {
            hits.put(member, reading(member, last, limit, seen.isEmpty()));
          }
        });
    unseen.removeAll(hits.keySet());
    return new Outcome(hits, true, unseen);
  }

  @Override
  public Set<String> about() {
    return Set.of(feature);
  }

  private Reading reading(String member, Instant last, Duration limit, boolean never) {
    String of = member.isEmpty() ? "" : " of " + member;
    String since = (never ? "never, and looked for since " : "last at ") + Words.time(last);
    return new Reading(
        since,
        Words.duration(limit),
        "the measurement %s%s of feature %s is missing: seen %s"
            .formatted(measurement, of, feature, since),
        "",
        Double.NaN);
  }

  @Override
  public Set<String> features() {
    return Set.of();
  }
}
