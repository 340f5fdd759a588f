package io.etcdmonitor.patterns.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.patterns.PatternClient;
import io.etcdmonitor.patterns.configuration.Configuration.Applied;
import io.etcdmonitor.toolkit.ops.EtcdException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class ConfigurationIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Setting<Long> LEFT = Setting.number("left", 0);
  private static final Setting<Long> RIGHT = Setting.number("right", 0);
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static EtcdTestCluster cluster;
  private PatternClient one;
  private PatternClient other;
  private String root;
  private Configuration mine;
  private Configuration theirs;

  @BeforeAll
  static void startCluster() {
    cluster = PatternClient.startCluster();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void connect(TestInfo test) {
    one = new PatternClient(cluster, 0);
    other = new PatternClient(cluster, 1);
    root = "config/" + test.getTestMethod().orElseThrow().getName() + "/";
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    mine = Configuration.open(one.etcd(), root, 10, clock);
    theirs = Configuration.open(other.etcd(), root, 10, clock);
  }

  @AfterEach
  void disconnect() {
    mine.close();
    theirs.close();
    one.close();
    other.close();
  }

  @Test
  void aChangeIsSeenByAllAndItsHistoryCanBeRolledBack() throws Exception {
    Live<Long> live = theirs.live(LEFT);
    Applied first = mine.apply(Update.NOTHING.set(LEFT, 1L).set(RIGHT, 1L).by("ann", "the first"));
    theirs.await(first, PATIENCE);
    assertThat(theirs.get(LEFT)).isEqualTo(1);
    Applied second = theirs.apply(Update.NOTHING.set(LEFT, 2L).remove(RIGHT).by("bob", "oops"));
    assertThat(mine.read(RIGHT)).isZero();
    mine.await(second, PATIENCE);
    assertThat(mine.history(10))
        .containsExactly(second.change(), first.change())
        .first()
        .satisfies(change -> assertThat(change.number()).isEqualTo(2))
        .satisfies(change -> assertThat(change.author()).isEqualTo("bob"))
        .satisfies(change -> assertThat(change.at()).isEqualTo(NOW))
        .satisfies(change ->
            assertThat(change.edits())
                .containsExactly(
                    new Change.Edit("left", Optional.of("1"), Optional.of("2")),
                    new Change.Edit("right", Optional.of("1"), Optional.empty())));
    Applied back = mine.rollback(1, "ann");
    theirs.await(back, PATIENCE);
    assertThat(theirs.snapshot().texts()).containsEntry("left", "1").containsEntry("right", "1");
    assertThat(back.change().comment()).isEqualTo("rollback to change 1");
    mine.rollback(0, "ann");
    Await.until("all is unset", PATIENCE, () -> theirs.snapshot().texts().isEmpty());
    assertThat(live.get()).isZero();
    assertThatThrownBy(() -> mine.rollback(4, "ann")).hasMessageContaining("the last one is 4");
    for (long i = 0; i < 10; i++) {
      mine.apply(Update.NOTHING.set(LEFT, i));
    }
    assertThat(mine.history(100)).hasSize(10);
    assertThatThrownBy(() -> mine.rollback(2, "ann"))
        .hasMessageContaining("of the 12 changes after it only 10 are kept");
  }

  @Test
  void whoeverDecidedByWhatIsOldIsRefused() throws Exception {
    Applied first = mine.apply(Update.NOTHING.set(LEFT, 1L));
    mine.await(first, PATIENCE);
    theirs.await(first, PATIENCE);
    Snapshot seen = theirs.snapshot();
    mine.apply(Update.NOTHING.set(LEFT, 2L));
    assertThatThrownBy(() -> theirs.apply(Update.NOTHING.set(LEFT, 3L).basedOn(seen)))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("left was changed at revision");
    // Another setting was not touched meanwhile.
    theirs.apply(Update.NOTHING.set(RIGHT, 3L).basedOn(seen));
    assertThat(mine.read(LEFT)).isEqualTo(2);
    assertThatThrownBy(() -> mine.apply(Update.NOTHING))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoeverDecidedByWhatIsRemovedIsRefused() throws Exception {
    Applied first = mine.apply(Update.NOTHING.set(LEFT, 1L));
    theirs.await(first, PATIENCE);
    Snapshot seen = theirs.snapshot();
    mine.apply(Update.NOTHING.remove(LEFT));
    assertThatThrownBy(() -> theirs.apply(Update.NOTHING.set(LEFT, 3L).basedOn(seen)))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("left was removed, after revision " + seen.revision());
    assertThatThrownBy(() -> theirs.apply(Update.NOTHING.remove(LEFT).basedOn(seen)))
        .isInstanceOf(ConflictException.class);
    assertThat(mine.history(10)).hasSize(2);
    // It was not there when they looked, and is not there now.
    theirs.apply(Update.NOTHING.set(RIGHT, 3L).basedOn(seen));
    assertThat(mine.read(RIGHT)).isEqualTo(3);
  }

  @Test
  void noRollbackOverChangesThatAreNotKept() {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    try (Configuration more = Configuration.open(one.etcd(), root, 20, clock)) {
      for (long i = 1; i <= 15; i++) {
        more.apply(Update.NOTHING.set(i == 6 ? RIGHT : LEFT, i));
      }
      assertThat(more.history(100)).hasSize(15);
    }
    // Who keeps less now forgets all that is older, not one of the middle.
    mine.apply(Update.NOTHING.set(LEFT, 16L));
    assertThat(mine.history(100))
        .extracting(Change::number)
        .containsExactly(16L, 15L, 14L, 13L, 12L, 11L, 10L, 9L, 8L, 7L);
    assertThatThrownBy(() -> mine.rollback(5, "ann"))
        .hasMessageContaining("of the 11 changes after it only 10 are kept");
    // A gap, such as others have left.
    cluster.member(0).admin().delete(root + "history/%019d".formatted(12));
    assertThatThrownBy(() -> mine.rollback(8, "ann"))
        .hasMessageContaining("of the 8 changes after it only 7 are kept");
    assertThat(mine.read(LEFT)).isEqualTo(16);
    mine.rollback(12, "ann");
    assertThat(mine.read(LEFT)).isEqualTo(12);
  }

  @Test
  void nonsenseDoesNotReachALiveSetting() throws Exception {
    Live<Long> live = theirs.live(LEFT);
    mine.apply(Update.NOTHING.set(LEFT, 7L));
    Await.until("it is seen", PATIENCE, () -> live.get() == 7);
    mine.apply(Update.NOTHING.text("left", Optional.of("many")));
    Await.until("it is noticed", PATIENCE, () -> live.problem().isPresent());
    assertThat(live.get()).isEqualTo(7);
    assertThatThrownBy(() -> theirs.get(LEFT)).isInstanceOf(BadSettingException.class);
  }

  @Test
  void nobodySeesHalfAnUpdateOrAnOldOneOverBreaksAndCompactions() throws Exception {
    List<Snapshot> seen = Collections.synchronizedList(new ArrayList<>());
    theirs.onChange(seen::add);
    long last = 0;
    for (long i = 1; i <= 60; i++) {
      Applied applied = mine.apply(Update.NOTHING.set(LEFT, i).set(RIGHT, i));
      last = i;
      if (i % 20 == 0) {
        // What was not seen before the break is not there any more when it is over.
        other.cut();
        long revision = mine.apply(Update.NOTHING.set(LEFT, -i).set(RIGHT, -i)).revision();
        cluster.member(0).admin().compact(revision);
        assertThat(revision).isGreaterThan(applied.revision());
        other.heal();
      }
    }
    long end = last;
    Await.until("the last is seen", PATIENCE, () -> theirs.read(LEFT) == -end);
    Await.until("the last is cached", PATIENCE, () -> theirs.get(LEFT) == -end);
    assertThat(List.copyOf(seen))
        .allSatisfy(s -> assertThat(s.get(LEFT)).isEqualTo(s.get(RIGHT)))
        .extracting(Snapshot::revision)
        .isSorted();
  }

  /** Writers that add up under lost answers: every change once, in one order, none overwritten. */
  @Test
  void noUpdateIsLostOrDoneTwiceWhileAnswersAre() throws Exception {
    AtomicBoolean disturbing = new AtomicBoolean(true);
    Thread disturber = Thread.ofVirtual().start(() -> disturb(disturbing));
    AtomicInteger done = new AtomicInteger();
    AtomicInteger unknown = new AtomicInteger();
    Set<String> ids = Collections.synchronizedSet(new HashSet<>());
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (Configuration configuration : List.of(mine, theirs)) {
        running.add(writers.submit(() -> add(configuration, 40, done, unknown, ids)));
      }
      for (Future<?> writer : running) {
        writer.get(2, TimeUnit.MINUTES);
      }
    }
    disturbing.set(false);
    disturber.join();
    assertThat(ids).hasSize(done.get());
    assertThat(done.get() + unknown.get()).isEqualTo(80);
    long counted = Long.parseLong(cluster.leader().admin().get(root + "values/left").orElseThrow());
    assertThat(counted).isBetween((long) done.get(), (long) done.get() + unknown.get());
    long head = Long.parseLong(cluster.leader().admin().get(root + "head").orElseThrow());
    assertThat(head).isEqualTo(counted);
  }

  private static void add(
      Configuration configuration,
      int times,
      AtomicInteger done,
      AtomicInteger unknown,
      Set<String> ids) {
    for (int i = 0; i < times; ) {
      Snapshot seen = configuration.snapshot();
      try {
        Applied applied =
            configuration.apply(Update.NOTHING.set(LEFT, seen.get(LEFT) + 1).basedOn(seen));
        ids.add(applied.change().id());
        done.incrementAndGet();
        i++;
        configuration.await(applied, PATIENCE);
      } catch (ConflictException e) {
        Thread.onSpinWait();
      } catch (EtcdException e) {
        unknown.incrementAndGet();
        i++;
      } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void disturb(AtomicBoolean disturbing) {
    EtcdTestMember leader = cluster.leader();
    for (int i = 0; disturbing.get(); i++) {
      try {
        Thread.sleep(Duration.ofMillis(100 + i % 5 * 30));
        one.dropAnswers();
        Thread.sleep(Duration.ofMillis(50));
        one.cut();
        one.heal();
        other.cut();
        other.heal();
        if (i == 3) {
          leader.kill();
          leader.restart();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
