package io.etcdmonitor.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.EngineConfig;
import io.etcdmonitor.engine.EngineStats;
import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.model.Verdict;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.testing.FakeCluster;
import io.etcdmonitor.engine.testing.ManualClock;
import io.etcdmonitor.engine.view.ClusterView;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdApi;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.Punctuality;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RoundSchedulerTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock();
  private final Deque<Runnable> threads = new ArrayDeque<>();
  private final Map<InspectionKey, List<InspectionResult>> results = new HashMap<>();
  private Duration lost = Duration.ZERO;
  private boolean strained;
  private final Punctuality punctuality =
      new Punctuality() {
        @Override
        public Duration lost() {
          return lost;
        }

        @Override
        public boolean strained() {
          return strained;
        }
      };
  private final RoundScheduler scheduler = scheduler(EngineConfig.DEFAULTS);

  private RoundScheduler scheduler(EngineConfig config) {
    return scheduler(config, threads::add);
  }

  /** One that gets no thread at times. */
  private RoundScheduler poor(BooleanSupplier without) {
    return scheduler(
        EngineConfig.DEFAULTS,
        run -> {
          if (without.getAsBoolean()) {
            throw new InternalError("unable to create native thread");
          }
          threads.add(run);
        });
  }

  private RoundScheduler scheduler(EngineConfig config, Executor runs) {
    return new RoundScheduler(
        clock,
        runs,
        new Random(42),
        config,
        (spec, result) -> results.computeIfAbsent(spec.key(), k -> new ArrayList<>()).add(result),
        new Machine(length -> clock.advance(length), punctuality));
  }

  /** A feature that does what the test says. */
  private record Feature(String name, Function<InspectionContext, InspectionOutcome> body)
      implements FeatureProvider {
    @Override
    public String description() {
      return "a feature of a test";
    }

    @Override
    public Duration defaultInterval() {
      return INTERVAL;
    }

    @Override
    public Set<SettingSpec> settings() {
      return Set.of();
    }

    @Override
    public InspectionOutcome inspect(InspectionContext context) {
      return body.apply(context);
    }
  }

  private static InspectionOutcome passed() {
    return new InspectionOutcome(
        Verdict.PASSED, Reasons.QUORUM_HEALTHY, "fine", List.of(), List.of(), Optional.empty());
  }

  private static final Feature QUICK = new Feature("quick", c -> passed());

  private final Map<String, FakeCluster.FakeConnection> connections = new HashMap<>();

  private WatchedCluster watch(RoundScheduler on, String name) {
    FakeCluster fake = new FakeCluster(name, 1);
    connections.put(name, FakeCluster.connection(fake.watched().connection(), fake));
    on.connect(fake.watched(), connections.get(name));
    return fake.watched();
  }

  private static InspectionSpec spec(ClusterKey cluster, String name, Duration interval) {
    return new InspectionSpec(
        new InspectionKey(cluster, name),
        name,
        Optional.ofNullable(interval),
        TIMEOUT,
        Map.of(),
        true);
  }

  private void runThreads() {
    while (!threads.isEmpty()) {
      threads.poll().run();
    }
  }

  /** Lets time pass, with everything that is due happening at its time. */
  private void pass(RoundScheduler on, Duration time) {
    Instant end = clock.instant().plus(time);
    while (true) {
      Instant next = on.tick();
      if (!threads.isEmpty()) {
        runThreads();
        continue;
      }
      if (next.isAfter(end)) {
        clock.set(end);
        return;
      }
      clock.set(next.isAfter(clock.instant()) ? next : clock.instant().plusMillis(1));
    }
  }

  private List<Instant> times(InspectionKey key) {
    return results.getOrDefault(key, List.of()).stream().map(InspectionResult::time).toList();
  }

  @Test
  void nothingRunsBeforeResumeOrAfterPauseAndTheClockworkMovesAllTheSame() {
    WatchedCluster cluster = watch(scheduler, "c1");
    InspectionSpec spec = spec(cluster.key(), "quick", INTERVAL);
    scheduler.schedule(spec, QUICK);
    pass(scheduler, Duration.ofMinutes(5));
    assertThat(results).isEmpty();
    assertThat(scheduler.nextRun(spec.key())).isEmpty();

    scheduler.resume();
    pass(scheduler, Duration.ofMinutes(5));
    int runs = results.get(spec.key()).size();
    assertThat(runs).isBetween(9, 12);
    assertThat(scheduler.nextRun(spec.key())).isPresent();

    scheduler.pause();
    Instant before = scheduler.stats(0).lastTick();
    pass(scheduler, Duration.ofMinutes(5));
    assertThat(results.get(spec.key())).hasSize(runs);
    assertThat(scheduler.nextRun(spec.key())).isEmpty();
    assertThat(scheduler.stats(0).lastTick()).isAfter(before.plusSeconds(290));
  }

  @Test
  void theClockworkIsWokenForNothingThatIsDueLaterThanItWasTold() {
    int[] woken = {0};
    WatchedCluster cluster = watch(scheduler, "c1");
    scheduler.schedule(spec(cluster.key(), "quick", INTERVAL), QUICK);
    scheduler.resume();
    while (threads.isEmpty()) {
      clock.set(scheduler.tick());
    }
    scheduler.onChange(() -> woken[0]++);
    runThreads();
    assertThat(results).hasSize(1);
    assertThat(woken[0]).isZero();
    scheduler.runNow(new InspectionKey(cluster.key(), "quick"));
    assertThat(woken[0]).isEqualTo(1);
  }

  @Test
  void theClockworkIsWokenWhenAClusterThatWaitsCanHaveItsTurn() {
    RoundScheduler one =
        scheduler(new EngineConfig(1, Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(2)));
    int[] woken = {0};
    one.resume();
    for (String name : List.of("c1", "c2")) {
      one.schedule(spec(watch(one, name).key(), "quick", INTERVAL), QUICK);
    }
    while (threads.isEmpty()) {
      clock.set(one.tick());
    }
    clock.advance(Duration.ofMillis(1));
    one.tick();
    assertThat(threads).hasSize(1);
    one.onChange(() -> woken[0]++);
    runThreads();
    assertThat(results).hasSize(1);
    assertThat(woken[0]).isEqualTo(1);
    one.tick();
    runThreads();
    assertThat(results).hasSize(2);
  }

  @Test
  void aRunThatGetsNoThreadComesAgain() {
    int[] without = {2};
    RoundScheduler poor = poor(() -> without[0] > 0 && without[0]-- > 0);
    InspectionSpec spec = spec(watch(poor, "c1").key(), "quick", INTERVAL);
    poor.schedule(spec, QUICK);
    poor.resume();
    pass(poor, Duration.ofSeconds(20));
    assertThat(without[0]).isZero();
    assertThat(results.get(spec.key()))
        .extracting(InspectionResult::verdict)
        .containsExactly(Verdict.PASSED);
    assertThat(poor.stats(0).running()).isZero();
  }

  @Test
  void anOverdueRunForWhichNobodyCanSpeakIsOverAllTheSame() {
    boolean[] without = {false};
    RoundScheduler poor = poor(() -> without[0]);
    InspectionSpec spec = spec(watch(poor, "c1").key(), "quick", INTERVAL);
    poor.schedule(spec, QUICK);
    poor.resume();
    while (threads.isEmpty()) {
      clock.set(poor.tick());
    }
    clock.advance(TIMEOUT);
    without[0] = true;
    poor.tick();
    without[0] = false;
    runThreads();
    pass(poor, Duration.ofSeconds(20));
    assertThat(results.get(spec.key()))
        .extracting(InspectionResult::verdict)
        .containsExactly(Verdict.PASSED);
    assertThat(poor.stats(0).running()).isZero();
  }

  @Test
  void aLongRunHoldsNothingUpAndEndsAtItsTimeout() {
    FeatureProvider longRun = new LongFeature();
    WatchedCluster cluster = watch(scheduler, "c1");
    InspectionSpec quick = spec(cluster.key(), "quick", Duration.ofSeconds(2));
    InspectionSpec slow = spec(cluster.key(), "load", null);
    scheduler.schedule(quick, QUICK);
    scheduler.schedule(slow, longRun);
    scheduler.resume();
    Runnable kept = null;
    Instant end = clock.instant().plusSeconds(8);
    while (clock.instant().isBefore(end)) {
      scheduler.tick();
      for (Runnable thread = threads.poll(); thread != null; thread = threads.poll()) {
        if (thread instanceof InspectionRun run && run.context.provider().longRunning()) {
          kept = run;
        } else {
          thread.run();
        }
      }
      clock.advance(Duration.ofMillis(100));
    }
    assertThat(kept).isNotNull();
    assertThat(times(quick.key())).hasSizeGreaterThan(2);
    assertThat(results).doesNotContainKey(slow.key());
    assertThat(scheduler.running(slow.key())).isTrue();

    pass(scheduler, Duration.ofSeconds(10));
    assertThat(results.get(slow.key()))
        .extracting(InspectionResult::reason)
        .containsExactly(Reasons.PROBE_TIMEOUT);
    kept.run();
    assertThat(results.get(slow.key())).hasSize(1);
    assertThat(scheduler.running(slow.key())).isFalse();
    assertThat(scheduler.stats(0).running()).isZero();
  }

  private static WatchedCluster edited(WatchedCluster w, String description, int members) {
    return new WatchedCluster(
        w.key(),
        description,
        w.connection(),
        w.thresholds(),
        new Expected(OptionalInt.of(members), Optional.empty(), Optional.empty()),
        w.metrics());
  }

  @Test
  void whatAnOwnerEditsCountsInTheNextRoundAlsoForWhatRunsOnceAnHour() {
    List<WatchedCluster> judged = new ArrayList<>();
    Feature hourly =
        new Feature(
            "hourly",
            c -> {
              judged.add(c.cluster());
              return passed();
            });
    WatchedCluster cluster = watch(scheduler, "c1");
    InspectionSpec often = spec(cluster.key(), "quick", INTERVAL);
    InspectionSpec seldom = spec(cluster.key(), "hourly", Duration.ofHours(1));
    InspectionSpec once = spec(cluster.key(), "once", null);
    scheduler.schedule(often, QUICK);
    scheduler.schedule(seldom, hourly);
    scheduler.schedule(once, new Feature("once", c -> passed()));
    scheduler.resume();
    pass(scheduler, Duration.ofMinutes(5));
    assertThat(judged).hasSize(1);

    scheduler.update(edited(cluster, "other words", 3));
    WatchedCluster same = edited(cluster, "still other words", 3);
    Instant due = scheduler.nextRun(often.key()).orElseThrow();
    assertThat(scheduler.nextRun(seldom.key())).as("with the round that comes").contains(due);
    pass(scheduler, Duration.ofSeconds(40));
    assertThat(judged).hasSize(2);
    assertThat(judged.get(1).expected().members()).hasValue(3);
    assertThat(times(seldom.key()).get(1)).isIn(times(often.key()));

    scheduler.update(same);
    pass(scheduler, Duration.ofMinutes(5));
    assertThat(judged).as("a description judges nothing").hasSize(2);
    assertThat(results.get(once.key())).as("a one-shot is over").hasSize(1);
  }

  @Test
  void thousandClustersThatAreEditedAtOnceAreLookedAtOverAQuarterOfAMinute() {
    scheduler.resume();
    List<WatchedCluster> fleet = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      fleet.add(watch(scheduler, "c" + i));
      scheduler.schedule(spec(fleet.get(i).key(), "hourly", Duration.ofHours(1)), QUICK);
    }
    pass(scheduler, Duration.ofMinutes(1));
    Instant now = clock.instant();
    fleet.forEach(w -> scheduler.update(edited(w, "", 3)));

    int[] perSecond = new int[31];
    for (WatchedCluster w : fleet) {
      Instant due = scheduler.nextRun(new InspectionKey(w.key(), "hourly")).orElseThrow();
      perSecond[(int) Duration.between(now, due).toSeconds()]++;
    }
    assertThat(Arrays.stream(perSecond).max().orElseThrow()).isLessThan(100);
  }

  @Test
  void whatRunsWhileItsClusterIsEditedRunsOnceMore() {
    WatchedCluster cluster = watch(scheduler, "c1");
    InspectionSpec seldom = spec(cluster.key(), "hourly", Duration.ofHours(1));
    scheduler.schedule(seldom, QUICK);
    scheduler.resume();
    while (threads.isEmpty()) {
      clock.set(scheduler.tick());
    }
    scheduler.update(edited(cluster, "", 3));
    runThreads();
    pass(scheduler, Duration.ofMinutes(2));
    assertThat(results.get(seldom.key())).hasSize(2);
  }

  @Test
  void theFirstVerdictComesWithinTwoSecondsAndRunsKeepTheirDistance() {
    WatchedCluster cluster = watch(scheduler, "c1");
    scheduler.resume();
    pass(scheduler, Duration.ofMinutes(1));
    Instant applied = clock.instant();
    InspectionSpec spec = spec(cluster.key(), "quick", INTERVAL);
    scheduler.schedule(spec, QUICK);

    pass(scheduler, Duration.ofHours(1));

    List<Instant> times = times(spec.key());
    assertThat(Duration.between(applied, times.get(0))).isLessThan(Duration.ofSeconds(2));
    for (int i = 1; i < times.size(); i++) {
      assertThat(Duration.between(times.get(i - 1), times.get(i)))
          .isBetween(Duration.ofSeconds(27), Duration.ofSeconds(33));
    }
  }

  private static InspectionOutcome unreachable() {
    return InspectionOutcome.unknown(Reasons.TIMEOUT, "nobody answers");
  }

  @Test
  void whatIsNotKnownBecauseWeWereLateIsTriedAgainBeforeItIsSaid() {
    WatchedCluster cluster = watch(scheduler, "c1");
    FakeCluster.FakeConnection connection = connections.get("c1");
    boolean[] late = {false};
    Feature feature =
        new Feature(
            "quick",
            c -> {
              connection.late += late[0] ? 1 : 0;
              return late[0] ? unreachable() : passed();
            });
    InspectionSpec spec = spec(cluster.key(), "quick", INTERVAL);
    scheduler.schedule(spec, feature);
    scheduler.resume();
    pass(scheduler, Duration.ofSeconds(5));
    assertThat(results.get(spec.key())).hasSize(1);

    late[0] = true;
    pass(scheduler, Duration.ofSeconds(33));
    assertThat(results.get(spec.key())).hasSize(1);
    assertThat(scheduler.stats(0).postponed()).isPositive();
    late[0] = false;
    pass(scheduler, Duration.ofSeconds(5));
    assertThat(results.get(spec.key()))
        .extracting(InspectionResult::verdict)
        .containsExactly(Verdict.PASSED, Verdict.PASSED);

    late[0] = true;
    pass(scheduler, Duration.ofSeconds(60));
    assertThat(results.get(spec.key()).getLast().verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void badNewsOfAPunctualRoundIsToldAtOnce() {
    WatchedCluster cluster = watch(scheduler, "c1");
    InspectionSpec spec = spec(cluster.key(), "quick", INTERVAL);
    scheduler.schedule(spec, new Feature("quick", c -> unreachable()));
    lost = Duration.ofHours(1);
    scheduler.resume();
    pass(scheduler, Duration.ofSeconds(5));
    assertThat(results.get(spec.key())).hasSize(1);
    assertThat(scheduler.stats(0).postponed()).isZero();
  }

  @Test
  void aOneShotWhoseResultDoesNotCountIsRepeated() {
    WatchedCluster cluster = watch(scheduler, "c1");
    FakeCluster.FakeConnection connection = connections.get("c1");
    Feature feature =
        new Feature(
            "quick",
            c -> {
              boolean first = connection.late++ == 0;
              return first ? unreachable() : passed();
            });
    InspectionSpec spec = spec(cluster.key(), "quick", null);
    scheduler.schedule(spec, feature);
    scheduler.resume();
    pass(scheduler, Duration.ofMinutes(1));
    assertThat(results.get(spec.key()))
        .extracting(InspectionResult::verdict)
        .containsExactly(Verdict.PASSED);
  }

  @Test
  void aRunWithoutTimeOfOursIsTriedAgain() {
    WatchedCluster cluster = watch(scheduler, "c1");
    InspectionSpec spec = spec(cluster.key(), "quick", INTERVAL);
    scheduler.schedule(spec, QUICK);
    scheduler.resume();
    Instant end = clock.instant().plusSeconds(13);
    while (clock.instant().isBefore(end)) {
      // The threads get no turn.
      scheduler.tick();
      threads.removeIf(t -> !(t instanceof InspectionRun) && runs(t));
      clock.advance(Duration.ofMillis(100));
      lost = lost.plusMillis(100);
    }
    assertThat(results).isEmpty();
    assertThat(scheduler.stats(0).postponed()).isEqualTo(1);
    runThreads();
    pass(scheduler, Duration.ofSeconds(10));
    assertThat(results.get(spec.key()))
        .extracting(InspectionResult::verdict)
        .containsExactly(Verdict.PASSED);
  }

  private static boolean runs(Runnable thread) {
    thread.run();
    return true;
  }

  @Test
  void whileWeAreLateFewRoundsBegin() {
    for (int i = 0; i < 100; i++) {
      WatchedCluster cluster = watch(scheduler, "c" + i);
      scheduler.schedule(spec(cluster.key(), "quick", INTERVAL), QUICK);
    }
    strained = true;
    scheduler.resume();
    clock.advance(Duration.ofSeconds(5));
    scheduler.tick();
    assertThat(scheduler.stats(0).running()).isEqualTo(2);
    strained = false;
    scheduler.tick();
    assertThat(scheduler.stats(0).running()).isEqualTo(16);
  }

  @Test
  void aThousandClustersForTwoHours() {
    RoundScheduler small =
        scheduler(
            new EngineConfig(
                16, Duration.ofSeconds(1), Duration.ofMillis(1500), Duration.ofSeconds(2)));
    Set<ClusterKey> looking = new HashSet<>();
    int[] most = {0};
    Feature feature =
        new Feature(
            "quick",
            c -> {
              assertThat(looking.add(c.cluster().key())).isTrue();
              most[0] = Math.max(most[0], looking.size());
              looking.remove(c.cluster().key());
              return passed();
            });
    List<InspectionSpec> specs = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      WatchedCluster cluster = watch(small, "c" + i);
      InspectionSpec spec = spec(cluster.key(), "quick", INTERVAL);
      specs.add(spec);
      small.schedule(spec, feature);
    }
    small.resume();

    pass(small, Duration.ofHours(2));

    for (InspectionSpec spec : specs) {
      assertThat(times(spec.key()).size()).isBetween(235, 245);
    }
    EngineStats stats = small.stats(0);
    assertThat(stats.clusters()).isEqualTo(1000);
    assertThat(stats.running()).isZero();
    assertThat(stats.queued()).isZero();
  }

  @Test
  void whatCouldNotLookTriesAgainSoonHoweverLongItsInterval() {
    WatchedCluster cluster = watch(scheduler, "c1");
    boolean[] blind = {true};
    InspectionSpec spec = spec(cluster.key(), "hourly", Duration.ofHours(1));
    scheduler.schedule(
        spec,
        new Feature(
            "hourly", c -> blind[0] ? InspectionOutcome.unknown("Away", "it is away") : passed()));
    scheduler.resume();

    pass(scheduler, Duration.ofMinutes(5));
    assertThat(times(spec.key()).size()).isBetween(9, 12);

    blind[0] = false;
    pass(scheduler, Duration.ofMinutes(1));
    int runs = times(spec.key()).size();
    pass(scheduler, Duration.ofMinutes(50));
    assertThat(times(spec.key())).hasSize(runs);
  }

  @Test
  void newcomersConnectAFewAtATimeAndKeepNobodyElseWaiting() {
    WatchedCluster old = watch(scheduler, "old");
    scheduler.schedule(spec(old.key(), "quick", INTERVAL), QUICK);
    scheduler.resume();
    pass(scheduler, Duration.ofMinutes(1));
    int before = times(spec(old.key(), "quick", INTERVAL).key()).size();
    for (int i = 0; i < 100; i++) {
      WatchedCluster cluster = watch(scheduler, "new" + i);
      scheduler.schedule(spec(cluster.key(), "quick", INTERVAL), QUICK);
    }

    clock.advance(Duration.ofSeconds(31));
    scheduler.tick();

    assertThat(scheduler.stats(0).running()).as("16 newcomers and the old one").isEqualTo(17);
    pass(scheduler, Duration.ofSeconds(5));
    assertThat(times(spec(old.key(), "quick", INTERVAL).key())).hasSizeGreaterThan(before);
    assertThat(results).as("one after the other all are looked at").hasSize(101);
    assertThat(scheduler.stats(0).running()).isZero();
  }

  @Test
  void featuresDueTogetherShareOneRoundAndOneView() {
    WatchedCluster cluster = watch(scheduler, "c1");
    List<ClusterView> views = new ArrayList<>();
    List<String> order = new ArrayList<>();
    for (String name : List.of("one", "two")) {
      scheduler.schedule(
          spec(cluster.key(), name, INTERVAL),
          new Feature(
              name,
              c -> {
                views.add(c.view());
                order.add(name);
                return passed();
              }));
    }
    scheduler.resume();

    pass(scheduler, Duration.ofMinutes(10));

    assertThat(views).hasSizeGreaterThan(30);
    for (int i = 0; i < views.size(); i += 2) {
      assertThat(views.get(i)).isSameAs(views.get(i + 1));
      assertThat(order.subList(i, i + 2)).containsExactlyInAnyOrder("one", "two");
    }
    assertThat(scheduler.stats(0).rounds()).isEqualTo(views.size() / 2);
  }

  @Test
  void anExtraInspectionThatIsShortOfTimeDoesNotShortenTheCallsOfTheOthers() {
    FakeCluster silent = new FakeCluster("c1", 1);
    silent.down(FailureCause.TIMEOUT, 1);
    WatchedCluster cluster = silent.watched();
    scheduler.connect(cluster, FakeCluster.connection(cluster.connection(), silent));
    Map<String, Duration> waited = new HashMap<>();
    Function<InspectionContext, InspectionOutcome> body =
        c -> {
          // A fake member that is silent is so for as long as it is waited for.
          c.view()
              .statuses()
              .values()
              .forEach(reply -> waited.put(c.inspection().feature(), reply.latency()));
          return passed();
        };
    for (String name : List.of("own", "extra")) {
      scheduler.schedule(
          new InspectionSpec(
              new InspectionKey(cluster.key(), name),
              name,
              Optional.of(INTERVAL),
              name.equals("own") ? Duration.ofSeconds(6) : Duration.ofMillis(600),
              Map.of(),
              name.equals("own")),
          new Feature(name, body));
    }
    scheduler.resume();
    pass(scheduler, Duration.ofSeconds(5));
    assertThat(scheduler.stats(0).rounds()).as("they share it").isEqualTo(1);
    assertThat(waited)
        .containsOnly(
            Map.entry("own", Duration.ofSeconds(1)), Map.entry("extra", Duration.ofSeconds(1)));

    scheduler.cancel(new InspectionKey(cluster.key(), "own"));
    waited.clear();
    pass(scheduler, INTERVAL.multipliedBy(2));
    assertThat(waited).containsOnly(Map.entry("extra", Duration.ofMillis(100)));
  }

  @Test
  void aClusterHasOneRoundAtATimeAndPermitsAreKept() {
    RoundScheduler two =
        scheduler(
            new EngineConfig(
                2, Duration.ofSeconds(1), Duration.ofMillis(1500), Duration.ofSeconds(2)));
    for (int i = 0; i < 5; i++) {
      two.schedule(spec(watch(two, "c" + i).key(), "quick", INTERVAL), QUICK);
    }
    two.resume();
    clock.advance(Duration.ofSeconds(3));

    two.tick();
    assertThat(threads).hasSize(2);
    assertThat(two.stats(0).running()).isEqualTo(2);
    assertThat(two.stats(0).queued()).isEqualTo(3);
    two.tick();
    assertThat(threads).hasSize(2);
    threads.poll().run();
    two.tick();
    assertThat(threads).hasSize(2);
    assertThat(two.stats(0).queued()).isEqualTo(2);
  }

  @Test
  void aRunThatHangsTimesOutAndHoldsUpNobody() {
    WatchedCluster sick = watch(scheduler, "sick");
    WatchedCluster fine = watch(scheduler, "fine");
    InspectionSpec hanging = spec(sick.key(), "hanging", INTERVAL);
    InspectionSpec quick = spec(fine.key(), "quick", INTERVAL);
    Feature hangs = new Feature("hanging", c -> passed());
    scheduler.schedule(hanging, hangs);
    scheduler.schedule(quick, QUICK);
    scheduler.resume();
    clock.advance(Duration.ofSeconds(3));
    scheduler.tick();
    Runnable stuck = removeRunOf("sick");
    runThreads();
    assertThat(times(quick.key())).hasSize(1);
    assertThat(scheduler.running(hanging.key())).isTrue();

    clock.advance(TIMEOUT);
    scheduler.tick();
    runThreads();

    InspectionResult result = results.get(hanging.key()).get(0);
    assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(result.reason()).isEqualTo(Reasons.PROBE_TIMEOUT);
    assertThat(result.message()).contains("hanging", "sick", "10 s");
    assertThat(scheduler.stats(0).running()).isZero();

    // Its thread is still there: no second one beside it, while others go on.
    pass(scheduler, Duration.ofMinutes(3));
    assertThat(results.get(hanging.key())).hasSize(1);
    assertThat(times(quick.key()).size()).isGreaterThan(5);

    // What comes back late is nobody's business; then it runs again.
    stuck.run();
    assertThat(results.get(hanging.key())).hasSize(1);
    pass(scheduler, Duration.ofMinutes(1));
    assertThat(results.get(hanging.key()).size()).isGreaterThan(1);
    assertThat(results.get(hanging.key()).get(1).verdict()).isEqualTo(Verdict.PASSED);
  }

  private Runnable removeRunOf(String cluster) {
    Runnable found =
        threads.stream()
            .filter(r -> r instanceof InspectionRun)
            .filter(r -> ((InspectionRun) r).context.cluster().key().name().equals(cluster))
            .findFirst()
            .orElseThrow();
    threads.remove(found);
    return found;
  }

  @Test
  void theClockworkDoesNotComeAgainAndAgainForARunThatIsOverdueAlready() {
    WatchedCluster cluster = watch(scheduler, "c1");
    scheduler.schedule(spec(cluster.key(), "quick", INTERVAL), QUICK);
    scheduler.resume();
    clock.advance(Duration.ofSeconds(3));
    scheduler.tick();
    clock.advance(TIMEOUT);

    // Its result is on its way, on a thread that has not run yet.
    assertThat(scheduler.tick()).isAfter(clock.instant());
    assertThat(scheduler.tick()).isAfter(clock.instant());
  }

  @Test
  void aCancelledRunIsGivenUpAndItsPermitGoesBack() {
    WatchedCluster cluster = watch(scheduler, "c1");
    InspectionSpec cancelled = spec(cluster.key(), "cancelled", INTERVAL);
    InspectionSpec other = spec(cluster.key(), "quick", INTERVAL);
    List<String> looked = new ArrayList<>();
    scheduler.schedule(
        cancelled,
        new Feature(
            "cancelled",
            c -> {
              looked.add("looked");
              return passed();
            }));
    scheduler.resume();
    clock.advance(Duration.ofSeconds(3));
    scheduler.tick();
    Runnable run = threads.poll();

    scheduler.cancel(cancelled.key());

    assertThat(scheduler.stats(0).running()).isZero();
    scheduler.schedule(other, QUICK);
    pass(scheduler, Duration.ofSeconds(3));
    assertThat(times(other.key())).as("its round is over").hasSize(1);
    run.run();
    assertThat(looked).isEmpty();
    assertThat(results).doesNotContainKey(cancelled.key());
    assertThat(scheduler.stats(0).running()).isZero();
  }

  @Test
  void anInspectionThatIsEditedAllTheTimeRunsAllTheSame() {
    List<WatchedCluster> clusters = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      clusters.add(watch(scheduler, "c" + i));
    }
    scheduler.resume();
    for (int second = 0; second < 10; second++) {
      for (WatchedCluster cluster : clusters) {
        scheduler.schedule(spec(cluster.key(), "quick", INTERVAL.plusSeconds(second)), QUICK);
      }
      pass(scheduler, Duration.ofSeconds(1));
    }
    assertThat(results.keySet())
        .extracting(InspectionKey::cluster)
        .containsExactlyInAnyOrderElementsOf(clusters.stream().map(WatchedCluster::key).toList());
  }

  @Test
  void aFeatureThatGivesNothingBackIsUnknownAndHoldsUpNobody() {
    WatchedCluster cluster = watch(scheduler, "c1");
    InspectionSpec spec = spec(cluster.key(), "broken", INTERVAL);
    InspectionSpec other = spec(cluster.key(), "quick", INTERVAL);
    scheduler.schedule(spec, new Feature("broken", c -> null));
    scheduler.schedule(other, QUICK);
    scheduler.resume();

    pass(scheduler, Duration.ofMinutes(2));

    assertThat(times(other.key()).size()).isGreaterThan(3);
    assertThat(results.get(spec.key())).allMatch(r -> r.reason().equals(Reasons.PROBE_FAILED));
  }

  @Test
  void aFeatureThatThrowsIsUnknownAndRunsAgain() {
    WatchedCluster cluster = watch(scheduler, "c1");
    InspectionSpec spec = spec(cluster.key(), "broken", INTERVAL);
    scheduler.schedule(
        spec,
        new Feature(
            "broken",
            c -> {
              throw new NoClassDefFoundError("gone");
            }));
    scheduler.resume();

    pass(scheduler, Duration.ofMinutes(2));

    assertThat(results.get(spec.key()).size()).isGreaterThan(3);
    assertThat(results.get(spec.key()))
        .allMatch(r -> r.reason().equals(Reasons.PROBE_FAILED) && r.message().contains("gone"));
  }

  @Test
  void aOneShotRunsOncePerSpec() {
    WatchedCluster cluster = watch(scheduler, "c1");
    InspectionSpec spec = spec(cluster.key(), "quick", null);
    scheduler.schedule(spec, QUICK);
    scheduler.resume();
    pass(scheduler, Duration.ofHours(1));
    scheduler.schedule(spec, QUICK);
    pass(scheduler, Duration.ofHours(1));
    assertThat(times(spec.key())).hasSize(1);
    assertThat(scheduler.nextRun(spec.key())).isEmpty();

    scheduler.schedule(
        new InspectionSpec(
            spec.key(), "quick", Optional.empty(), Duration.ofSeconds(5), Map.of(), true),
        QUICK);
    pass(scheduler, Duration.ofHours(1));
    assertThat(times(spec.key())).hasSize(2);

    scheduler.runNow(spec.key());
    pass(scheduler, Duration.ofSeconds(1));
    assertThat(times(spec.key())).hasSize(3);
  }

  @Test
  void aOneShotThatHasRunDoesNotRunAgainOnANewConnection() {
    WatchedCluster cluster = watch(scheduler, "c1");
    InspectionSpec spec = spec(cluster.key(), "quick", null);
    scheduler.schedule(spec, QUICK);
    scheduler.resume();
    clock.advance(Duration.ofSeconds(5));
    scheduler.tick();
    assertThat(threads).hasSize(1);
    // Given up in the middle: it has not run yet.
    watch(scheduler, "c1");
    pass(scheduler, Duration.ofMinutes(1));
    assertThat(times(spec.key())).hasSize(1);

    watch(scheduler, "c1");
    pass(scheduler, Duration.ofHours(1));
    assertThat(times(spec.key())).hasSize(1);

    // Asked for again and given up in the middle: it is owed again.
    scheduler.runNow(spec.key());
    scheduler.tick();
    assertThat(threads).hasSize(1);
    watch(scheduler, "c1");
    pass(scheduler, Duration.ofHours(1));
    assertThat(times(spec.key())).hasSize(2);
  }

  @Test
  void anInspectionWaitsForItsCluster() {
    FakeCluster fake = new FakeCluster("c1", 1);
    InspectionSpec spec = spec(fake.watched().key(), "quick", INTERVAL);
    scheduler.schedule(spec, QUICK);
    scheduler.resume();
    pass(scheduler, Duration.ofMinutes(2));
    assertThat(results).isEmpty();

    watch(scheduler, "c1");
    pass(scheduler, Duration.ofSeconds(2));
    assertThat(times(spec.key())).hasSize(1);
  }

  @Test
  void aChangedConnectionForgetsAndLooksAtOnce() {
    WatchedCluster cluster = watch(scheduler, "c1");
    InspectionSpec spec = spec(cluster.key(), "counting", INTERVAL);
    List<Integer> remembered = new ArrayList<>();
    Feature counting =
        new Feature(
            "counting",
            c -> {
              int[] count = c.memory(int[].class, () -> new int[1]);
              remembered.add(count[0]++);
              return passed();
            });
    scheduler.schedule(spec, counting);
    scheduler.resume();
    pass(scheduler, Duration.ofSeconds(45));
    assertThat(remembered).containsExactly(0, 1);

    FakeCluster fake = new FakeCluster("c1", 1);
    FakeCluster.FakeConnection old = FakeCluster.connection(cluster.connection(), fake);
    scheduler.connect(cluster, old);
    pass(scheduler, Duration.ofMillis(10));
    assertThat(remembered).containsExactly(0, 1, 0);

    scheduler.connect(cluster, FakeCluster.connection(cluster.connection(), fake));
    assertThat(old.closed).isTrue();
  }

  @Test
  void whileAServicesAddressesComeAndGoNothingIsForgotten() {
    FakeCluster fake = new FakeCluster("c1", 3);
    List<Endpoint> all = fake.endpoints();
    List<Integer> remembered = new ArrayList<>();
    List<Integer> shared = new ArrayList<>();
    Feature counting =
        new Feature(
            "counting",
            c -> {
              remembered.add(c.memory(int[].class, () -> new int[1])[0]++);
              shared.add(c.shared(int[].class, () -> new int[1])[0]++);
              return passed();
            });
    connect(fake, all, "etcd");
    scheduler.schedule(spec(fake.watched().key(), "counting", INTERVAL), counting);
    scheduler.resume();
    pass(scheduler, Duration.ofSeconds(20));
    connect(fake, all.subList(0, 2), "etcd");
    pass(scheduler, Duration.ofMillis(10));
    connect(fake, all, "etcd");
    pass(scheduler, Duration.ofMillis(10));
    assertThat(remembered).containsExactly(0, 1, 2);
    assertThat(shared).containsExactly(0, 1, 2);

    connect(fake, all, "another");
    pass(scheduler, Duration.ofMillis(10));
    connect(fake, all.subList(0, 2), null);
    pass(scheduler, Duration.ofMillis(10));
    connect(fake, all, null);
    pass(scheduler, Duration.ofMillis(10));
    assertThat(remembered).containsExactly(0, 1, 2, 0, 0, 0);
    assertThat(shared).containsExactly(0, 1, 2, 0, 0, 0);
  }

  private void connect(FakeCluster fake, List<Endpoint> seeds, String service) {
    WatchedCluster w = fake.watched();
    ConnectionSpec connection =
        new ConnectionSpec(
            seeds,
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            EtcdApi.V3,
            Optional.ofNullable(service));
    scheduler.connect(
        new WatchedCluster(
            w.key(), "", connection, w.thresholds(), w.expected(), w.metrics(), w.writeProbe()),
        FakeCluster.connection(connection, fake));
  }

  @Test
  void aLoadDoesNotFollowEachNewConnection() {
    Duration day = Duration.ofHours(24);
    WatchedCluster cluster = watch(scheduler, "c1");
    InspectionSpec spec =
        new InspectionSpec(
            new InspectionKey(cluster.key(), "load"),
            "load",
            Optional.of(day),
            Duration.ofMinutes(1),
            Map.of(),
            true);
    scheduler.schedule(spec, new LongFeature());
    scheduler.resume();
    pass(scheduler, Duration.ofMinutes(1));
    assertThat(times(spec.key())).hasSize(1);

    watch(scheduler, "c1");
    pass(scheduler, Duration.ofHours(12));
    assertThat(times(spec.key())).hasSize(1);
    pass(scheduler, Duration.ofHours(15));
    assertThat(times(spec.key())).hasSize(2);

    // Given up in the middle: the next one comes when it would have come.
    scheduler.runNow(spec.key());
    scheduler.tick();
    assertThat(threads).hasSize(1);
    watch(scheduler, "c1");
    pass(scheduler, Duration.ofHours(12));
    assertThat(times(spec.key())).hasSize(2);
    pass(scheduler, Duration.ofHours(15));
    assertThat(times(spec.key())).hasSize(3);
  }

  private record LongFeature() implements FeatureProvider {
    @Override
    public String name() {
      return "load";
    }

    @Override
    public String description() {
      return "a load of a test";
    }

    @Override
    public Duration defaultInterval() {
      return Duration.ofHours(24);
    }

    @Override
    public boolean longRunning() {
      return true;
    }

    @Override
    public Set<SettingSpec> settings() {
      return Set.of();
    }

    @Override
    public InspectionOutcome inspect(InspectionContext context) {
      return passed();
    }
  }

  @Test
  void whatRunsWhileItsClusterGoesIsNotPublished() {
    WatchedCluster cluster = watch(scheduler, "c1");
    InspectionSpec spec = spec(cluster.key(), "quick", INTERVAL);
    scheduler.schedule(spec, QUICK);
    scheduler.resume();
    clock.advance(Duration.ofSeconds(3));
    scheduler.tick();
    scheduler.removeCluster(cluster.key());

    runThreads();

    assertThat(results).isEmpty();
    assertThat(scheduler.stats(0).running()).isZero();
    assertThat(scheduler.stats(0).inspections()).isZero();
  }

  @Test
  void aClockThatIsSetBackHoldsNothingUp() {
    WatchedCluster cluster = watch(scheduler, "c1");
    InspectionSpec spec = spec(cluster.key(), "quick", INTERVAL);
    scheduler.schedule(spec, QUICK);
    scheduler.resume();
    pass(scheduler, Duration.ofMinutes(1));
    int before = times(spec.key()).size();

    clock.set(clock.instant().minus(Duration.ofHours(3)));
    pass(scheduler, Duration.ofSeconds(5));

    assertThat(times(spec.key()).size()).isGreaterThan(before);
  }

  @Test
  void aRunMayPauseWithinItsDeadlineOnly() {
    WatchedCluster cluster = watch(scheduler, "c1");
    List<Boolean> paused = new ArrayList<>();
    scheduler.schedule(
        spec(cluster.key(), "pausing", INTERVAL),
        new Feature(
            "pausing",
            c -> {
              paused.add(c.pause(Duration.ofSeconds(9)));
              paused.add(c.pause(Duration.ofSeconds(9)));
              assertThat(c.budget(Duration.ofSeconds(5))).isLessThan(Duration.ofSeconds(1));
              return passed();
            }));
    scheduler.resume();
    clock.advance(Duration.ofSeconds(3));
    scheduler.tick();
    runThreads();

    assertThat(paused).containsExactly(true, false);
  }
}
