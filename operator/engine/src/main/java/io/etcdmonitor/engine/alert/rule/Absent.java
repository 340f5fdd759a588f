package io.etcdmonitor.engine.alert.rule;

import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.result.InspectionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
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
    if (facts.features().isEmpty()) {
      return Outcome.NO_DATA;
    }
    if (only.size() == 1 && !facts.features().containsAll(only)) {
      return facts.underWay() ? Outcome.FALSE : Outcome.NO_DATA;
    }
    Map<String, Reading> hits = new HashMap<>();
    Set<String> unseen = new HashSet<>();
    for (String feature : facts.features()) {
      if (except.contains(feature) || (!only.isEmpty() && !only.contains(feature))) {
        continue;
      }
      String subject = only.size() == 1 ? "" : feature;
      if (!facts.everCertain(feature)) {
        unseen.add(subject);
      }
      Instant since = facts.certain(feature).orElseThrow();
      Duration limit = facts.silence(feature, atLeast);
      boolean silent = Duration.between(since, facts.now()).compareTo(limit) >= 0;
      if (silent && facts.jumped(limit)) {
        unseen.add(subject);
      } else if (silent) {
        String last = facts.latest(feature).map(InspectionResult::message).orElse("");
        String message =
            "feature %s has told nothing certain since %s: %s"
                .formatted(feature, Words.time(since), last);
        hits.put(
            subject,
            new Reading(
                "since " + Words.time(since), Words.duration(limit), message, "", Double.NaN));
      }
    }
    unseen.removeAll(hits.keySet());
    return new Outcome(hits, true, unseen);
  }

  @Override
  public Set<String> features() {
    return Set.of();
  }

  @Override
  public Set<String> about() {
    return only;
  }
}
