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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Learners that do not get on. A learner is stuck when it has been one for long and its lag has not
 * shrunk over half of that time at least. One round at a time uses it.
 */
final class LearnerJudge {
  private record Checkpoint(Instant time, long lag) {}

  /**
   * One learner.
   *
   * @param since when it was first seen
   * @param checkpoints the last two, half of the limit apart; the later may be a round old, and
   *     over one round a lag may grow
   */
  private record Track(Instant since, Deque<Checkpoint> checkpoints) {
    boolean shrinking(long lag) {
      return lag < checkpoints.getFirst().lag();
    }

    /** Whether it was looked at for long enough. */
    boolean judged(Duration half, Instant now) {
      return !checkpoints.isEmpty() && !checkpoints.getFirst().time().plus(half).isAfter(now);
    }

    void saw(long lag, Duration half, Instant now) {
      if (checkpoints.isEmpty() || !checkpoints.getLast().time().plus(half).isAfter(now)) {
        checkpoints.addLast(new Checkpoint(now, lag));
      }
      if (checkpoints.size() > 2) {
        checkpoints.removeFirst();
      }
    }
  }

  private final Map<String, Track> tracks = new HashMap<>();

  List<Finding> judge(
      List<MemberObservation> members, Duration stuckAfter, long lagLimit, Instant now) {
    List<MemberObservation> learners =
        members.stream().filter(m -> m.role() == MemberRole.LEARNER).toList();
    Set<String> ids = learners.stream().map(MemberObservation::id).collect(Collectors.toSet());
    tracks.keySet().retainAll(ids);
    List<Finding> findings = new ArrayList<>();
    for (MemberObservation learner : learners) {
      Track track = tracks.computeIfAbsent(learner.id(), id -> new Track(now, new ArrayDeque<>(3)));
      if (learner.appliedLag().isEmpty()) {
        // Whether it answers is said elsewhere.
        continue;
      }
      long lag = learner.appliedLag().getAsLong();
      boolean overdue = !track.since().plus(stuckAfter).isAfter(now);
      Duration half = stuckAfter.dividedBy(2);
      if (overdue && lag <= lagLimit) {
        findings.add(waiting(learner, track, now));
      } else if (overdue && track.judged(half, now) && !track.shrinking(lag)) {
        findings.add(stuck(learner, track, lag, lagLimit, now));
      }
      track.saw(lag, half, now);
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
      MemberObservation learner, Track track, long entries, long limit, Instant now) {
    String lag = entries + " entries behind";
    return finding(
            Severity.WARNING,
            Reasons.LEARNER_STUCK,
            "learner %s does not catch up: %s, and that has not shrunk; a learner since %s at least"
                .formatted(learner.label(), lag, Words.time(track.since())))
        .member(learner.label())
        .value(lag)
        .threshold(limit + " entries behind")
        .remedy("check its disk and the network to the leader; remove it and add it again")
        .at(now);
  }
}
