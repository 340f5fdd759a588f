package io.etcdmonitor.patterns;

import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.Ids;
import io.etcdmonitor.toolkit.ops.Leases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease that is kept alive in the background: keys written with {@link #lease} live as long as
 * this process does, and vanish when it dies, hangs or is cut off.
 *
 * <p><b>What is guaranteed.</b> etcd deletes the keys no earlier than the time to live after it
 * took the last renewal (a new leader grants every lease its whole time again). {@link #alive}
 * answers by our own clock, from the moment <em>before</em> the last successful renewal was sent,
 * less a tenth for clocks of different speed. So while {@code alive()} answers true the keys are
 * there, unless somebody revoked the lease or deleted them by hand. A session that is lost stays
 * lost.
 *
 * <p><b>What is not.</b> The answer is as old as the return from the call: a process that is paused
 * (garbage collection, SIGSTOP, a busy hypervisor) right after {@code alive()} goes on believing
 * it. On Linux the monotonic clock also stands still while the whole machine is suspended. And etcd
 * itself may revoke a lease early after its leader stood still for longer than the time to live (a
 * stalled disk, a suspended machine): what the leader after it renewed has run out for the old one.
 * Before 3.4.31 and 3.5.13 a return is enough for that, later only one that leads again within
 * seconds (etcd issue 15247; measured with 3.4.23 and 3.5.16). Whoever must not be wrong then needs
 * what the server checks: a fencing token or a transaction that compares.
 *
 * <p>Thread-safe; two virtual threads per session.
 */
public final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(5);
  private static final String GONE = "lease not found";

  /** Open until one of these. */
  private enum State {
    OPEN,
    LOST,
    CLOSED
  }

  /** Takes a listener back. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  private final EtcdOperations etcd;
  private final SessionOptions options;
  private final Leases renewals;
  private final long lease;
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private final List<Consumer<String>> listeners = new ArrayList<>();
  private final Thread keeper;
  private final Thread watchdog;
  private volatile long ttlNanos;
  private volatile long renewed;
  private volatile String loss = "";

  private Session(EtcdOperations etcd, SessionOptions options, Leases.Lease granted, long asked) {
    this.etcd = etcd;
    this.options = options;
    this.lease = granted.id();
    this.renewed = asked;
    this.ttlNanos = TimeUnit.SECONDS.toNanos(granted.ttl());
    this.renewals = etcd.leases(attempt(options.ttl(), etcd));
    this.keeper = Thread.ofVirtual().name("etcd-session-keeper").unstarted(this::keep);
    this.watchdog = Thread.ofVirtual().name("etcd-session-watchdog").unstarted(this::watch);
  }

  /** So short that every endpoint can be tried before the time to live is over. */
  private static Duration attempt(Duration ttl, EtcdOperations etcd) {
    Duration share = ttl.dividedBy(2L + etcd.endpoints().given().size());
    return share.compareTo(LONGEST_ATTEMPT) < 0 ? share : LONGEST_ATTEMPT;
  }

  /**
   * Grants a lease and begins to renew it.
   *
   * @throws EtcdException when etcd does not grant it
   */
  public static Session open(EtcdOperations etcd, SessionOptions options) {
    long asked = options.nanoTime().getAsLong();
    Leases.Lease granted = etcd.leases().grant(options.ttl().toSeconds(), 0);
    Session session = new Session(etcd, options, granted, asked);
    session.keeper.start();
    session.watchdog.start();
    return session;
  }

  /** ID of the lease, for keys that shall live by this session. */
  public long lease() {
    return lease;
  }

  /** The ID as etcd's own recipes write it into keys. */
  public String leaseHex() {
    return Ids.hex(lease);
  }

  /** Whether its keys surely still exist, by our own clock; see above for what that is worth. */
  public boolean alive() {
    if (state.get() == State.OPEN && left() <= 0) {
      // What was said to be lost must not come back by a late answer.
      lose(expired());
    }
    return state.get() == State.OPEN;
  }

  /** For how long that can be said without another renewal; zero when it is lost or closed. */
  public Duration remaining() {
    return Duration.ofNanos(state.get() == State.OPEN ? Math.max(0, left()) : 0);
  }

  /** Time to live as etcd granted it. */
  public Duration ttl() {
    return Duration.ofNanos(ttlNanos);
  }

  /** Why it was lost; empty while it was not. */
  public Optional<String> loss() {
    return Optional.of(loss).filter(why -> !why.isEmpty());
  }

  /**
   * Throws when it is not alive.
   *
   * @param what lives by it, for the message
   */
  public void check(String what) {
    if (!alive()) {
      throw new SessionLostException(what + " is lost: " + loss().orElse("it was closed"));
    }
  }

  /**
   * Calls back once when the session is lost (not when it is closed), at once if it already is; on
   * a thread of its own.
   */
  public Registration onLost(Consumer<String> listener) {
    synchronized (listeners) {
      if (state.get() != State.LOST) {
        listeners.add(listener);
        return () -> {
          synchronized (listeners) {
            listeners.remove(listener);
          }
        };
      }
    }
    tell(listener);
    return () -> {};
  }

  private void tell(Consumer<String> listener) {
    Thread.ofVirtual().name("etcd-session-lost").start(() -> listener.accept(loss));
  }

  private long left() {
    return ttlNanos - ttlNanos / 10 - (options.nanoTime().getAsLong() - renewed);
  }

  private String expired() {
    return "the lease "
        + leaseHex()
        + " could not be renewed for "
        + ttl().toSeconds()
        + " s, so etcd may have deleted its keys";
  }

  private void keep() {
    while (state.get() == State.OPEN) {
      try {
        Thread.sleep(Duration.ofNanos(ttlNanos / 3));
        renew();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Tries until it worked, or the session is over. */
  private void renew() throws InterruptedException {
    while (state.get() == State.OPEN) {
      long asked = options.nanoTime().getAsLong();
      try {
        Leases.Lease answer = renewals.keepAliveOnce(lease);
        if (answer.ttl() <= 0) {
          lose("etcd has no lease " + leaseHex() + " any more: it expired or was revoked");
        } else if (alive()) {
          ttlNanos = TimeUnit.SECONDS.toNanos(answer.ttl());
          renewed = asked;
        }
        return;
      } catch (EtcdException e) {
        if (e.words().contains(GONE)) {
          lose("etcd has no lease " + leaseHex() + " any more: it expired or was revoked");
          return;
        }
        if (e.kind() == FailureCause.CLOSED) {
          lose("the connection was closed under the session");
          return;
        }
        LOG.debug("Lease {} is not renewed, trying again: {}", leaseHex(), e.getMessage());
        Thread.sleep(PAUSE);
      }
    }
  }

  /** Notices the end in time even while a renewal hangs. */
  private void watch() {
    while (state.get() == State.OPEN) {
      long left = left();
      if (!alive()) {
        keeper.interrupt();
        return;
      }
      LockSupport.parkNanos(this, left);
    }
  }

  private void lose(String why) {
    List<Consumer<String>> told;
    synchronized (listeners) {
      if (state.get() != State.OPEN) {
        return;
      }
      loss = why;
      state.set(State.LOST);
      told = List.copyOf(listeners);
      listeners.clear();
    }
    LOG.debug("Session lost: {}", why);
    LockSupport.unpark(watchdog);
    told.forEach(this::tell);
  }

  /**
   * Stops renewing and revokes the lease, which deletes its keys; when etcd cannot be reached they
   * go after the time to live. Waits for the answer. Idempotent.
   */
  @Override
  public void close() {
    if (end()) {
      revoke();
    }
  }

  /** As {@link #close}, without waiting for etcd. */
  public void abandon() {
    if (end()) {
      Thread.ofVirtual().name("etcd-session-end").start(this::revoke);
    }
  }

  private boolean end() {
    State before;
    synchronized (listeners) {
      before = state.getAndSet(State.CLOSED);
    }
    keeper.interrupt();
    LockSupport.unpark(watchdog);
    return before != State.CLOSED;
  }

  private void revoke() {
    try {
      etcd.leases(ttl().compareTo(LONGEST_ATTEMPT) < 0 ? ttl() : LONGEST_ATTEMPT).revoke(lease);
    } catch (EtcdException e) {
      // It is gone already, or goes by itself.
      LOG.debug("Lease {} is not revoked: {}", leaseHex(), e.getMessage());
    }
  }
}
