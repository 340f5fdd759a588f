package io.etcdmonitor.patterns.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.etcd.testing.Await;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import io.etcdmonitor.etcd.testing.EtcdTestMember;
import io.etcdmonitor.patterns.PatternClient;
import io.etcdmonitor.patterns.history.Linearizability;
import io.etcdmonitor.patterns.history.Linearizability.Operation;
import io.etcdmonitor.patterns.history.LockModel;
import io.etcdmonitor.patterns.history.LockModel.Action;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.KeyValue;
import io.etcdmonitor.toolkit.ops.Txn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Clients take two locks again and again while etcd's leader is killed and frozen, the majority is
 * frozen, clients are paused in the middle of their sections for longer than their time to live,
 * cut off and half cut off. Afterwards a checker says whether the history of each lock could be
 * that of one lock, and both resources (one in memory that knows tokens, one in etcd that is
 * written under the guard) must have lost nothing. Nobody claims the lock while etcd may revoke
 * leases early (see {@link io.etcdmonitor.patterns.Session}); tokens and guards must do then too.
 */
class LockStormIT {
  private static final int LOCKS = 2;
  private static final int CLIENTS_PER_LOCK = 3;
  private static final int SECTIONS = 500;

  /** Of each lock; a slow machine needs more sections for it. */
  private static final int CLAIMS = 100;

  private static final int WRITES = 5;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration TTL = Duration.ofSeconds(2);

  private static final long MOMENT = Duration.ofMillis(10).toNanos();

  /** Longer than the time to live. */
  private static final long FAULT = Duration.ofSeconds(3).toNanos();

  /**
   * For how long a leader that goes on after standing still may revoke what others renewed: its
   * request timeout, 5 s and two election timeouts, and some more.
   */
  private static final long DOUBT = Duration.ofSeconds(8).toNanos();

  private final AtomicInteger sections = new AtomicInteger();
  private final List<Long> goneOn = new CopyOnWriteArrayList<>();
  private volatile boolean stop;

  /** One lock, what it protects, and what was seen of it. */
  private static final class Contended {
    private final String name;
    private final FencedRegister register = new FencedRegister();
    private final List<Operation<Action>> history = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger confirmed = new AtomicInteger();
    private final AtomicInteger unclear = new AtomicInteger();

    Contended(String name) {
      this.name = name;
    }

    String counter() {
      return "counter-" + name;
    }
  }

  private final class Worker {
    private final PatternClient client;
    private final Contended contended;
    private final AtomicReference<Consumer<PatternClient>> faultNext = new AtomicReference<>();
    private volatile boolean struck;
    private volatile boolean ended;
    private long called;
    private long returned;
    private long validUntil;

    Worker(PatternClient client, Contended contended) {
      this.client = client;
      this.contended = contended;
    }

    void run() throws InterruptedException {
      try (DistributedLock lock =
          new DistributedLock(client.etcd(), contended.name, client.session(TTL))) {
        while (!stop) {
          client.step();
          client.forgetPauses();
          called = System.nanoTime();
          Optional<DistributedLock.Hold> taken = lock.tryLock(Duration.ofSeconds(5));
          if (taken.isPresent()) {
            returned = System.nanoTime();
            section(taken.get());
          }
        }
      } finally {
        ended = true;
      }
    }

    private void section(DistributedLock.Hold hold) throws InterruptedException {
      validUntil = 0;
      try {
        for (int i = 0; i < WRITES && !stop; i++) {
          believe(hold);
          OptionalLong read = contended.register.read(hold.token());
          maybeStrike(hold);
          client.step();
          if (read.isPresent()) {
            contended.register.write(hold.token(), read.getAsLong() + 1);
          }
        }
        believe(hold);
        count(hold);
      } finally {
        record(hold.token(), System.nanoTime());
        hold.close();
        sections.incrementAndGet();
      }
    }

    /** Where a fault does most harm: between reading and writing, and it believes on. */
    private void maybeStrike(DistributedLock.Hold hold) throws InterruptedException {
      Consumer<PatternClient> fault = faultNext.getAndSet(null);
      if (fault == null) {
        return;
      }
      fault.accept(client);
      struck = true;
      client.step();
      while (struck && hold.valid()) {
        believe(hold);
        LockSupport.parkNanos(MOMENT);
      }
    }

    /** Notes for how long it may be believed, from before the question. */
    private void believe(DistributedLock.Hold hold) {
      long now = System.nanoTime();
      Duration left = hold.validFor();
      if (left.isPositive()) {
        validUntil = now + left.toNanos();
      }
    }

    /** Adds one to a key by reading and writing: only the lock stands against lost additions. */
    private void count(DistributedLock.Hold hold) throws InterruptedException {
      try {
        long value =
            client
                .etcd()
                .kv()
                .get(contended.counter())
                .map(KeyValue::valueText)
                .map(Long::parseLong)
                .orElse(0L);
        client.step();
        Txn write =
            new Txn(
                List.of(hold.guard()),
                List.of(Txn.Op.Put.of(contended.counter(), Long.toString(value + 1))),
                List.of());
        contended.unclear.incrementAndGet();
        boolean done = client.etcd().kv().txn(write).succeeded();
        contended.unclear.decrementAndGet();
        if (done) {
          contended.confirmed.incrementAndGet();
        }
      } catch (EtcdException e) {
        // It may have been done or not: counted as unclear, if it was sent.
        assertThat(e.kind()).isNotNull();
      }
    }

