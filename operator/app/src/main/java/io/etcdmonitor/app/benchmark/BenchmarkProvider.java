package io.etcdmonitor.app.benchmark;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FailureReasons;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.engine.feature.Settings;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.toolkit.benchmark.Benchmark;
import io.etcdmonitor.toolkit.benchmark.BenchmarkKind;
import io.etcdmonitor.toolkit.benchmark.BenchmarkOptions;
import io.etcdmonitor.toolkit.benchmark.Progress;
import io.etcdmonitor.toolkit.benchmark.Report;
import io.etcdmonitor.toolkit.ops.EtcdException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A small measured load on a schedule, for those who asked for it: has the cluster become slower?
 * It refuses a cluster that is not well, and its settings cannot make a heavy load.
 */
public final class BenchmarkProvider implements FeatureProvider {
  private static final String KIND = "kind";
  private static final String DURATION = "duration";
  private static final String RATE = "rate";
  private static final String CLIENTS = "clients";
  private static final String VALUE_SIZE = "valueSize";
  private static final String P99_LIMIT = "p99Limit";

  private static final Duration LONGEST = Duration.ofSeconds(20);
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  /** Writing keys first, connecting, deleting keys. */
  private static final Duration AROUND = Duration.ofSeconds(8);

  private static final Duration CLEANING = Duration.ofSeconds(6);
  private static final int KEYS = 1_000;

  /** Two at a time would measure each other where they share a machine. */
  private final Semaphore one = new Semaphore(1);

  @Override
  public String name() {
    return FeatureNames.BENCHMARK;
  }

  @Override
  public String description() {
    return "Puts a small load on the cluster and compares its latency with earlier runs; writes keys"
        + " and deletes them. Off unless asked for.";
  }

  @Override
  public Duration defaultInterval() {
    return Duration.ofHours(24);
  }

  @Override
  public boolean enabledByDefault() {
    return false;
  }

  @Override
  public boolean longRunning() {
    return true;
  }

  @Override
  public Set<SettingSpec> settings() {
    return Set.of(
        new SettingSpec(
            KIND,
            "What is done: write, read or mixed (70 % reads).",
            "mixed",
            text ->
                Set.of("write", "read", "mixed").contains(text)
                    ? Optional.empty()
                    : Optional.of("write one of write, read, mixed")),
        new SettingSpec(
            DURATION, "How long is measured, 8s to 20s.", "10s", BenchmarkProvider::checkDuration),
        Settings.integer(RATE, "Operations per second, 1 to 2000.", 200, 1, 2_000),
        Settings.integer(CLIENTS, "Calls under way at the same time, 1 to 32.", 8, 1, 32),
        Settings.integer(VALUE_SIZE, "Bytes of a value, 1 to 4096.", 256, 1, 4_096),
        Settings.duration(P99_LIMIT, "99 of 100 operations must be faster than this.", "100ms"),
        Settings.integer(
            Judgement.REGRESSION_PERCENT,
            "Slower than earlier runs by more than this is a regression, 10 to 1000 percent.",
            50,
            10,
            1_000));
  }

  private static Optional<String> checkDuration(String text) {
    try {
      Duration duration = Settings.durationOf(text);
      if (duration.compareTo(Duration.ofSeconds(8)) >= 0 && duration.compareTo(LONGEST) <= 0) {
        return Optional.empty();
      }
    } catch (IllegalArgumentException e) {
      // The sentence below says what is allowed.
    }
    return Optional.of("write a duration from 8s to 20s");
  }

  @Override
  public InspectionOutcome inspect(InspectionContext context) {
    Duration needed = Settings.durationOf(context.setting(DURATION)).plus(WARM_UP).plus(AROUND);
    if (context.budget(LONGEST.plus(AROUND).plus(AROUND)).compareTo(needed) < 0) {
      return refused(
          "the inspection's timeout is too short: give it at least "
              + Words.duration(needed.plusSeconds(1)));
    }
    Optional<String> refusal = Refusal.of(context);
    if (refusal.isPresent()) {
      return refused("the cluster is not loaded now: " + refusal.get());
    }
    try {
      Duration patience = context.budget(Duration.ofMinutes(1)).minus(needed);
      if (!one.tryAcquire(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS)) {
        return refused("another benchmark runs: only one does at a time");
      }
      try {
        return Judgement.of(context, measure(context));
      } finally {
        one.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return InspectionOutcome.unknown(Reasons.PROBE_TIMEOUT, "the run was given up");
    } catch (EtcdException e) {
      return InspectionOutcome.unknown(
          FailureReasons.of(e.kind()),
          "the benchmark could not run: %s; %s"
              .formatted(e.getMessage(), FailureReasons.remedy(e.kind())));
    }
  }

  private static InspectionOutcome refused(String why) {
    return InspectionOutcome.unknown(Reasons.BENCHMARK_REFUSED, why);
  }

  private static Report measure(InspectionContext context) throws InterruptedException {
    BenchmarkOptions options = options(context);
    Benchmark benchmark =
        new Benchmark(context.cluster().connection(), options, context.clock(), Progress.NONE)
            .modest();
    Duration left = context.budget(Duration.ofMinutes(2)).minus(CLEANING);
    Thread guard = Thread.startVirtualThread(() -> stopLate(benchmark, left));
    try {
      return benchmark.run();
    } finally {
      guard.interrupt();
    }
  }

  /** What its settings ask for. */
  static BenchmarkOptions options(InspectionContext context) {
    BenchmarkOptions defaults = BenchmarkOptions.of(BenchmarkKind.of(context.setting(KIND)));
    int clients = Settings.integerOf(context.setting(CLIENTS));
    return defaults
        .with(
            new BenchmarkOptions.Load(
                Math.min(4, clients),
                clients,
                OptionalLong.empty(),
                Settings.durationOf(context.setting(DURATION)),
                Settings.integerOf(context.setting(RATE)),
                WARM_UP))
        .with(
            new BenchmarkOptions.Data(
                defaults.data().prefix(),
                defaults.data().keySize(),
                Settings.integerOf(context.setting(VALUE_SIZE)),
                KEYS,
                false,
                1))
        .with(new BenchmarkOptions.Slo(0, 0, Settings.durationOf(context.setting(P99_LIMIT))));
  }

  private static void stopLate(Benchmark benchmark, Duration after) {
    try {
      Thread.sleep(after);
      benchmark.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
