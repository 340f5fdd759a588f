package io.etcdmonitor.engine.features.healthy;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.etcd.MemberStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a cluster forgot what it held: a restore from a snapshot, or members that were started
 * empty with the token of before, leaves the cluster's ID as it was, while its revision and its
 * raft log begin earlier. Watchers and informers that resume from what they saw then miss changes.
 *
 * <p>A slow leader may report an old revision for a while; a committed index never goes back. So
 * both must be lower than they were, with a leader that answers, in two looks in a row.
 */
final class RevisionLog {
  /** After this, what was restored is the data. */
  private static final Duration NEWS = Duration.ofHours(24);

  private Optional<Point> highest = Optional.empty();
  private boolean suspect;
  private Optional<Loss> loss = Optional.empty();

  private record Point(String clusterId, long revision, long committed) {
    boolean behind(Point other) {
      return clusterId.equals(other.clusterId)
          && revision < other.revision
          && committed < other.committed;
    }

    Point atLeast(Point other) {
      return clusterId.equals(other.clusterId)
          ? new Point(
              clusterId, Math.max(revision, other.revision), Math.max(committed, other.committed))
          : this;
    }
  }

  /**
   * What happened.
   *
   * @param from revision before
   * @param to revision when it was first seen to be lower
   * @param at when that was
   */
  private record Loss(long from, long to, Instant at) {}

  /** Takes in what the leader says this round; nothing without a leader that answers. */
  void saw(RoundFacts facts) {
    loss = loss.filter(l -> !l.at().plus(NEWS).isBefore(facts.now()));
    Optional<Point> now =
        LeaderJudge.leader(facts)
            .flatMap(leader ->
                facts.members().stream()
                    .flatMap(m -> facts.status(m).stream())
                    .filter(status -> status.memberId().equals(leader.id()))
                    .findFirst())
            .map(RevisionLog::point);
    if (now.isEmpty()) {
      return;
    }
    if (highest.isEmpty() || !now.get().behind(highest.get())) {
      highest = now.map(point -> highest.map(point::atLeast).orElse(point));
      suspect = false;
    } else if (!suspect) {
      suspect = true;
    } else {
      loss = Optional.of(new Loss(highest.get().revision(), now.get().revision(), facts.now()));
      highest = now;
      suspect = false;
    }
  }

  private static Point point(MemberStatus status) {
    return new Point(status.clusterId(), status.revision(), status.raftIndex());
  }

  /** Said for a day after it happened. */
  Optional<Finding> judge(Instant now) {
    return loss.map(l ->
        finding(
                Severity.WARNING,
                Reasons.REVISION_WENT_BACK,
                "the cluster went back from revision %d to %d at %s: it was restored from an older state"
                    .formatted(l.from(), l.to(), Words.time(l.at())))
            .value(Long.toString(l.to()))
            .threshold(Long.toString(l.from()))
            .remedy(
                "if that was meant, restart what watches this etcd, kube-apiservers too;"
                    + " if not, find out who restored it")
            .at(now));
  }
}
