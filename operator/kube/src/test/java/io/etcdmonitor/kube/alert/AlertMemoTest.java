package io.etcdmonitor.kube.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.AlertConfig;
import io.etcdmonitor.engine.alert.AlertEngine;
import io.etcdmonitor.engine.alert.History;
import io.etcdmonitor.engine.alert.KnownAlert;
import io.etcdmonitor.engine.alert.Surroundings;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.state.Matcher;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.kube.leader.LeaseStore;
import io.etcdmonitor.kube.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Replicas without a disk, and what they can read of each other. */
class AlertMemoTest {
  private static final Instant T = Instant.parse("2026-11-21T08:00:00Z");

  private final TestClock clock = new TestClock(T);
  private final Api api = new Api();

  /** A ConfigMap, counted. */
  private static final class Api implements MemoStore {
    private Memo memo = new Memo(Map.of(), "");
    private boolean away;
    private boolean beaten;
    private int reads;
    private int writes;

    @Override
    public Memo read() {
      reads++;
      if (away) {
        throw new IllegalStateException("connection refused");
      }
      return memo;
    }

    @Override
    public void write(Memo next) {
      if (beaten || !next.version().equals(memo.version())) {
        beaten = false;
        throw new LeaseStore.Conflict(new IllegalStateException("conflict"));
      }
      writes++;
      memo = new Memo(next.texts(), Integer.toString(writes));
    }
  }

  /** A replica: an engine without threads, and its memo. */
  private final class Replica {
    final AlertEngine engine =
        new AlertEngine(
            new MemoryStore(),
            History.inMemory(),
            AlertConfig.standard(List.of("log")),
            Surroundings.ALONE,
            clock,
            new Random(1));
    final AlertMemo memo;

    Replica(String lease, boolean shared) {
      memo = new AlertMemo(api, new AlertMemo.Place(lease, shared), () -> false, clock);
      memo.use(engine.handover());
      memo.close();
    }

    List<String> active() {
      return engine.silences().stream()
          .filter(s -> s.active(clock.instant()))
          .map(Silence::id)
          .toList();
    }

    void silence(String id, Duration lasts) {
      engine.silence(
          new Silence(
              id,
              List.of(Matcher.parse("cluster=~\"prod-.*\"")),
              clock.instant(),
              clock.instant().plus(lasts),
              "ann",
              "upgrade"));
    }
  }

  @Test
  void aSilenceIsTheNextLeadersToo() {
    Replica first = new Replica("operator", false);
    assertThat(first.memo.take()).as("known: nothing").isPresent();
    first.silence("s1", Duration.ofHours(2));
    first.memo.write();
    assertThat(api.memo.texts()).containsOnlyKeys("silence.s1");

    Replica second = new Replica("operator", false);
    second.memo.take();
    assertThat(second.active()).containsExactly("s1");
    assertThat(second.engine.silences()).isEqualTo(first.engine.silences());
  }

  @Test
  void nothingIsAskedOrWrittenWhileNothingChanges() {
    Replica first = new Replica("operator", false);
    first.memo.take();
    first.silence("s1", Duration.ofHours(2));
    first.memo.write();
    int reads = api.reads;
    for (int i = 0; i < 1_000; i++) {
      clock.advance(Duration.ofSeconds(1));
      first.memo.write();
    }
    assertThat(api.reads).isEqualTo(reads);
    assertThat(api.writes).isEqualTo(1);
  }

  @Test
  void whatWasEndedIsNotBroughtBackByWhoSleptMeanwhile() {
    Replica first = new Replica("operator", false);
    first.memo.take();
    first.silence("s1", Duration.ofDays(20));
    first.memo.write();
    Replica second = new Replica("operator", false);
    second.memo.take();
    second.engine.endSilence("s1", "bob");
    second.memo.write();
    clock.advance(Duration.ofDays(10));
    second.silence("s2", Duration.ofHours(1));
    second.memo.write();

    first.memo.take();
    first.memo.write();
    assertThat(first.active()).containsExactly("s2");
    assertThat(api.memo.texts()).containsOnlyKeys("silence.s1", "silence.s2");
    clock.advance(Duration.ofDays(25));
    first.silence("s3", Duration.ofHours(1));
    first.memo.write();
    assertThat(api.memo.texts()).doesNotContainKey("silence.s1");
  }

