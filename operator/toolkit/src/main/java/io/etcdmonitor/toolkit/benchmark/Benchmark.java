package io.etcdmonitor.toolkit.benchmark;

import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.ConnectorOptions;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.grpc.ToolConnection;
import io.etcdmonitor.toolkit.metrics.Pages;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.OperationOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Loads a cluster and measures how it bears it. It writes keys under a prefix of its own and
 * deletes them afterwards, also when it is stopped. One use.
 */
public final class Benchmark {
  /** Longer keys would not fit; more runs at the same instant are not expected. */
  private static final int ID_DIGITS = 6;

  private static final Duration CLEAN_UP = Duration.ofMinutes(2);

  /** A process that was asked to end is cut off a few seconds later. */
  private static final Duration CLEAN_UP_WHEN_STOPPED = Duration.ofSeconds(5);

  private static final Duration LATE_EVENTS = Duration.ofSeconds(5);

  private final ConnectionSpec spec;
  private final BenchmarkOptions options;
  private final Clock clock;
  private final Progress progress;
  private final String id;
  private final KeyMaker keys;
  private volatile boolean stopped;
  private volatile boolean compact;
  private volatile Patience patience = Patience.DEFAULT;
  private volatile Sizes sizes = Sizes.ANY;
  private volatile Loop running;

  /**
   * @throws IllegalArgumentException when the options do not go together
   */
  public Benchmark(ConnectionSpec spec, BenchmarkOptions options, Clock clock, Progress progress) {
    this.spec = spec;
    this.options = options;
    this.clock = clock;
    this.progress = progress;
    this.id = id(clock);
    long most =
        Math.max(
            Math.max(options.data().keySpace(), options.populated()),
            options.shape().txnOperations());
    this.keys = new KeyMaker(options.data().prefix() + id + "/", options.data().keySize(), most);
  }

  private static String id(Clock clock) {
    long mixed = new SplittableRandom(clock.millis() ^ System.nanoTime()).nextLong();
    String text = Long.toString(mixed & Long.MAX_VALUE, 36);
    return text.substring(text.length() - ID_DIGITS);
  }

  /** Compact when the keys are deleted. */
  public Benchmark compacting() {
    compact = true;
    return this;
  }

  /** Waits otherwise than by default. */
  public Benchmark waiting(Patience other) {
    patience = other;
    return this;
  }

  /** Refuses large answers: who runs it for others does not know what answers there. */
  public Benchmark modest() {
    sizes = Sizes.MODEST;
    return this;
  }

  /** Ends it early: {@link #run} cleans up and returns what was measured. Idempotent. */
  public void stop() {
    stopped = true;
    Loop loop = running;
    if (loop != null) {
      loop.stop();
    }
  }

