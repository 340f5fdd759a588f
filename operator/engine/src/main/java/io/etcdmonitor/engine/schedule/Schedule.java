package io.etcdmonitor.engine.schedule;

import io.etcdmonitor.engine.Lags;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is scheduled, waiting and running. Not thread-safe: the scheduler's lock guards it. */
final class Schedule {
  /** When a run's thread is still busy with a round that was given up, look again after this. */
  private static final Duration STILL_BUSY = Duration.ofSeconds(1);

  final Map<ClusterKey, ScheduledCluster> clusters = new HashMap<>();
  final Map<InspectionKey, ScheduledInspection> inspections = new HashMap<>();
  private final Map<ClusterKey, Map<InspectionKey, ScheduledInspection>> byCluster =
      new HashMap<>();
  final DueQueue<InspectionKey> queue = new DueQueue<>();
  final Line line;
  private final Set<InspectionRun> active = new LinkedHashSet<>();
  final Cadence cadence;
  private final RoundFactory factory;
  long rounds;
  Duration lag = Duration.ZERO;
  final Lags lags = new Lags();
  boolean probing;

  Schedule(Cadence cadence, RoundFactory factory, int maxRounds) {
    this.cadence = cadence;
    this.factory = factory;
    this.line = new Line(maxRounds);
  }

  /**
   * Replaces a cluster's connection; its inspections run at once, or soon when it is new. A
   * one-shot that has run is over, and what runs long keeps its time.
   */
  Optional<ScheduledCluster> connect(ScheduledCluster cluster, Instant now) {
    ClusterKey key = cluster.spec.key();
    Optional<ScheduledCluster> old = Optional.ofNullable(clusters.put(key, cluster));
    boolean same = old.filter(cluster::inherit).isPresent();
    for (ScheduledInspection inspection : inspectionsOf(key)) {
      if (!same) {
        inspection.forget();
      }
      if (old.isEmpty()) {
        first(inspection, now);
      } else if (probing && !inspection.done) {
        InspectionKey name = inspection.spec.key();
        Instant due = old.get().waiting.getOrDefault(name, queue.dueOf(name).orElse(null));
        queue.put(name, cadence.anew(inspection, Optional.ofNullable(due), now));
      }
    }
    old.ifPresent(this::giveUp);
    return old;
  }

  Optional<ScheduledCluster> removeCluster(ClusterKey key) {
    inspectionsOf(key).forEach(inspection -> remove(inspection.spec.key()));
    Optional<ScheduledCluster> old = Optional.ofNullable(clusters.remove(key));
    old.ifPresent(this::giveUp);
    return old;
  }

  /** Adds an inspection or takes over a new spec; false when nothing changed. */
  boolean put(ScheduledInspection wanted, Instant now) {
    InspectionKey key = wanted.spec.key();
    ScheduledInspection inspection = inspections.putIfAbsent(key, wanted);
    if (inspection != null && inspection.spec.equals(wanted.spec)) {
      return false;
    }
    if (inspection == null) {
      inspection = wanted;
      byCluster.computeIfAbsent(key.cluster(), k -> new LinkedHashMap<>()).put(key, inspection);
      Optional.ofNullable(clusters.get(key.cluster())).ifPresent(c -> wanted.recall(c.roster));
    } else if (!inspection.provider.equals(wanted.provider)) {
      inspection.forget();
    }
    inspection.spec = wanted.spec;
    inspection.provider = wanted.provider;
    inspection.done = false;
    first(inspection, now);
    return true;
  }

  void remove(InspectionKey key) {
    ScheduledInspection gone = inspections.remove(key);
    queue.remove(key);
    byCluster.computeIfPresent(
        key.cluster(),
        (cluster, members) -> {
          members.remove(key);
          return members.isEmpty() ? null : members;
        });
    Optional.ofNullable(clusters.get(key.cluster())).ifPresent(c -> c.waiting.remove(key));
    if (gone != null && gone.run != null && gone.run.abandon()) {
      settle(gone.run, Verdict.UNKNOWN);
    }
  }

  /** Due within the time over which first runs are spread, or as before where that is sooner. */
  void first(ScheduledInspection inspection, Instant now) {
    InspectionKey key = inspection.spec.key();
    if (probing && !inspection.done && clusters.containsKey(key.cluster())) {
      Duration interval = inspection.spec.interval().orElse(inspection.spec.timeout());
      Instant first = cadence.first(key.cluster(), interval, now);
      // What is edited all the time is looked at all the same.
      queue.put(key, queue.dueOf(key).filter(first::isAfter).orElse(first));
    }
  }

  /** Due now, also a one-shot that has run. */
  void soon(ScheduledInspection inspection, Instant now) {
    InspectionKey key = inspection.spec.key();
    if (probing && clusters.containsKey(key.cluster())) {
      inspection.done = false;
      queue.put(key, now);
    }
  }

  void allFirst(Instant now) {
    queue.clear();
    inspections.values().forEach(inspection -> first(inspection, now));
  }

  void pause() {
    probing = false;
    queue.clear();
    line.clear();
    for (ScheduledCluster cluster : clusters.values()) {
      cluster.waiting.clear();
      cluster.inLine = false;
    }
  }

  List<InspectionRun> overdue(Instant now) {
    return active.stream().filter(run -> !run.hardDeadline.isAfter(now)).toList();
  }