  @Test
  void anApiThatIsAwayIsAskedNowAndThenAndToldLater() {
    Replica first = new Replica("operator", false);
    api.away = true;
    assertThat(first.memo.take()).as("not known").isEmpty();
    first.silence("s1", Duration.ofHours(2));
    int before = api.reads;
    for (int i = 0; i < 60; i++) {
      clock.advance(Duration.ofSeconds(1));
      first.memo.write();
    }
    assertThat(api.reads - before).isBetween(10, 13);
    api.away = false;
    clock.advance(Duration.ofSeconds(5));
    first.memo.write();
    assertThat(api.memo.texts()).containsOnlyKeys("silence.s1");
    assertThat(first.active()).containsExactly("s1");
  }

  @Test
  void aWriteThatSomebodyWasFasterWithIsDoneAgain() {
    Replica first = new Replica("operator", false);
    first.memo.take();
    first.silence("s1", Duration.ofHours(2));
    api.beaten = true;
    first.memo.write();
    assertThat(api.writes).isZero();
    clock.advance(Duration.ofSeconds(5));
    first.memo.write();
    assertThat(api.memo.texts()).containsOnlyKeys("silence.s1");
  }

  @Test
  void aSilenceGivenToOneShardHoldsForAll() {
    Replica first = new Replica("operator-shard-0", true);
    Replica second = new Replica("operator-shard-1", true);
    first.memo.take();
    second.memo.take();
    first.silence("s1", Duration.ofHours(2));
    first.memo.write();
    assertThat(second.active()).isEmpty();
    clock.advance(Duration.ofSeconds(6));
    second.memo.write();
    assertThat(second.active()).containsExactly("s1");
    second.engine.endSilence("s1", "bob");
    second.memo.write();
    clock.advance(Duration.ofSeconds(6));
    first.memo.write();
    assertThat(first.active()).isEmpty();
  }

  @Test
  void whoLeadsAloneAfterShardsTrustsNoStoreOfBefore() {
    Replica alone = new Replica("operator", false);
    alone.memo.take();
    alone.engine.lead(4, Map.of());
    assertThat(openWhenNextLed(alone, 5)).as("its own store knows better").isZero();

    Replica shard = new Replica("operator-shard-0", true);
    shard.memo.take();
    shard.memo.write();
    assertThat(openWhenNextLed(alone, 6)).as("what the shards wrote goes on").isOne();
    alone.memo.write();
    assertThat(api.memo.texts()).isEmpty();
  }

  /** How many alerts go on, where a status tells of one. */
  private int openWhenNextLed(Replica replica, long term) {
    ClusterKey key = new ClusterKey("prod", "main");
    KnownAlert alert =
        new KnownAlert(
            RuleIds.QUORUM_LOST,
            "",
            "",
            "episode-1",
            Severity.CRITICAL,
            "main: quorum lost",
            "1 of 3 serves",
            clock.instant(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            List.of());
    replica.memo.take();
    replica.engine.lead(
        term, Map.of(key, new KnownAlert.OfCluster(List.of(alert), true, clock.instant())));
    return replica.engine.open(key).size();
  }

  @Test
  void itsSizeIsBounded() {
    Replica first = new Replica("operator", false);
    first.memo.take();
    for (int i = 0; i < 4_000; i++) {
      first.silence("s" + i, Duration.ofMinutes(1).plusSeconds(i));
    }
    first.memo.write();
    assertThat(api.memo.texts().values().stream().mapToInt(String::length).sum())
        .isBetween(AlertMemo.MOST_CHARACTERS / 2, AlertMemo.MOST_CHARACTERS);
    assertThat(api.memo.texts().containsKey("silence.s3999")).isTrue();
    assertThat(api.memo.texts().containsKey("silence.s0")).isFalse();
  }
}