    private void record(long token, long closing) {
      long claimed =
          Math.min(
              Math.min(closing, validUntil), client.pausedSince().orElse(Linearizability.NEVER));
      long doubt =
          goneOn.stream()
              .mapToLong(Long::longValue)
              .filter(since -> returned < since + DOUBT)
              .min()
              .orElse(Linearizability.NEVER);
      claimed = Math.min(claimed, doubt);
      boolean claim = claimed >= returned;
      if (!claim && doubt != Linearizability.NEVER) {
        return;
      }
      contended.history.add(
          new Operation<>(
              new Action.Take(token), called, claim ? returned : Linearizability.NEVER));
      contended.history.add(
          new Operation<>(
              new Action.GiveUp(token), claim ? claimed : called, Linearizability.NEVER));
    }
  }

  @Test
  void noTwoClientsHoldALockAtOnceWhateverHappens() throws Exception {
    List<Contended> locks = new ArrayList<>();
    List<Worker> workers = new ArrayList<>();
    try (EtcdTestCluster cluster = PatternClient.startCluster()) {
      for (int l = 0; l < LOCKS; l++) {
        locks.add(new Contended("storm-" + l));
        for (int c = 0; c < CLIENTS_PER_LOCK; c++) {
          workers.add(new Worker(new PatternClient(cluster, c), locks.get(l)));
        }
      }
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Void>> running = new ArrayList<>();
        for (Worker worker : workers) {
          running.add(
              threads.submit(() -> {
                worker.run();
                return null;
              }));
        }
        try {
          new Nemesis(cluster, workers, goneOn).run();
          Await.until(
              "enough was done",
              LIMIT,
              () ->
                  sections.get() >= SECTIONS
                      && locks.stream().allMatch(lock -> claims(lock) > CLAIMS));
        } finally {
          stop = true;
          finish(running);
        }
      }
      for (Contended lock : locks) {
        check(lock, cluster);
      }
    } finally {
      workers.forEach(worker -> worker.client.close());
    }
  }

  private static void finish(List<Future<Void>> running) throws Exception {
    for (Future<Void> worker : running) {
      worker.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static void check(Contended lock, EtcdTestCluster cluster) {
    List<Operation<Action>> history = List.copyOf(lock.history);
    assertThat(claims(lock)).as("holds of %s that count", lock.name).isGreaterThan(CLAIMS);
    assertThat(Linearizability.holds(history, LockModel.FREE, LockModel::step))
        .as(() ->
            "%d operations on %s are those of one lock; %s"
                .formatted(history.size(), lock.name, overlaps(history)))
        .isTrue();
    assertThat(lock.register.value()).isEqualTo(lock.register.accepted()).isPositive();
    assertThat(lock.register.refused()).as("writes of clients that were struck").isPositive();
    long counted = Long.parseLong(cluster.follower().admin().get(lock.counter()).orElseThrow());
    assertThat(counted)
        .as("additions in etcd, of which %s had no answer", lock.unclear)
        .isBetween((long) lock.confirmed.get(), (long) lock.confirmed.get() + lock.unclear.get());
  }

  private static long claims(Contended lock) {
    return List.copyOf(lock.history).stream().filter(LockStormIT::claims).count();
  }

  private static boolean claims(Operation<Action> operation) {
    return operation.action() instanceof Action.Take
        && operation.returned() != Linearizability.NEVER;
  }

  /** Which holds were claimed at the same time, and for how long: for the message. */
  private static List<String> overlaps(List<Operation<Action>> history) {
    Map<Long, Long> ends = new TreeMap<>();
    Map<Long, Long> begins = new TreeMap<>();
    for (Operation<Action> operation : history) {
      switch (operation.action()) {
        case Action.Take take when claims(operation) ->
            begins.put(take.token(), operation.returned());
        case Action.Take take -> {}
        case Action.GiveUp gaveUp -> ends.put(gaveUp.token(), operation.called());
      }
    }
    List<String> found = new ArrayList<>();
    begins.forEach((token, from) ->
        begins.forEach((other, otherFrom) -> {
          if (token < other && ends.get(token) > otherFrom) {
            long micros = TimeUnit.NANOSECONDS.toMicros(ends.get(token) - otherFrom);
            found.add("hold " + token + " went on for " + micros + " us in hold " + other);
          }
        }));
    return found;
  }

  /**
   * Every fault there is, one after another.
   *
   * @param goneOn when members that had stood still were let go on
   */
  private record Nemesis(EtcdTestCluster cluster, List<Worker> workers, List<Long> goneOn) {
    void run() {
      strike(workers.get(0), PatternClient::pause);
      EtcdTestMember killed = cluster.leader();
      killed.kill();
      strike(workers.get(3), PatternClient::pause);
      killed.restart();
      strike(workers.get(1), PatternClient::cut);
      strike(workers.get(4), PatternClient::dropAnswers);
      strike(workers.get(2), PatternClient::pause);
      strike(workers.get(5), PatternClient::blackHole);
      freeze(List.of(cluster.leader()), FAULT);
      // So that the one before leads again, or may: then etcd revokes what was renewed meanwhile.
      freeze(List.of(cluster.leader()), FAULT / 2);
      freeze(List.of(cluster.leader(), cluster.follower()), FAULT);
    }

    /** In the middle of a section, until another client has had the lock. */
    private static void strike(Worker worker, Consumer<PatternClient> fault) {
      worker.faultNext.set(fault);
      Await.until("it is struck", LIMIT, () -> worker.struck || worker.ended);
      int before = worker.contended.history.size();
      Await.until(
          "another has had the lock",
          LIMIT,
          () -> worker.contended.history.size() >= before + 2 || worker.ended);
      worker.client.resume();
      worker.struck = false;
    }

    /** How long a fault lasts: the time is the fault itself. */
    private void freeze(List<EtcdTestMember> members, long nanos) {
      members.forEach(EtcdTestMember::freeze);
      LockSupport.parkNanos(nanos);
      goneOn.add(System.nanoTime());
      members.forEach(EtcdTestMember::thaw);
      cluster.awaitLeader();
    }
  }
}
