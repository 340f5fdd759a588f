package io.etcdmonitor.engine.schedule;

import io.etcdmonitor.engine.EngineConfig;
import io.etcdmonitor.engine.EngineStats;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Recollection;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.Punctuality;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Starts rounds when they are due. All of its state is guarded by one lock under which nothing
 * blocks; results are published outside it. Time moves only by {@link #tick}: see DESIGN.md.
 */
public final class RoundScheduler implements InspectionRun.Owner, AutoCloseable {
  /** A wall clock that is set back further than this would hold everything up: schedule anew. */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(5);

  private final Clock clock;
  private final Executor executor;
  private final EngineConfig config;
  private final RunSink sink;
  private final Schedule schedule;
  private final ReentrantLock lock = new ReentrantLock();
  private final Postponement postponement;
  private volatile Instant lastTick;

  /** When the last tick said to come again; guarded by the lock. */
  private Instant promised = Instant.MIN;

  private volatile Runnable changed = () -> {};

  /** A scheduler in real time, paused. */
  public RoundScheduler(
      Clock clock,
      Executor executor,
      RandomGenerator random,
      EngineConfig config,
      RunSink sink,
      Punctuality punctuality) {
    this(clock, executor, random, config, sink, new Machine(Pauser.REAL, punctuality));
  }

  RoundScheduler(
      Clock clock,
      Executor executor,
      RandomGenerator random,
      EngineConfig config,
      RunSink sink,
      Machine machine) {
    this.clock = clock;
    this.postponement = new Postponement(machine.punctuality());
    this.executor = executor;
    this.config = config;
    this.sink = sink;
    this.schedule =
        new Schedule(
            new Cadence(random, config.firstRunSpread()),
            new RoundFactory(clock, config.callTimeout(), machine.pauser()),
            config.maxConcurrentRounds());
    this.lastTick = clock.instant();
  }

  /** Told whenever something may be due sooner than {@link #tick} said. */
  public void onChange(Runnable listener) {
    changed = listener;
  }

  /** Watches a cluster through a new connection; an old one is closed with all that runs on it. */
  public void connect(WatchedCluster cluster, ClusterConnection connection) {
    Instant now = clock.instant();
    locked(() -> schedule.connect(new ScheduledCluster(cluster, connection), now))
        .ifPresent(old -> old.connection.close());
    changed.run();
  }

  /** Takes over what changed of a watched cluster besides its connection: it counts soon. */
  public void update(WatchedCluster cluster) {
    if (locked(() -> Edit.take(schedule, cluster, clock.instant()))) {
      changed.run();
    }
  }

  /** Forgets a cluster with its inspections and closes its connection. */
  public void removeCluster(ClusterKey key) {
    locked(() -> schedule.removeCluster(key)).ifPresent(old -> old.connection.close());
  }

  /** Adds an inspection or takes over its new spec. */
  public void schedule(InspectionSpec spec, FeatureProvider provider) {
    schedule(spec, provider, Recollection.NOTHING);
  }

  /**
   * The same.
   *
   * @param before what a former process said of it, for the first run
   */
  public void schedule(InspectionSpec spec, FeatureProvider provider, Recollection before) {
    ScheduledInspection wanted = new ScheduledInspection(spec, provider, before);
    if (locked(() -> schedule.put(wanted, clock.instant()))) {
      changed.run();
    }
  }

  /** Forgets an inspection and gives up its run. */
  public void cancel(InspectionKey key) {
    locked(() -> {
      schedule.remove(key);
      return key;
    });
  }

  /** Makes an inspection due now. */
  public void runNow(InspectionKey key) {
    locked(() -> {
      ScheduledInspection inspection = schedule.inspections.get(key);
      if (inspection != null) {
        schedule.soon(inspection, clock.instant());
      }
      return key;
    });
    changed.run();
  }

  /** Starts, or goes on. */
  public void resume() {
    locked(() -> {
      if (!schedule.probing) {
        schedule.probing = true;
        schedule.allFirst(clock.instant());
      }
      return true;
    });
    changed.run();
  }

  /** Starts nothing more; what runs ends. */
  public void pause() {
    locked(() -> {
      schedule.pause();
      return true;
    });
  }

  /** Starts what is due and abandons what is overdue; says when to come again at the latest. */
  public Instant tick() {
    Instant now = clock.instant();
    List<InspectionRun> overdue = new ArrayList<>();
    List<InspectionRun> started = new ArrayList<>();
    Instant next =
        locked(() -> {
          if (schedule.probing && now.isBefore(lastTick.minus(CLOCK_STEP))) {
            schedule.allFirst(now);
          }
          lastTick = now;
          overdue.addAll(schedule.overdue(now));
          schedule.collect(now);
          started.addAll(schedule.dispatch(now, postponement.strained(), this));
          started.forEach(run -> run.mark = postponement.mark(run.cluster));
          promised = schedule.nextEvent(now, now.plus(config.tick()));
          return promised;
        });
    started.stream().filter(run -> !run.launch(executor, run)).forEach(this::postpone);
    // Listeners may be slow: the clockwork does not wait for them.
    overdue.stream()
        .filter(InspectionRun::abandon)
        .filter(run -> !run.launch(executor, () -> settled(run, run.timedOut())))
        .forEach(this::postpone);
    return next;
  }

  @Override
  public void settled(InspectionRun run, InspectionResult result) {
    boolean counts = locked(() -> schedule.isCurrent(run) && !postponement.postpones(run, result));
    try {
      if (counts) {
        sink.ended(run.context.inspection(), result);
      }
    } finally {
      Ending looked = result.verdict() == Verdict.UNKNOWN ? Ending.BLIND : Ending.LOOKED;
      boolean hurry =
          locked(() -> {
            schedule.settle(run, result.verdict());
            schedule.plan(run, counts ? looked : Ending.POSTPONED, clock.instant());
            return schedule.isDueBefore(promised);
          });
      if (hurry) {
        changed.run();
      }
    }
  }

  @Override
  public void threadEnded(InspectionRun run) {
    locked(() -> {
      if (run.inspection.run == run) {
        run.inspection.run = null;
      }
      return run;
    });
  }

  /** A watched cluster. */
  public Optional<WatchedCluster> cluster(ClusterKey key) {
    return locked(() -> Optional.ofNullable(schedule.clusters.get(key)).map(c -> c.spec));
  }

  /** All watched clusters, by name. */
  public List<WatchedCluster> clusters() {
    return locked(() ->
        schedule.clusters.values().stream()
            .map(c -> c.spec)
            .sorted(Comparator.comparing(WatchedCluster::key))
            .toList());
  }

  /** When an inspection is due next; now, while it waits for its round. */
  public Optional<Instant> nextRun(InspectionKey key) {
    return locked(() -> {
      ScheduledCluster cluster = schedule.clusters.get(key.cluster());
      Instant waiting = cluster == null ? null : cluster.waiting.get(key);
      return Optional.ofNullable(waiting).or(() -> schedule.queue.dueOf(key));
    });
  }

  /** Whether an inspection is being run. */
  public boolean running(InspectionKey key) {
    return locked(() -> {
      ScheduledInspection inspection = schedule.inspections.get(key);
      return inspection != null && inspection.run != null;
    });
  }

  /** Numbers about the scheduler. */
  public EngineStats stats(long listenerErrors) {
    return locked(() ->
        new EngineStats(
            schedule.probing,
            schedule.clusters.size(),
            schedule.inspections.size(),
            schedule.line.running(),
            schedule.waiting(),
            schedule.lag,
            schedule.lags.copy(),
            lastTick,
            schedule.rounds,
            postponement.postponed(),
            postponement.lost(),
            listenerErrors));
  }

  @Override
  public void close() {
    pause();
    clusters().forEach(cluster -> removeCluster(cluster.key()));
  }

  private void postpone(InspectionRun run) {
    locked(() -> {
      schedule.settle(run, Verdict.UNKNOWN);
      schedule.plan(run, Ending.POSTPONED, clock.instant());
      return run;
    });
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
