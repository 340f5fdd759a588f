package io.etcdmonitor.patterns.coordination;

import io.etcdmonitor.patterns.PrefixView;
import io.etcdmonitor.patterns.Session;
import io.etcdmonitor.patterns.SessionLostException;
import io.etcdmonitor.patterns.SessionOptions;
import io.etcdmonitor.patterns.Transient;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.GetOptions;
import io.etcdmonitor.toolkit.ops.GetOptions.Order;
import io.etcdmonitor.toolkit.ops.GetOptions.SortBy;
import io.etcdmonitor.toolkit.ops.KeyValue;
import io.etcdmonitor.toolkit.ops.Keys;
import io.etcdmonitor.toolkit.ops.Txn;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * One leader among the processes that campaign under a name.
 *
 * <p><b>What is guaranteed.</b> The same as of {@link DistributedLock}: leaders have tokens that
 * only rise; as long as clocks run at about the same speed (and but for etcd's exception there) no
 * two {@linkplain Leadership#valid valid} leaderships overlap; candidates come to power in the
 * order in which they campaigned; a leader that crashes, hangs or is cut off from the majority is
 * followed after the time to live at the latest.
 *
 * <p><b>What is not.</b> A leader that was paused believes in itself for a moment when it goes on,
 * and observers hear of a change later than it happened: whoever receives orders from a leader must
 * refuse lower tokens than it has seen, and what the leader writes to the same etcd should carry
 * {@link Leadership#guard}. During a partition the majority's side elects a leader while the
 * observers of the minority's side still see the old one ({@link Observation#upToDate} says so when
 * it is noticed).
 *
 * <p>Names are those of {@code etcdctl elect}. Thread-safe; one candidacy at a time per object.
 */
public final class LeaderElection implements AutoCloseable {
  private final EtcdOperations etcd;
  private final String name;
  private final SessionOptions options;
  private final AtomicBoolean campaigning = new AtomicBoolean();
  private volatile Session session;
  private volatile boolean closed;

  /** With {@link SessionOptions#DEFAULT}. */
  public LeaderElection(EtcdOperations etcd, String name) {
    this(etcd, name, SessionOptions.DEFAULT);
  }

  /** Does no I/O. */
  public LeaderElection(EtcdOperations etcd, String name, SessionOptions options) {
    if (name.isEmpty() || name.endsWith("/")) {
      throw new IllegalArgumentException("an election needs a name that does not end in a slash");
    }
    this.etcd = etcd;
    this.name = name;
    this.options = options;
  }

  /**
   * Who leads.
   *
   * @param value what it said about itself, for example its address
   * @param token rises from leader to leader
   */
  public record Leader(String value, long token) {
    private static Leader of(KeyValue kv) {
      return new Leader(kv.valueText(), kv.createRevision());
    }
  }

  /**
   * Waits until this process leads, for as long as it takes.
   *
   * @param value what others shall see
   * @throws EtcdException when waiting would not help (permissions, TLS, a full database)
   * @throws IllegalStateException when this object campaigns or leads already, or is closed, also
   *     while it waits
   */
  public Leadership campaign(String value) throws InterruptedException {
    return campaign(value, Patience.forever()).orElseThrow();
  }

  /** Waits for a while; empty when it was over first, and then it is no candidate any more. */
  public Optional<Leadership> campaign(String value, Duration patience)
      throws InterruptedException {
    return campaign(value, Patience.of(patience));
  }

  private Optional<Leadership> campaign(String value, Patience patience)
      throws InterruptedException {
    if (!campaigning.compareAndSet(false, true)) {
      throw new IllegalStateException("this object campaigns or leads in " + name + " already");
    }
    Optional<Leadership> won = Optional.empty();
    try {
      won = run(value, patience);
      return won;
    } finally {
      if (won.isEmpty()) {
        campaigning.set(false);
      }
    }
  }

  private Optional<Leadership> run(String value, Patience patience) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      checkOpen();
      try {
        Optional<Leadership> won = runOnce(value, patience);
        if (won.isPresent() || patience.over()) {
          return won;
        }
      } catch (SessionLostException e) {
        // Its session is ended already: the next attempt queues anew.
      } catch (EtcdException e) {
        Transient.orThrow(e);
      }
      if (patience.over()) {
        return Optional.empty();
      }
      Thread.sleep(patience.left(Transient.pause(attempt)));
    }
  }

  /** Every candidacy has a session of its own: it ends with it. */
  private Optional<Leadership> runOnce(String value, Patience patience)
      throws InterruptedException {
    Session own = Session.open(etcd, options);
    session = own;
    boolean won = false;
    try {
      // Whoever closed this while the session was opened did not see it.
      checkOpen();
      Place place = new Place(etcd, own, name, value);
      won = place.take(patience) && place.awaitFirst(patience);
      return won ? Optional.of(new Leadership(place)) : Optional.empty();
    } finally {
      if (!won) {
        own.abandon();
      }
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the election " + name + " is closed");
    }
  }

  /** Who leads now, read through quorum; empty when nobody does. */
  public Optional<Leader> leader() {
    return etcd.kv()
        .get(
            Keys.prefix(name + "/"),
            GetOptions.DEFAULT.sorted(Order.ASCEND, SortBy.CREATE).withLimit(1))
        .first()
        .map(Leader::of);
  }

  /**
   * Tells who leads, now and at every change (also of what the leader says about itself), until it
   * is closed. In the order of the changes; some may be left out when they follow each other at
   * once.
   *
   * @param listener on a thread of the observation; the first call comes before this returns
   * @throws EtcdException when the first look fails
   */
  public Observation observe(Consumer<Optional<Leader>> listener) {
    return new Observation(etcd, name, listener);
  }

  /** Gives up leadership or candidacy for good: a campaign that goes on ends, another one fails. */
  @Override
  public void close() {
    closed = true;
    Session open = session;
    if (open != null) {
      open.close();
    }
  }

  /** This process leads. */
  public final class Leadership implements AutoCloseable {
    private final Place place;
    private final AtomicBoolean resigned = new AtomicBoolean();

    private Leadership(Place place) {
      this.place = place;
    }

    /** The fencing token: greater than that of every leader before. */
    public long token() {
      return place.revision();
    }

    /** Whether nobody else can lead now, by our own clock (see the class). */
    public boolean valid() {
      return place.session().alive();
    }

    /** For how long that can be said without another renewal. */
    public Duration validFor() {
      return place.session().remaining();
    }

    /**
     * @throws SessionLostException when it is not valid
     */
    public void check() {
      place.session().check("leadership of " + name);
    }

    /** A condition for transactions on the same etcd: it holds as long as this process leads. */
    public Txn.Compare guard() {
      return place.ours();
    }

    /** Calls back once when leadership was lost without resigning; on a thread of its own. */
    public Session.Registration onLost(Consumer<String> listener) {
      return place.session().onLost(listener);
    }

    /**
     * Says something else about itself.
     *
     * @throws SessionLostException when it is not valid, or etcd knows of a later leader or none
     * @throws EtcdException when etcd did not answer; it may have been done all the same
     */
    public void proclaim(String value) {
      check();
      if (!place.rewrite(value)) {
        throw new SessionLostException("leadership of " + name + " is lost: the key is gone");
      }
    }

    /** Lets the next candidate lead. As {@link DistributedLock.Hold#close}. Idempotent. */
    public void resign() {
      if (resigned.compareAndSet(false, true)) {
        place.session().close();
        campaigning.set(false);
      }
    }

    @Override
    public void close() {
      resign();
    }
  }

  /** An observation that goes on. */
  public static final class Observation implements AutoCloseable {
    private final AtomicReference<Optional<Leader>> last = new AtomicReference<>();
    private final Consumer<Optional<Leader>> listener;
    private final PrefixView view;

    private Observation(EtcdOperations etcd, String name, Consumer<Optional<Leader>> listener) {
      this.listener = listener;
      this.view = PrefixView.open(etcd, name + "/", (before, now) -> look(now));
    }

    private void look(PrefixView.State state) {
      Optional<Leader> leader =
          state.values().values().stream()
              .min(Comparator.comparingLong(KeyValue::createRevision))
              .map(Leader::of);
      if (!leader.equals(last.getAndSet(leader))) {
        listener.accept(leader);
      }
    }

    /** Who led when etcd was last heard. */
    public Optional<Leader> leader() {
      return last.get();
    }

    /** Whether changes are heard of now, as far as is known (see {@link PrefixView#upToDate}). */
    public boolean upToDate() {
      return view.upToDate();
    }

    @Override
    public void close() {
      view.close();
    }
  }
}
