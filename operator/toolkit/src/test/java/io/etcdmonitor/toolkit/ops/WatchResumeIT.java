package io.etcdmonitor.toolkit.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A watch tells every change once, whatever happens to its connection. */
@SuppressWarnings("try") // watches end with their blocks
class WatchResumeIT {
  private static final int WRITES = 3_000;
  private static final int BREAKS = 12;

  static List<EtcdInstallation> versions() {
    return EtcdInstallation.available();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void nothingIsLostOrToldTwiceOverBrokenConnections(EtcdInstallation version) throws Exception {
    try (EtcdTestCluster etcd =
            EtcdTestCluster.builder().versions(version).clientProxies().start();
        EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
      List<Long> told = Collections.synchronizedList(new ArrayList<>());
      AtomicInteger breaks = new AtomicInteger();
      CountDownLatch standing = new CountDownLatch(1);
      AtomicLong first = new AtomicLong();
      Watches.Listener listener =
          new Watches.Listener() {
            @Override
            public void onEvents(Watches.Batch batch) {
              batch.events().forEach(event -> told.add(event.kv().modRevision()));
            }

            @Override
            public void onStanding(Header header, long next) {
              first.compareAndSet(0, next);
              standing.countDown();
            }

            @Override
            public void onBreak(EtcdException why) {
              breaks.incrementAndGet();
            }
          };
      try (Watches.Watch watch =
          ops.watches().watch(Keys.prefix("w/"), Watches.Options.DEFAULT, listener)) {
        assertThat(standing.await(10, TimeUnit.SECONDS)).isTrue();
        AtomicBoolean writing = new AtomicBoolean(true);
        Thread breaker = Thread.ofVirtual().start(() -> breakAgainAndAgain(etcd, writing));
        // The writer goes round the proxy.
        for (int i = 0; i < WRITES; i++) {
          etcd.member(0).admin().put("w/" + i % 10, "v" + i);
        }
        writing.set(false);
        breaker.join();
        Await.until("all changes are told", Duration.ofSeconds(30), () -> told.size() >= WRITES);
        assertThat(breaks).hasPositiveValue();
        List<Long> expected = new ArrayList<>();
        for (long revision = first.get(); revision < first.get() + WRITES; revision++) {
          expected.add(revision);
        }
        assertThat(told).isEqualTo(expected);
        assertThat(watch.nextRevision()).isEqualTo(first.get() + WRITES);
      }
    }
  }

  private static void breakAgainAndAgain(EtcdTestCluster etcd, AtomicBoolean writing) {
    try {
      for (int i = 0; i < BREAKS || writing.get(); i++) {
        Thread.sleep(40 + i % 7 * 15);
        etcd.member(0).clientProxy().cut();
        Thread.sleep(10);
        etcd.member(0).clientProxy().forward();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aCompactedRevisionEndsItWithTheOldestThatIsLeft() {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().start();
        EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
      long last = 0;
      for (int i = 0; i < 10; i++) {
        last = ops.kv().put("k", "v" + i).header().revision();
      }
      ops.kv().compact(last, true, Duration.ofSeconds(5));
      long compacted = last;
      try (Watches.Watch watch =
          ops.watches().watch(Keys.of("k"), Watches.Options.DEFAULT.from(2), batch -> {})) {
        assertThatThrownBy(watch::await)
            .isInstanceOfSatisfying(
                Watches.CompactedException.class,
                e -> assertThat(e.compactRevision()).isEqualTo(compacted));
      }
    }
  }

  @Test
  void aTransactionOfManyLargeChangesIsToldWhole() throws Exception {
    try (EtcdTestCluster etcd =
            EtcdTestCluster.builder().flags("--max-request-bytes=8388608").start();
        EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
      CountDownLatch standing = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(1);
      List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
      Watches.Listener listener =
          new Watches.Listener() {
            @Override
            public void onEvents(Watches.Batch batch) {
              sizes.add(batch.events().size());
              done.countDown();
            }

            @Override
            public void onStanding(Header header, long next) {
              standing.countDown();
            }
          };
      try (Watches.Watch watch =
          ops.watches().watch(Keys.prefix("t/"), Watches.Options.DEFAULT, listener)) {
        assertThat(standing.await(10, TimeUnit.SECONDS)).isTrue();
        List<Txn.Op> puts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          // 4 MB altogether: more than etcd puts in one answer when fragments are allowed.
          puts.add(
              new Txn.Op.Put(
                  ByteString.copyFromUtf8("t/" + i),
                  ByteString.copyFrom(new byte[40_000]),
                  PutOptions.DEFAULT));
        }
        ops.kv().txn(new Txn(List.of(), puts, List.of()));
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(sizes).containsExactly(100);
      }
    }
  }

  @Test
  void itGoesOnAtAnotherMemberWhenItsOwnDies() throws Exception {
    try (EtcdTestCluster etcd = EtcdTestCluster.builder().members(3).start();
        EtcdOperations ops = EtcdOperations.open(etcd.spec())) {
      List<Long> told = Collections.synchronizedList(new ArrayList<>());
      CountDownLatch standing = new CountDownLatch(1);
      Watches.Listener listener =
          new Watches.Listener() {
            @Override
            public void onEvents(Watches.Batch batch) {
              batch.events().forEach(event -> told.add(event.kv().modRevision()));
            }

            @Override
            public void onStanding(Header header, long next) {
              standing.countDown();
            }
          };
      try (Watches.Watch watch =
          ops.watches().watch(Keys.prefix("w/"), Watches.Options.DEFAULT, listener)) {
        assertThat(standing.await(10, TimeUnit.SECONDS)).isTrue();
        ops.kv().put("w/a", "1");
        Await.until("the first is told", Duration.ofSeconds(10), () -> told.size() == 1);
        etcd.member(0).kill();
        etcd.awaitLeader();
        long second = etcd.member(1).admin().put("w/b", "2");
        Await.until("the second is told", Duration.ofSeconds(20), () -> told.size() == 2);
        assertThat(told.get(1)).isEqualTo(second);
        assertThat(told.get(1)).isEqualTo(told.get(0) + 1);
      }
    }
  }
}
