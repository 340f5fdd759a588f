package io.etcdmonitor.engine.features.healthy;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.model.MemberRole;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Learners that do not get on. A learner is stuck when it has been one for long and its lag has not
 * shrunk over half of that time. One round at a time uses it.
 */
final class LearnerJudge {
  private record Track(Instant since, Instant checkpoint, OptionalLong lagThen) {}

  private final Map<String, Track> tracks = new HashMap<>();

  List<Finding> judge(
      List<MemberObservation> members, Duration stuckAfter, long lagLimit, Instant now) {
    List<MemberObservation> learners =
        members.stream().filter(m -> m.role() == MemberRole.LEARNER).toList();
    Set<String> ids = learners.stream().map(MemberObservation::id).collect(Collectors.toSet());
    tracks.keySet().retainAll(ids);
    List<Finding> findings = new ArrayList<>();
    for (MemberObservation learner : learners) {
      Track track =
          tracks.computeIfAbsent(learner.id(), id -> new Track(now, now, learner.appliedLag()));
      boolean overdue = !track.since().plus(stuckAfter).isAfter(now);
      boolean caughtUp =
          learner.appliedLag().isPresent() && learner.appliedLag().getAsLong() <= lagLimit;
      boolean shrinking =
          learner.appliedLag().isPresent()
              && track.lagThen().isPresent()
              && learner.appliedLag().getAsLong() < track.lagThen().getAsLong();
      if (overdue && caughtUp) {
        findings.add(waiting(learner, track, now));
      } else if (overdue && !shrinking) {
        findings.add(stuck(learner, track, stuckAfter, now));
      }
      if (!track.checkpoint().plus(stuckAfter.dividedBy(2)).isAfter(now)) {
        tracks.put(learner.id(), new Track(track.since(), now, learner.appliedLag()));
      }
    }
    return findings;
  }

  private static Finding waiting(MemberObservation learner, Track track, Instant now) {
    return finding(
            Severity.INFO,
            Reasons.LEARNER_NOT_PROMOTED,
            "learner %s has caught up but has not been promoted; a learner since %s at least"
                .formatted(learner.label(), Words.time(track.since())))
        .member(learner.label())
        .remedy("promote it with: etcdctl member promote " + learner.id())
        .at(now);
  }

  private static Finding stuck(
      MemberObservation learner, Track track, Duration limit, Instant now) {
    String lag =
        learner.appliedLag().isPresent()
            ? learner.appliedLag().getAsLong() + " entries behind"
            : "its lag is not known";
    return finding(
            Severity.WARNING,
            Reasons.LEARNER_STUCK,
            "learner %s does not catch up: %s, and that has not shrunk; a learner since %s at least"
                .formatted(learner.label(), lag, Words.time(track.since())))
        .member(learner.label())
        .value(lag)
        .threshold(Words.duration(limit))
        .remedy("check its disk and the network to the leader; remove it and add it again")
        .at(now);
  }
}