  /** Moves what is due into the line for a round. */
  void collect(Instant now) {
    Optional<InspectionKey> key;
    while (true) {
      Optional<Instant> due = queue.next();
      key = queue.poll(now);
      if (key.isEmpty()) {
        return;
      }
      ScheduledCluster cluster = clusters.get(key.get().cluster());
      cluster.waiting.putIfAbsent(key.get(), due.orElse(now));
      line.enter(cluster);
    }
  }

  /**
   * Starts rounds as far as permits go.
   *
   * @param strained whether this process is late already
   */
  List<InspectionRun> dispatch(Instant now, boolean strained, InspectionRun.Owner owner) {
    List<InspectionRun> started = new ArrayList<>();
    Optional<ScheduledCluster> next = line.next(now, strained);
    while (next.isPresent()) {
      started.addAll(startRound(next.get(), now, owner));
      next = line.next(now, strained);
    }
    return started;
  }

  /** Takes a settled run out of its round and ends the round with its last one. */
  void settle(InspectionRun run, Verdict verdict) {
    active.remove(run);
    run.cluster.beside.remove(run);
    run.cluster.answered |= verdict == Verdict.PASSED || verdict == Verdict.WARNING;
    if (run.cluster.round.remove(run) && run.cluster.round.isEmpty()) {
      line.ended(run.cluster);
      if (!run.cluster.waiting.isEmpty() && isCurrent(run.cluster)) {
        line.enter(run.cluster);
      }
    }
  }

  /** Says when a settled run's inspection runs again. */
  void plan(InspectionRun run, Ending ending, Instant now) {
    ScheduledInspection inspection = run.inspection;
    InspectionKey key = inspection.spec.key();
    if (inspections.get(key) != inspection || !isCurrent(run.cluster)) {
      return;
    }
    if (inspection.oneShot() && ending != Ending.POSTPONED) {
      inspection.done |= inspection.spec.equals(run.context.inspection());
      return;
    }
    if (probing && queue.dueOf(key).isEmpty() && !run.cluster.waiting.containsKey(key)) {
      queue.put(key, cadence.next(run, ending, now));
    }
  }

  boolean isCurrent(ScheduledCluster cluster) {
    return clusters.get(cluster.spec.key()) == cluster;
  }

  boolean isCurrent(InspectionRun run) {
    return isCurrent(run.cluster) && inspections.get(run.inspection.spec.key()) == run.inspection;
  }

  /** When something happens next by itself; what is overdue now has been seen to. */
  Instant nextEvent(Instant now, Instant atLatest) {
    Stream<Instant> ends = active.stream().map(run -> run.hardDeadline).filter(now::isBefore);
    return Stream.concat(queue.next().stream(), ends)
        .reduce(atLatest, (a, b) -> a.isBefore(b) ? a : b);
  }

  /** Whether a cluster waits for its turn, or something is due before then. */
  boolean isDueBefore(Instant time) {
    return !line.isEmpty() || queue.next().filter(due -> due.isBefore(time)).isPresent();
  }

  int waiting() {
    return clusters.values().stream().mapToInt(c -> c.waiting.size()).sum();
  }

  private List<InspectionRun> startRound(
      ScheduledCluster cluster, Instant now, InspectionRun.Owner owner) {
    joinEarly(cluster, now);
    List<ScheduledInspection> ready = new ArrayList<>();
    Duration latest = Duration.ZERO;
    for (Map.Entry<InspectionKey, Instant> entry : cluster.waiting.entrySet()) {
      ScheduledInspection inspection = inspections.get(entry.getKey());
      Duration late = Duration.between(entry.getValue(), now);
      if (inspection.run == null) {
        ready.add(inspection);
        latest = late.compareTo(latest) > 0 ? late : latest;
      } else {
        queue.put(entry.getKey(), now.plus(STILL_BUSY));
      }
    }
    cluster.waiting.clear();
    if (ready.isEmpty()) {
      return List.of();
    }
    lag = latest;
    lags.add(latest);
    List<InspectionRun> runs = factory.round(cluster, ready, now, owner);
    runs.forEach(run -> run.inspection.run = run);
    cluster.jitter = cadence.jitter();
    active.addAll(runs);
    for (InspectionRun run : runs) {
      (run.context.provider().longRunning() ? cluster.beside : cluster.round).add(run);
    }
    // A round of long runs only holds nothing up, itself included.
    if (!cluster.round.isEmpty()) {
      line.started(cluster, now);
    }
    rounds++;
    return runs;
  }

  private void joinEarly(ScheduledCluster cluster, Instant now) {
    for (ScheduledInspection inspection : inspectionsOf(cluster.spec.key())) {
      InspectionKey key = inspection.spec.key();
      Optional<Instant> due = queue.dueOf(key);
      Duration early = inspection.spec.interval().map(cadence::early).orElse(Duration.ZERO);
      if (due.isPresent() && inspection.run == null && !due.get().isAfter(now.plus(early))) {
        queue.remove(key);
        cluster.waiting.putIfAbsent(key, due.get());
      }
    }
  }

  List<ScheduledInspection> inspectionsOf(ClusterKey key) {
    return List.copyOf(byCluster.getOrDefault(key, Map.of()).values());
  }

  private void giveUp(ScheduledCluster cluster) {
    line.leave(cluster);
    boolean round = !cluster.round.isEmpty();
    active.removeAll(cluster.abandon());
    if (round) {
      line.ended(cluster);
    }
  }
}
