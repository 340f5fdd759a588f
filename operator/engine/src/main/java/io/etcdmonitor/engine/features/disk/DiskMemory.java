package io.etcdmonitor.engine.features.disk;

import io.etcdmonitor.engine.scrape.MemberSample;
import io.etcdmonitor.engine.scrape.SampleDelta;
import io.etcdmonitor.engine.scrape.Timings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Earlier samples of each member, to measure from: the latest that lies far enough back for a
 * percentile to mean something. One run at a time uses it.
 */
final class DiskMemory {
  private static final Set<Timings> TIMINGS = Set.of(Timings.WAL_FSYNC, Timings.BACKEND_COMMIT);

  private final Map<String, Deque<MemberSample>> samples = new HashMap<>();

  void keepOnly(Collection<String> ids) {
    samples.keySet().retainAll(ids);
  }

  /**
   * What happened since each of the earlier samples, the shortest time first; empty for the first
   * sample of a process.
   *
   * @param longest what is longer ago is not now
   */
  List<SampleDelta> since(String id, MemberSample now, Duration longest) {
    Deque<MemberSample> earlier = samples.computeIfAbsent(id, i -> new ArrayDeque<>());
    earlier.removeIf(s -> Duration.between(s.time(), now.time()).compareTo(longest) > 0);
    if (!earlier.isEmpty() && now.restartedSince(earlier.getFirst())) {
      earlier.clear();
    }
    List<SampleDelta> deltas = earlier.stream().flatMap(base -> now.since(base).stream()).toList();
    if (earlier.isEmpty() || now.time().isAfter(earlier.getFirst().time())) {
      keep(earlier, now, longest.dividedBy(2));
    }
    return deltas;
  }

  /**
   * The latest one whole, because it tells a restart, and the one before: whoever looks again
   * before the page is read anew is told of the same time again. Of others only what was timed. Of
   * what lies further back some is left out, but no gap is longer than so.
   */
  private static void keep(Deque<MemberSample> earlier, MemberSample now, Duration gap) {
    Optional<MemberSample> latest = Optional.ofNullable(earlier.pollFirst());
    Optional.ofNullable(earlier.pollFirst())
        .ifPresent(before -> earlier.addFirst(before.ofTimings(TIMINGS)));
    latest.ifPresent(earlier::addFirst);
    earlier.addFirst(now.ofTheProcess());
    List<MemberSample> all = List.copyOf(earlier);
    for (int i = 2; i < all.size() - 1; i++) {
      MemberSample newer = all.get(i - 1);
      // One in a round is enough, for one came.
      if (Duration.between(all.get(i + 1).time(), newer.time()).compareTo(gap) <= 0) {
        earlier.remove(all.get(i));
        return;
      }
    }
  }
}
