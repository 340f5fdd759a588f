package io.etcdmonitor.patterns.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.patterns.PatternClient;
import io.etcdmonitor.patterns.SessionLostException;
import io.etcdmonitor.patterns.coordination.DistributedLock.Hold;
import io.etcdmonitor.toolkit.ops.GetOptions;
import io.etcdmonitor.toolkit.ops.Keys;
import io.etcdmonitor.toolkit.ops.Txn;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class DistributedLockIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static EtcdTestCluster cluster;
  private PatternClient one;
  private PatternClient other;
  private DistributedLock mine;
  private DistributedLock theirs;
  private String name;

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
    name = "locks/" + test.getTestMethod().orElseThrow().getName();
    one = new PatternClient(cluster, 0);
    other = new PatternClient(cluster, 1);
    mine = new DistributedLock(one.etcd(), name, one.session());
    theirs = new DistributedLock(other.etcd(), name, other.session());
  }

  @AfterEach
  void disconnect() {
    one.heal();
    other.heal();
    mine.close();
    theirs.close();
    one.close();
    other.close();
  }

  private long queued() {
    return one.etcd().kv().get(Keys.prefix(name + "/"), GetOptions.DEFAULT.withCountOnly()).count();
  }

  @Test
  void oneHoldsTheOthersWaitAndTokensRise() throws Exception {
    Hold first = mine.lock();
    assertThat(first.valid()).isTrue();
    assertThat(theirs.tryLock()).isEmpty();
    assertThat(theirs.tryLock(Duration.ofMillis(200))).isEmpty();
    // Who gave up waiting is not in the queue any more.
    assertThat(queued()).isEqualTo(1);
    CompletableFuture<Long> next = inBackground(theirs);
    Await.until("the other one queues", PATIENCE, () -> queued() == 2);
    first.close();
    assertThat(first.valid()).isFalse();
    assertThat(next.get(30, TimeUnit.SECONDS)).isGreaterThan(first.token());
    try (Hold again = mine.tryLock(PATIENCE).orElseThrow()) {
      assertThat(again.token()).isGreaterThan(next.get());
    }
    assertThat(queued()).isZero();
  }

  private static CompletableFuture<Long> inBackground(DistributedLock lock) {
    CompletableFuture<Long> token = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (Hold hold = lock.lock()) {
            token.complete(hold.token());
          } catch (InterruptedException | RuntimeException e) {
            token.completeExceptionally(e);
          }
        });
    return token;
  }

  @Test
  void itsThreadMayEnterAgainAndOnlyTheLastLeavingLetsOthersIn() throws Exception {
    try (Hold outer = mine.lock()) {
      try (Hold inner = mine.lock()) {
        assertThat(inner.token()).isEqualTo(outer.token());
      }
      assertThat(outer.valid()).isTrue();
      assertThat(mine.tryLock().orElseThrow().token()).isEqualTo(outer.token());
      CompletableFuture<Boolean> otherThread =
          CompletableFuture.supplyAsync(() -> mine.tryLock().isPresent());
      assertThat(otherThread.get(10, TimeUnit.SECONDS)).isFalse();
      assertThat(theirs.tryLock()).isEmpty();
    }
    // One of the inner holds was not left.
    assertThat(theirs.tryLock()).isEmpty();
  }

  @Test
  void whoComesFirstIsServedFirst() throws Exception {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<DistributedLock> locks = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    try {
      Hold hold = mine.lock();
      for (int i = 0; i < 5; i++) {
        int number = i;
        DistributedLock lock = new DistributedLock(other.etcd(), name, other.session());
        locks.add(lock);
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try (Hold mineNow = lock.lock()) {
                    order.add(mineNow.valid() ? number : -1);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
        Await.until("it queues", PATIENCE, () -> queued() == number + 2);
      }
      hold.close();
      for (Thread thread : threads) {
        assertThat(thread.join(PATIENCE)).isTrue();
      }
      assertThat(order).containsExactly(0, 1, 2, 3, 4);
    } finally {
      locks.forEach(DistributedLock::close);
    }
  }

  @Test
  void aHoldOutlivesEtcdsLeader() throws Exception {
    Hold hold = mine.lock();
    EtcdTestMember leader = cluster.leader();
    leader.kill();
    cluster.awaitLeader();
    CompletableFuture<Long> next = inBackground(theirs);
    Await.until("the other one queues", PATIENCE, () -> queued() == 2);
    // Longer than the time to live: it is renewed at the new leader.
    Duration before = hold.validFor();
    Await.until("it was renewed", PATIENCE, () -> hold.validFor().compareTo(before) > 0);
    assertThat(hold.valid()).isTrue();
    assertThat(next).isNotDone();
    leader.restart();
    hold.close();
    assertThat(next.get(30, TimeUnit.SECONDS)).isGreaterThan(hold.token());
  }

  @Test
  void whoIsCutOffIsToldBeforeAnotherHoldsIt() throws Exception {
    CompletableFuture<String> toldBefore = new CompletableFuture<>();
    try (Hold before = mine.lock()) {
      before.onLost(toldBefore::complete);
    }
    Hold hold = mine.lock();
    CompletableFuture<String> told = new CompletableFuture<>();
    hold.onLost(told::complete);
    CompletableFuture<Long> next = inBackground(theirs);
    Await.until("the other one queues", PATIENCE, () -> queued() == 2);
    one.blackHole();
    next.thenAccept(token -> assertThat(hold.valid()).isFalse()).get(30, TimeUnit.SECONDS);
    assertThat(told.get(30, TimeUnit.SECONDS)).contains("could not be renewed");
    // Who gave it up in time has lost nothing, although the session is the same.
    assertThat(toldBefore).isNotDone();
    assertThatThrownBy(hold::check)
        .isInstanceOf(SessionLostException.class)
        .hasMessageContaining(name);
    assertThatThrownBy(mine::lock).isInstanceOf(SessionLostException.class);
    one.heal();
    hold.close();
    try (Hold again = mine.tryLock(PATIENCE).orElseThrow()) {
      assertThat(again.token()).isGreaterThan(next.get());
    }
  }

  /** What locks with leases cannot prevent, and what tokens and guards are for. */
  @Test
  void whoWasPausedPastItsLeaseBelievesInItButTokenAndGuardRefuseIt() throws Exception {
    FencedRegister fenced = new FencedRegister();
    Hold hold = mine.lock();
    fenced.write(hold.token(), 1);
    one.pause();
    try (Hold theirHold = theirs.tryLock(PATIENCE).orElseThrow()) {
      // Two holders at once: no clock helps while one stands still.
      assertThat(hold.valid()).isTrue();
      assertThat(theirHold.valid()).isTrue();
      assertThat(fenced.write(theirHold.token(), 2)).isTrue();
      // It goes on where it was: between the check and the write.
      assertThat(fenced.write(hold.token(), 3)).isFalse();
      assertThat(fenced.value()).isEqualTo(2);
      one.resume();
      Await.until("it knows", PATIENCE, () -> !hold.valid());
      assertThat(guarded(one, hold)).isFalse();
      assertThat(guarded(other, theirHold)).isTrue();
    }
  }

  private static boolean guarded(PatternClient client, Hold hold) {
    return client
        .etcd()
        .kv()
        .txn(
            new Txn(List.of(hold.guard()), List.of(Txn.Op.Put.of("guarded", "written")), List.of()))
        .succeeded();
  }

  @Test
  void aHolderThatDiesIsFollowedAfterItsTimeToLive() throws Exception {
    Hold hold = mine.lock();
    one.etcd().close();
    try (Hold next = theirs.tryLock(PATIENCE).orElseThrow()) {
      assertThat(next.token()).isGreaterThan(hold.token());
      assertThat(hold.valid()).isFalse();
    }
  }

  @Test
  void whoStopsWaitingLeavesTheQueue() throws Exception {
    try (Hold hold = mine.lock()) {
      CompletableFuture<Throwable> ended = new CompletableFuture<>();
      Thread waiting =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  ended.complete(
                      new AssertionError("token " + theirs.lock().token() + " was given"));
                } catch (InterruptedException e) {
                  ended.complete(e);
                }
              });
      Await.until("it queues", PATIENCE, () -> queued() == 2);
      waiting.interrupt();
      assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
      Await.until("it has left", PATIENCE, () -> queued() == 1);
      assertThat(hold.valid()).isTrue();
    }
  }

  @Test
  void aKeyDeletedByHandEndsTheGuardAndLetsTheNextIn() throws Exception {
    Hold hold = mine.lock();
    cluster.member(0).admin().deletePrefix(name + "/");
    try (Hold next = theirs.tryLock(PATIENCE).orElseThrow()) {
      assertThat(next.token()).isGreaterThan(hold.token());
      assertThat(guarded(one, hold)).isFalse();
    }
  }

  @Test
  void etcdctlsLockQueuesWithIt() throws Exception {
    Optional<Path> etcdctl = cluster.member(0).installation().etcdctl();
    Assumptions.assumeTrue(etcdctl.isPresent(), "needs etcdctl beside etcd");
    Hold hold = mine.lock();
    try {
      ProcessBuilder command =
          new ProcessBuilder(
              etcdctl.get().toString(),
              "--endpoints",
              cluster.endpoints().get(0).toString(),
              "lock",
              name,
              "echo",
              "locked");
      command.environment().keySet().removeIf(variable -> variable.startsWith("ETCD"));
      command.environment().put("ETCDCTL_API", "3");
      Process process = command.redirectErrorStream(true).start();
      try {
        Await.until("etcdctl queues", PATIENCE, () -> queued() == 2);
        assertThat(process.isAlive()).isTrue();
        hold.close();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .contains("locked");
      } finally {
        process.destroyForcibly();
      }
    } finally {
      hold.close();
    }
  }
}
