package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.result.InspectionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A feature that has decided nothing but Unknown for longer than a time, and than three of its
 * intervals.
 *
 * @param only these features; empty for all
 * @param except not these
 * @param atLeast the time
 */
public record Absent(Set<String> only, Set<String> except, Duration atLeast) implements Condition {
  public Absent {
    only = Set.copyOf(only);
    except = Set.copyOf(except);
  }

  @Override
  public Outcome of(ClusterFacts facts) {
    Map<String, Reading> hits = new HashMap<>();
    for (String feature : facts.features()) {
      if (except.contains(feature) || (!only.isEmpty() && !only.contains(feature))) {
        continue;
      }
      Instant since = facts.certain(feature).orElseThrow();
      Duration limit = longer(atLeast, facts.threeRuns(feature));
      if (Duration.between(since, facts.now()).compareTo(limit) >= 0) {
        String last = facts.latest(feature).map(InspectionResult::message).orElse("");
        String message =
            "feature %s has told nothing certain since %s: %s"
                .formatted(feature, Words.time(since), last);
        String subject = only.size() == 1 ? "" : feature;
        hits.put(
            subject,
            new Reading(
                "since " + Words.time(since), Words.duration(limit), message, "", Double.NaN));
      }
    }
    return new Outcome(hits, !facts.features().isEmpty(), Set.of());
  }

  @Override
  public Set<String> features() {
    return Set.of();
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
