package io.etcdmonitor.patterns.discovery;

import io.etcdmonitor.patterns.Session;
import io.etcdmonitor.patterns.SessionOptions;
import io.etcdmonitor.patterns.Transient;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.GetOptions;
import io.etcdmonitor.toolkit.ops.KeyValue;
import io.etcdmonitor.toolkit.ops.Keys;
import io.etcdmonitor.toolkit.ops.PutOptions;
import io.etcdmonitor.toolkit.ops.Txn;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance that is kept registered: renewed, written again after it was lost, and removed when
 * this is closed. Ends by itself when another process registers the same ID ({@link #replaced}), or
 * when etcd refuses for good ({@link #failure}). Thread-safe.
 */
public final class Registration implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

  private final EtcdOperations etcd;
  private final String key;
  private final SessionOptions options;
  private final HealthCheck check;
  private final Thread thread;
  private final CompletableFuture<Long> first = new CompletableFuture<>();
  private final Semaphore news = new Semaphore(0);
  private final Set<Long> leases = new HashSet<>();
  private volatile Instance wanted;
  private volatile Session session;
  private volatile boolean registered;
  private volatile boolean replaced;
  private volatile boolean closed;
  private volatile String trouble = "";
  private volatile String refusal = "";

  Registration(
      EtcdOperations etcd,
      String key,
      Instance instance,
      SessionOptions options,
      HealthCheck check) {
    this.etcd = etcd;
    this.key = key;
    this.wanted = instance;
    this.options = options;
    this.check = check;
    this.thread = Thread.ofVirtual().name("etcd-registration").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** What is registered, or shall be. */
  public Instance instance() {
    return wanted;
  }

  /** Whether clients can see it, by our own clock. */
  public boolean registered() {
    Session own = session;
    return registered && !replaced && own != null && own.alive();
  }

  /** Whether another process took the ID over. */
  public boolean replaced() {
    return replaced;
  }

  /** Why etcd refused for good, so that it is not registered any more; empty while it did not. */
  public Optional<String> failure() {
    return Optional.of(refusal).filter(why -> !why.isEmpty());
  }

  /**
   * Waits for the first success.
   *
   * @throws EtcdException when etcd refuses for good
   * @throws TimeoutException when it takes longer; registering goes on, also while the database is
   *     full
   */
  public Registration await(Duration limit) throws InterruptedException, TimeoutException {
    try {
      first.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return this;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EtcdException refused) {
        throw refused;
      }
      throw new IllegalStateException(key + " is not registered", e.getCause());
    } catch (TimeoutException e) {
      String why = trouble.isEmpty() ? "" : ": " + trouble;
      TimeoutException told = new TimeoutException(key + " is not registered after " + limit + why);
      told.initCause(e);
      throw told;
    }
  }

  /** Tells clients how it is; written soon. A check that has an opinion overrides it. */
  public synchronized void health(Health health) {
    change(wanted.withHealth(health));
  }

  /** Tells clients what share it wants; written soon. */
  public synchronized void weight(int weight) {
    change(wanted.withWeight(weight));
  }

  private void change(Instance instance) {
    if (!instance.equals(wanted)) {
      wanted = instance;
      news.release();
    }
  }

  private void run() {
    try {
      int failures = 0;
      while (!closed && !replaced) {
        try {
          stay();
          failures = 0;
        } catch (EtcdException e) {
          registered = false;
          if (closed || isFinal(e)) {
            return;
          }
          LOG.debug("{} is not registered, trying again: {}", key, e.getMessage());
          trouble = e.getMessage();
          Thread.sleep(Transient.pause(++failures));
        }
      }
    } catch (InterruptedException e) {
      // Closed: only that interrupts it.
      LOG.debug("{} is removed", key);
    } finally {
      registered = false;
      // What is left of the interruption must not stop the lease from being revoked.
      Thread.interrupted();
      end();
    }
  }

  private boolean isFinal(EtcdException e) {
    if (passes(e) || e.words().contains("lease not found")) {
      return false;
    }
    refusal = e.getMessage();
    first.completeExceptionally(e);
    LOG.warn("{} is not registered any more: {}", key, e.getMessage());
    return true;
  }

  /** Somebody will make room in a full database; nobody may be there to start services again. */
  private static boolean passes(EtcdException e) {
    return Transient.is(e) || e.words().contains("database space exceeded");
  }

  /** Registers, then follows what is wanted for as long as the session lives. */
  @SuppressWarnings("try") // listens while it stays
  private void stay() throws InterruptedException {
    end();
    Session own = Session.open(etcd, options);
    session = own;
    leases.add(own.lease());
    Instance written = wanted;
    if (first.isDone()) {
      writeUnlessTaken(own, written);
    } else {
      // What is there may be what is left of an earlier process.
      etcd.kv().txn(new Txn(List.of(), List.of(put(own, written)), List.of()));
    }
    registered = !replaced;
    first.complete(own.lease());
    try (Session.Registration lost = own.onLost(why -> news.release())) {
      int failures = 0;
      while (own.alive() && !closed && !replaced) {
        try {
          written = step(own, written);
          failures = 0;
        } catch (EtcdException e) {
          if (!passes(e)) {
            throw e;
          }
          // The session stays: ending it would remove what clients see.
          LOG.debug("{} is not written, trying again: {}", key, e.getMessage());
          Thread.sleep(Transient.pause(++failures));
        }
      }
    }
    registered = false;
  }

  /** Writes what is wanted, or waits for news; the answer is what is written then. */
  private Instance step(Session own, Instance written) throws InterruptedException {
    Instance next = wanted;
    if (!written.equals(next) || !visible()) {
      writeUnlessTaken(own, next);
      return next;
    }
    if (news.tryAcquire(options.ttl().toNanos() / 3, TimeUnit.NANOSECONDS)) {
      news.drainPermits();
    } else {
      ask();
    }
    return written;
  }

  /** A cheap look, which may be old: only a write decides. */
  private boolean visible() {
    return etcd.kv()
        .get(Keys.of(key), GetOptions.DEFAULT.asSerializable().withKeysOnly())
        .first()
        .filter(kv -> leases.contains(kv.lease()))
        .isPresent();
  }

  private Txn.Op.Put put(Session own, Instance instance) {
    return Txn.Op.Put.of(key, Codec.write(instance), PutOptions.DEFAULT.withLease(own.lease()));
  }

  /** Writes it if nobody has the ID, or a session of ours has it still. */
  private void writeUnlessTaken(Session own, Instance instance) {
    for (boolean done = false; !done; ) {
      Optional<KeyValue> there = etcd.kv().get(key);
      if (there.isPresent() && !leases.contains(there.get().lease())) {
        replaced = true;
        LOG.warn("{} was registered by another process: this registration ends", key);
        return;
      }
      Txn.Compare unchanged =
          Txn.Compare.number(
              key, Txn.Target.MOD, Txn.Result.EQUAL, there.map(KeyValue::modRevision).orElse(0L));
      done =
          etcd.kv()
              .txn(new Txn(List.of(unchanged), List.of(put(own, instance)), List.of()))
              .succeeded();
    }
  }

  private void ask() throws InterruptedException {
    FutureTask<Optional<Health>> asked = new FutureTask<>(check::check);
    Thread.ofVirtual().name("etcd-registration-check").start(asked);
    try {
      asked.get(options.ttl().toNanos(), TimeUnit.NANOSECONDS).ifPresent(this::health);
    } catch (ExecutionException | TimeoutException e) {
      asked.cancel(true);
      health(Health.DOWN);
    }
  }

  private void end() {
    Session old = session;
    if (old != null) {
      old.close();
    }
  }

  /**
   * Removes it and waits for that; when etcd cannot be reached, it is gone after the time to live.
   */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
