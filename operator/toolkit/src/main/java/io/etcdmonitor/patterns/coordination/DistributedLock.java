package io.etcdmonitor.patterns.coordination;

import io.etcdmonitor.patterns.Session;
import io.etcdmonitor.patterns.SessionLostException;
import io.etcdmonitor.patterns.SessionOptions;
import io.etcdmonitor.patterns.Transient;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.Txn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A lock that at most one process holds.
 *
 * <p><b>What is guaranteed.</b>
 *
 * <ul>
 *   <li><em>Tokens.</em> Every hold has a {@linkplain Hold#token fencing token}, greater than that
 *       of every hold before it, whatever happens to clients, members, clocks and the network. A
 *       resource that refuses tokens lower than the highest it has seen is never changed by
 *       somebody who has lost the lock. {@link Hold#guard} does the same for keys of the same etcd.
 *   <li><em>Exclusion by clock.</em> As long as clocks run at about the same speed (a tenth) and
 *       between asking {@link Hold#valid} and acting on it no time passes, no two holds of one name
 *       are valid at once; across members that crash, leaders that change and partitions too. One
 *       exception is etcd's: a leader that stood still and comes back may revoke leases early (see
 *       {@link Session}).
 *   <li><em>Order.</em> First come, first served, among processes (the revision of the request in
 *       etcd) and among the threads of one lock object. Who loses the connection for longer than
 *       the time to live queues anew.
 *   <li><em>Progress.</em> A holder that crashes, hangs or is cut off from the majority of members
 *       holds others up for the time to live at most (in 3.4 and 3.5 plus up to an election timeout
 *       after a change of leader).
 * </ul>
 *
 * <p><b>What is not.</b> Without the token or the guard this lock, as every lock with a lease, does
 * not protect a resource: a process that is paused between the check and the write (garbage
 * collection, SIGSTOP, a suspended machine), or whose write is under way for long, acts on a lock
 * that somebody else has by then. {@code valid()} makes that rare, only the token makes it
 * harmless. (Jepsen found just that in its analysis of etcd 3.4.3, 2020.) Cut off from the
 * majority, nobody can take the lock and a holder loses it when its time to live is over.
 *
 * <p>Names are those of {@code etcdctl lock}, which excludes and queues with this one. The lock
 * {@code a} also waits for holders of {@code a/b}, as there: don't nest names. The lock is
 * re-entrant for the thread that took it. Thread-safe; one lease per lock object, kept while it is
 * open, so keep and share the object.
 */
public final class DistributedLock implements AutoCloseable {
  private final EtcdOperations etcd;
  private final String name;
  private final String what;
  private final CurrentSession session;
  private final Turns turns = new Turns();

  /** With {@link SessionOptions#DEFAULT}. */
  public DistributedLock(EtcdOperations etcd, String name) {
    this(etcd, name, SessionOptions.DEFAULT);
  }

  /** Does no I/O. */
  public DistributedLock(EtcdOperations etcd, String name, SessionOptions options) {
    if (name.isEmpty() || name.endsWith("/")) {
      throw new IllegalArgumentException("a lock needs a name that does not end in a slash");
    }
    this.etcd = etcd;
    this.name = name;
    this.what = "the lock " + name;
    this.session = new CurrentSession(etcd, options, what);
  }

  /**
   * Waits until it has the lock, for as long as it takes, while etcd is away too.
   *
   * @throws EtcdException when waiting would not help (permissions, TLS, a full database)
   */
  public Hold lock() throws InterruptedException {
    return acquire(Patience.forever()).orElseThrow();
  }

  /**
   * Waits for a while; empty when it was over first. A little more time may pass for leaving the
   * queue.
   *
   * @throws EtcdException when waiting would not help (permissions, TLS, a full database)
   */
  public Optional<Hold> tryLock(Duration patience) throws InterruptedException {
    return acquire(Patience.of(patience));
  }

  /**
   * Takes the lock if nobody has it or queues for it, in one or two round trips.
   *
   * @throws EtcdException when etcd did not answer; nothing is held then
   */
  public Optional<Hold> tryLock() {
    Optional<Hold> again = enterAgain();
    if (again.isPresent() || !turns.takeNow()) {
      return again;
    }
    Optional<Hold> hold = Optional.empty();
    try {
      hold = takeIfNobody();
      return hold;
    } finally {
      if (hold.isEmpty()) {
        turns.end();
      }
    }
  }

  private Optional<Hold> takeIfNobody() {
    Place place = new Place(etcd, session.usable(), name, "");
    boolean mine = false;
    try {
      mine = place.takeIfNobody();
      return mine ? Optional.of(granted(place)) : Optional.empty();
    } finally {
      if (!mine && place.tainted()) {
        session.retire();
      }
    }
  }

  private Optional<Hold> acquire(Patience patience) throws InterruptedException {
    Optional<Hold> again = enterAgain();
    if (again.isPresent() || !turns.take(patience)) {
      return again;
    }
    Optional<Hold> hold = Optional.empty();
    try {
      hold = queue(patience);
      return hold;
    } finally {
      if (hold.isEmpty()) {
        turns.end();
      }
    }
  }

  private Optional<Hold> enterAgain() {
    return turns.again(what).map(Hold::new);
  }

  /** Queues; anew with another session when one is lost meanwhile. */
  private Optional<Hold> queue(Patience patience) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        Optional<Hold> hold = queueOnce(patience);
        if (hold.isPresent() || patience.over()) {
          return hold;
        }
      } catch (SessionLostException e) {
        session.retire();
      } catch (EtcdException e) {
        Transient.orThrow(e);
      }
      if (patience.over()) {
        return Optional.empty();
      }
      Thread.sleep(patience.left(Transient.pause(attempt)));
    }
  }

  private Optional<Hold> queueOnce(Patience patience) throws InterruptedException {
    Place place = new Place(etcd, session.usable(), name, "");
    boolean first = false;
    try {
      first = place.take(patience) && place.awaitFirst(patience);
      return first ? Optional.of(granted(place)) : Optional.empty();
    } finally {
      if (!first && !place.leave()) {
        session.retire();
      }
    }
  }

  private Hold granted(Place place) {
    return new Hold(turns.grant(place));
  }

  private void left(Turns.Grant grant) {
    if (!grant.leave()) {
      return;
    }
    try {
      if (!grant.place().leave()) {
        session.retire();
      }
    } finally {
      turns.end();
    }
  }

  /** Gives everything up that is held or queued for, and ends the session. */
  @Override
  public void close() {
    session.close();
  }

  /** The lock while it is held; closing it lets the next one in. */
  public final class Hold implements AutoCloseable {
    private final Turns.Grant grant;
    private final AtomicBoolean left = new AtomicBoolean();
    private final List<Session.Registration> listeners = new CopyOnWriteArrayList<>();

    private Hold(Turns.Grant grant) {
      this.grant = grant;
    }

    /**
     * The fencing token: the revision of etcd at which this hold began to queue. Give it to the
     * resource with every write; the resource must refuse lower ones than it has seen.
     */
    public long token() {
      return grant.place().revision();
    }

    /** Whether nobody else can have the lock now, by our own clock (see the class). */
    public boolean valid() {
      return !left.get() && grant.place().session().alive();
    }

    /** For how long that can be said without another renewal. */
    public Duration validFor() {
      return left.get() ? Duration.ZERO : grant.place().session().remaining();
    }

    /**
     * @throws SessionLostException when it is not valid
     */
    public void check() {
      if (left.get()) {
        throw new SessionLostException(what + " was given up");
      }
      grant.place().session().check(what);
    }

    /**
     * A condition for transactions on the same etcd: it holds exactly as long as this hold does, as
     * etcd sees it. What is written under it needs no token.
     */
    public Txn.Compare guard() {
      return grant.place().ours();
    }

    /**
     * Calls back once when the lock was lost before it was given up, on a thread of its own; with
     * the reason. A deletion of the key by hand is not noticed so: token and guard cover that.
     */
    public Session.Registration onLost(Consumer<String> listener) {
      Session.Registration told =
          grant
              .place()
              .session()
              .onLost(why -> {
                if (!left.get()) {
                  listener.accept(why);
                }
              });
      listeners.add(told);
      return told;
    }

    /**
     * Gives the lock up, when this is the outermost hold of its thread. May wait for etcd as long
     * as the command timeout; when it does not answer, the lock is free after the time to live.
     * Idempotent.
     */
    @Override
    public void close() {
      if (left.compareAndSet(false, true)) {
        listeners.forEach(Session.Registration::close);
        left(grant);
      }
    }
  }
}