  /**
   * Runs it.
   *
   * @throws EtcdException when it could not begin: nobody answers, no leader, no permission
   */
  public Report run() throws InterruptedException {
    try (EtcdOperations operations =
            EtcdOperations.open(
                spec,
                new OperationOptions(patience.request(), patience.dial()),
                sizes.operation());
        ToolConnection connection =
            new ToolConnection(
                spec, new ConnectorOptions(threads(), patience.dial(), sizes.load()));
        Pages pages = new Pages(spec, sizes.page());
        ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("benchmark-timer").factory())) {
      Targets targets = Targets.find(operations, options);
      Errors errors = new Errors();
      List<Lane> lanes = lanes(connection, targets.endpoints(), errors);
      return new Run(operations, pages, timer, targets, lanes, errors).all();
    }
  }

  /** Fewer were slower for reads, most of all on a machine that does other things as well. */
  private static int threads() {
    return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
  }

  private List<Lane> lanes(ToolConnection connection, List<Endpoint> endpoints, Errors errors) {
    List<Lane> lanes = new ArrayList<>();
    int count = Math.min(options.load().connections(), options.load().clients());
    for (int i = 0; i < count; i++) {
      lanes.add(
          new Lane(
              connection,
              endpoints.get(i % endpoints.size()),
              i + 1,
              new Tally(Crew.operations(options.kind()), errors)));
    }
    return lanes;
  }

  /** The phases of a run. */
  private final class Run {
    private final EtcdOperations operations;
    private final ScheduledExecutorService timer;
    private final Targets targets;
    private final List<Lane> lanes;
    private final Errors errors;
    private final Sampler sampler;
    private final Measurement measurement;
    private final String started = clock.instant().toString();
    private long populated;

    Run(
        EtcdOperations operations,
        Pages pages,
        ScheduledExecutorService timer,
        Targets targets,
        List<Lane> lanes,
        Errors errors) {
      this.operations = operations;
      this.timer = timer;
      this.targets = targets;
      this.lanes = lanes;
      this.errors = errors;
      this.sampler =
          new Sampler(Crew.operations(options.kind()), lanes.stream().map(Lane::tally).toList());
      this.measurement =
          new Measurement(sampler, new DiskWindow(pages, targets.endpoints()), timer, progress);
    }

    Report all() throws InterruptedException {
      Loop loop = null;
      Report.Client client = null;
      List<Report.MemberDisk> members = List.of();
      Crew crew = new Crew(options, lanes, keys);
      EtcdException failure = null;
      InterruptedException interrupted = null;
      try (crew) {
        populate(crew);
        List<LoadClient> clients = crew.measuring(operations);
        loop = new Loop(clients, plan(), patience.load(), timer);
        measure(loop, crew);
        client = measurement.client();
        members = measurement.members();
      } catch (EtcdException e) {
        failure = e;
      } catch (InterruptedException e) {
        // Its keys are deleted all the same.
        interrupted = e;
        stop();
      }
      progress.phase("deleting its keys");
      Report.CleanUp cleanUp =
          new Cleaner(operations, keys.prefix(), patience.cleaning())
              .clean(stopped ? CLEAN_UP_WHEN_STOPPED : CLEAN_UP, compact, crew.leases());
      if (interrupted != null) {
        throw interrupted;
      }
      if (failure != null) {
        throw cleanUp.left() != null && cleanUp.left() == 0
            ? failure
            : new EtcdException(failure.kind(), failure.getMessage() + "; " + cleanUp.message());
      }
      return report(loop, client, members, cleanUp);
    }

    private void populate(Crew crew) throws InterruptedException {
      long count = options.populated();
      if (count == 0 || stopped) {
        return;
      }
      progress.phase("writing " + count + " keys first");
      Loop loop =
          new Loop(
              crew.populating(),
              new Loop.Plan(0, TimeUnit.MINUTES.toNanos(30), count, 0),
              patience.load(),
              timer);
      begin(loop);
      loop.run(System.nanoTime());
      sampler.discard();
      populated = count;
      // A key that is missing would be an error of the measurement.
      List<Report.ErrorCount> failed = errors.all();
      if (!failed.isEmpty() && !stopped) {
        throw new EtcdException(
            FailureCause.OTHER, "not all keys could be written first: " + failed.get(0).example());
      }
    }

    private Loop.Plan plan() {
      boolean noWarmUp = options.kind() == BenchmarkKind.DELETE;
      return new Loop.Plan(
          noWarmUp ? 0 : options.load().warmUp().toNanos(),
          options.load().duration().toNanos(),
          options.measured().orElse(Long.MAX_VALUE),
          options.load().rate());
    }

    private void begin(Loop loop) {
      running = loop;
      if (stopped) {
        loop.stop();
      }
    }

    private void measure(Loop loop, Crew crew) throws InterruptedException {
      begin(loop);
      measurement.of(
          start -> {
            loop.run(start);
            if (crew.watchers() != null && !stopped) {
              events(crew);
            }
          },
          plan().warmUpNanos());
    }

    private void events(Crew crew) throws InterruptedException {
      long failedPuts = errors.all().stream().mapToLong(Report.ErrorCount::count).sum();
      long missing = crew.watchers().awaitAll(failedPuts, LATE_EVENTS);
      EtcdFailure why =
          new EtcdFailure(
              FailureCause.TIMEOUT,
              "an event had not come " + LATE_EVENTS.toSeconds() + " s after all puts");
      for (long i = 0; i < missing; i++) {
        lanes.get(0).tally().failed(why);
      }
    }

    private Report report(
        Loop loop, Report.Client client, List<Report.MemberDisk> members, Report.CleanUp cleanUp) {
      return new Reporter(options, id, started, targets)
          .report(
              new Reporter.Found(
                  sampler,
                  errors.all(),
                  new Report.WarmUp(
                      plan().warmUpNanos() / 1e9, loop.warm(), loop.warmErrors(), populated),
                  loop.missed(),
                  stopped,
                  client,
                  members),
              cleanUp);
    }
  }
}
