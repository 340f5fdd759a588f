package io.etcdmonitor.engine.features.healthy;

import io.etcdmonitor.engine.model.Recollection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Remembers who led since when. One round at a time uses it. */
final class LeaderLog {
  private static final Duration HOUR = Duration.ofHours(1);

  private record Term(Instant time, long term) {}

  private final Deque<Instant> changes = new ArrayDeque<>();
  private final Deque<Term> terms = new ArrayDeque<>();
  private Optional<LeaderJudge.Named> leader = Optional.empty();
  private Optional<Recollection.Leader> before = Optional.empty();
  private Instant since = Instant.EPOCH;
  private Instant last;
  private long total;

  /** Who led when a former process looked: whoever still leads does so since then. */
  void recall(Recollection.Leader known) {
    before = Optional.of(known);
  }

  void saw(Optional<LeaderJudge.Named> named, Instant now) {
    expire(now);
    if (named.isEmpty()) {
      return;
    }
    LeaderJudge.Named current = named.get();
    if (leader.isEmpty()) {
      since = before.flatMap(known -> since(known, current, now)).orElse(now);
      before = Optional.empty();
    } else if (!leader.get().id().equals(current.id())) {
      since = now;
      last = now;
      total++;
      changes.add(now);
    }
    if (terms.isEmpty() || terms.getLast().term() != current.term()) {
      terms.add(new Term(now, current.term()));
    }
    leader = named;
  }

  /** In another term it was elected again: nobody knows who led in between. */
  private static Optional<Instant> since(
      Recollection.Leader known, LeaderJudge.Named current, Instant now) {
    return known
        .since()
        .filter(time -> !time.isAfter(now))
        .filter(time ->
            known.id().equals(current.id())
                && known.term().orElse(current.term()) == current.term());
  }

  /** When the present leader was first seen to lead. */
  Instant since() {
    return since;
  }

  Optional<Instant> last() {
    return Optional.ofNullable(last);
  }

  long total() {
    return total;
  }

  int changesWithin(Instant now) {
    expire(now);
    return changes.size();
  }

  /**
   * New terms in which somebody led: a leader may be elected again. The term itself also rises with
   * elections that nobody wins, by hundreds while quorum is lost, and says nothing about leaders.
   */
  long electionsWithin(Instant now) {
    return Math.max(changesWithin(now), terms.size() - 1L);
  }

  /** When a new term was last seen to have a leader. */
  Optional<Instant> lastElection() {
    return terms.size() < 2 ? Optional.empty() : Optional.of(terms.getLast().time());
  }

  private void expire(Instant now) {
    Instant from = now.minus(HOUR);
    while (!changes.isEmpty() && changes.getFirst().isBefore(from)) {
      changes.removeFirst();
    }
    // The newest term from before the hour is where its steps are counted from.
    while (terms.size() > 1 && second().time().isBefore(from)) {
      terms.removeFirst();
    }
  }

  private Term second() {
    return terms.stream().skip(1).findFirst().orElseThrow();
  }
}
