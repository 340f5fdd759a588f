package io.etcdmonitor.engine.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.rule.BuiltInRules;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.state.Change;
import io.etcdmonitor.engine.alert.state.Inhibition;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.alert.store.JournalStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.result.ResultChange;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Not run with the tests: measures the engine with its threads, its store on disk, a channel that
 * works and a dead one, on 10,000 open alerts and a thousand transitions a second.
 *
 * <pre>mvn -q test -pl operator/engine -am -Dtest=AlertStormBench \
 *   -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class AlertStormBench {
  private static final int CLUSTERS = 1_000;
  private static final int MEMBERS = 10;
  private static final int PER_SECOND = 1_000;
  private static final int SECONDS = Integer.getInteger("storm.seconds", 60);

  @TempDir private Path directory;
  private final AtomicLong transitions = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private final boolean[][] down = new boolean[CLUSTERS][MEMBERS];
  private Instant lastTime = Instant.EPOCH;

  @Test
  void tenThousandOpenAlertsAndAThousandTransitionsASecond() throws Exception {
    AlertConfig config = config();
    try (AlertEngine engine =
        new AlertEngine(
            JournalStore.open(directory),
            History.in(directory.resolve("history")),
            config,
            Surroundings.ALONE,
            Clock.systemUTC(),
            new Random(1))) {
      engine.addListener((alert, change) -> {
        if (Set.of(Change.FIRED, Change.REOPENED, Change.RESOLVED).contains(change)) {
          transitions.incrementAndGet();
        }
      });
      engine.configure(
          config, Map.of("works", channel("works", true), "dead", channel("dead", false)));
      engine.start();
      open(engine);
      long heapBefore = heap();
      storm(engine, heapBefore);
    }
  }

  private void open(AlertEngine engine) {
    long begin = System.nanoTime();
    for (int cluster = 0; cluster < CLUSTERS; cluster++) {
      Arrays.fill(down[cluster], true);
      engine.onResult(change(cluster));
    }
    await(CLUSTERS * MEMBERS);
    System.out.printf("10,000 alerts open after %d ms%n", millis(begin));
  }

  private void storm(AlertEngine engine, long heapBefore) throws IOException {
    long cpuBefore = cpu();
    long[] waits = new long[PER_SECOND * SECONDS];
    long begin = System.nanoTime();
    Random random = new Random(2);
    for (int i = 0; i < waits.length; i++) {
      while (System.nanoTime() - begin < i * 1_000_000_000L / PER_SECOND) {
        LockSupport.parkNanos(100_000);
      }
      int cluster = i % CLUSTERS;
      int member = random.nextInt(MEMBERS);
      down[cluster][member] ^= true;
      ResultChange change = change(cluster);
      long asked = System.nanoTime();
      engine.onResult(change);
      waits[i] = System.nanoTime() - asked;
    }
    long published = System.nanoTime();
    long expected = (long) CLUSTERS * MEMBERS + waits.length;
    await(expected);
    long lag = millis(published);
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    double cores = (cpu() - cpuBefore) / 1e9 / Math.max(1, seconds);
    Arrays.sort(waits);
    AlertStats stats = engine.stats();
    System.out.printf(
        "%d transitions in %d s: the hub waited p50 %d us, p99 %d us, at most %d us; the last was evaluated"
            + " %d ms after it came%n",
        waits.length,
        seconds,
        waits[waits.length / 2] / 1_000,
        waits[(int) (waits.length * 0.99)] / 1_000,
        waits[waits.length - 1] / 1_000,
        lag);
    System.out.printf(
        "lost %d, coalesced %d, messages %s, waiting %s, alerts in messages delivered %d%n",
        expected - transitions.get(),
        stats.coalesced(),
        stats.messages(),
        stats.waiting(),
        delivered.get());
    System.out.printf(
        "CPU %.2f cores; heap in use %d MiB before, %d MiB after; on disk %d MiB%n",
        cores, heapBefore >> 20, heap() >> 20, onDisk() >> 20);
    assertThat(transitions.get()).isEqualTo(expected);
    assertThat(stats.coalesced()).isZero();
  }

  private void await(long count) {
    long give = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (transitions.get() < count && System.nanoTime() < give) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Each has its own time, or the second of two in one moment would be taken for an old one. */
  private ResultChange change(int cluster) {
    Instant time = Clock.systemUTC().instant();
    lastTime = time.isAfter(lastTime) ? time : lastTime.plusNanos(1_000);
    ClusterKey key = new ClusterKey("storm", "c" + cluster);
    List<Finding> findings = new ArrayList<>();
    for (int member = 0; member < MEMBERS; member++) {
      if (down[cluster][member]) {
        findings.add(World.down("m" + member));
      }
    }
    InspectionSpec spec =
        new InspectionSpec(
            new InspectionKey(key, key.name() + "-healthy"),
            "healthy",
            Optional.of(Duration.ofSeconds(30)),
            Duration.ofSeconds(10),
            Map.of(),
            true);
    InspectionResult result =
        new InspectionResult(
            spec.key(),
            "healthy",
            findings.isEmpty() ? Verdict.PASSED : Verdict.WARNING,
            "R",
            "M",
            findings,
            List.of(),
            Optional.empty(),
            lastTime,
            Duration.ofMillis(1));
    return new ResultChange(spec, result, Optional.empty(), true, List.of());
  }

  private static AlertConfig config() {
    List<Rule> rules =
        BuiltInRules.all().stream()
            .map(rule ->
                rule.id().equals(RuleIds.MEMBER_DOWN)
                    ? rule.with(Duration.ZERO, Duration.ZERO, Map.of())
                    : rule)
            .toList();
    return new AlertConfig(
        rules,
        List.of(Route.all("all", List.of("works", "dead"))),
        List.of(),
        Inhibition.DEFAULTS,
        Optional.empty(),
        Set.of(),
        "");
  }

  private AlertChannel channel(String name, boolean works) {
    return new AlertChannel() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Delivery deliver(AlertMessage message, ChannelMemory memory, Duration deadline) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(works ? 20 : 2_000));
        if (works) {
          delivered.addAndGet(message.episodes().size() + message.truncatedEpisodes());
        }
        return works
            ? Delivery.sent("200")
            : new Delivery(Delivery.Outcome.RETRY, "503", "away", Optional.empty());
      }

      @Override
      public String render(AlertMessage message) {
        return message.title();
      }

      @Override
      public int messagesPerMinute() {
        return 600;
      }
    };
  }

  private long onDisk() throws IOException {
    try (var files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long millis(long begin) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }
}
