package io.etcdmonitor.kube.shard;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.etcdmonitor.kube.calls.ApiErrors;
import io.etcdmonitor.kube.leader.LeaderGate;
import io.etcdmonitor.kube.leader.Leases;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which clusters are this replica's, by a Lease for each shard. See DESIGN.md beside this
 * class. {@link #tick}, {@link #farewell} and {@link #release} are called from one thread; the gate
 * from any.
 */
public final class ShardElection implements LeaderGate {
  private static final Logger LOG = LoggerFactory.getLogger(ShardElection.class);
  private static final Duration DRAIN = Duration.ofSeconds(3);
  private static final int NOWHERE = -1;
  private static final Slice NOTHING = new Slice(0, 0);

  /** What happens; called on the electing thread. */
  public interface Listener {
    /** Stop probing. */
    void pause();

    /** Probe. */
    void resume();

    /** These are let go soon: no new message about them, and what is known goes into statuses. */
    void leaving(Predicate<ClusterKey> clusters);

    /** Forget these: when this returns they may be another's. */
    void letGo(Predicate<ClusterKey> clusters);

    /** More may be ours now: look at all. */
    void take();
  }

  private final int shard;
  private final LeaseSettings settings;
  private final ShardStore store;
  private final Listener listener;
  private final LongSupplier nanos;
  private final ShardLeases leases;
  private final long deadline;
  private final Turnstile work = new Turnstile();

  private volatile Share share = Share.NONE;
  private volatile Slice kept = NOTHING;
  private volatile boolean held;
  private volatile long renewed;
  private volatile int wanted;
  private int leavingFor = NOWHERE;
  private long tickEnded;
  private boolean away;
  private boolean looked;

  /**
   * @param shard this replica's, from 0
   * @param clock for the times in the Lease
   * @param nanos for measuring; goes on while the process is frozen
   */
  public ShardElection(
      int shard,
      LeaseSettings settings,
      ShardStore store,
      Listener listener,
      Clock clock,
      LongSupplier nanos) {
    this.shard = shard;
    this.settings = settings;
    this.store = store;
    this.listener = listener;
    this.nanos = nanos;
    this.leases = new ShardLeases(shard, settings, store, clock, nanos);
    this.deadline = settings.lastEntry().toNanos();
  }

  /** Whether the Lease of the shard is this replica's. */
  @Override
  public boolean leading() {
    return held;
  }

  /**
   * Whether a cluster is ours to write about. Not while the Lease may have run out: probing goes on
   * then, for nobody may be able to reach the API, but what is written waits.
   */
  @Override
  public boolean owns(ClusterKey cluster) {
    return fresh() && share.owns(cluster);
  }

  @Override
  public boolean enter(ClusterKey cluster) {
    return work.enter(() -> owns(cluster));
  }

  @Override
  public void exit() {
    work.exit();
  }

  @Override
  public boolean kept(ClusterKey cluster) {
    return kept.has(cluster);
  }

  /** Among how many shards the clusters are to be divided, as last read; 0 before. */
  public int wanted() {
    return wanted;
  }

  /** Looks once. Never throws. */
  public void tick() {
    boolean frozen = held && nanos.getAsLong() - tickEnded > settings.duration().toNanos();
    if (frozen) {
      LOG.warn("This replica did not run for a while: it stops probing until it has looked");
      listener.pause();
    }
    try {
      Leases.lookTwice(this::look);
      if (away) {
        LOG.info("The Leases of the shards can be read again");
        away = false;
      }
    } catch (RuntimeException e) {
      if (!away) {
        away = true;
        LOG.warn(
            "Shard {} cannot renew its Lease: {}; this replica {}",
            shard,
            ApiErrors.sentence(e),
            held ? "goes on probing what it has" : "waits");
      }
    } finally {
      if (frozen && held) {
        listener.resume();
      }
      tickEnded = nanos.getAsLong();
    }
  }

  /** Before {@link #release}, so that the last messages are in the statuses. */
  public void farewell() {
    listener.leaving(key -> held);
  }

  /** Lets everything go and gives the Lease back. Never throws. */
  public void release() {
    if (!held) {
      return;
    }
    lose();
    try {
      leases.release();
    } catch (RuntimeException e) {
      LOG.info("The Lease of shard {} runs out by itself: {}", shard, ApiErrors.sentence(e));
    }
  }

  private boolean fresh() {
    return held && nanos.getAsLong() - renewed <= deadline;
  }

  private void look() {
    final long began = nanos.getAsLong();
    wanted = store.wanted();
    leases.read();
    Optional<String> rival = leases.rival();
    if (rival.isPresent()) {
      if (held) {
        LOG.warn("Shard {} is {}'s now: this replica stops probing", shard, rival.get());
        lose();
      }
      return;
    }
    boolean goesOn = fresh() && leases.isMine();
    if (!looked) {
      looked = true;
      kept = leases.lasting().orElse(NOTHING);
    }
    if (held && !goesOn) {
      Slice to = new Slice(shard, wanted);
      listener.letGo(key -> !to.has(key));
    }
    if (goesOn && leases.claimed() != share.shards()) {
      catchUp();
    }
    int shards = goesOn ? next() : wanted;
    leases.claim(shards);
    if (goesOn && shards == share.shards()) {
      long before = renewed;
      renewed = began;
      seen(nanos.getAsLong() - before > deadline);
    } else {
      claimed(shards, goesOn, began);
    }
  }

  /** The last claim was written, yet we did not get to hear that, or to look afterwards. */
  private void catchUp() {
    Share old = share;
    share = Share.of(new Slice(shard, leases.claimed()), leases.others().values(), old::owns);
    leavingFor = NOWHERE;
    listener.take();
  }

  /** What the Lease is to claim now: what it did, until all that is to go has been let go. */
  private int next() {
    int now = share.shards();
    Slice to = new Slice(shard, wanted);
    if (leavingFor == wanted) {
      share = share.narrowedTo(to);
      if (!drained()) {
        return now;
      }
      Share left = share;
      listener.letGo(key -> !left.owns(key));
      return wanted;
    }
    if (leavingFor != NOWHERE) {
      comeBack(new Slice(shard, leavingFor));
    }
    if (wanted != now) {
      LOG.info("Shard {}: from {} shards to {}", shard, now, wanted);
      leavingFor = wanted;
      Share whole = share;
      listener.leaving(key -> whole.owns(key) && !to.has(key));
    }
    return now;
  }

  /** The number of shards was changed again: what was about to go is begun with anew. */
  private void comeBack(Slice left) {
    leavingFor = NOWHERE;
    share = share.whole();
    listener.letGo(key -> !left.has(key));
    listener.take();
  }

  /** A claim is written: what nobody else claims, or lets go of from now on, is ours. */
  private void claimed(int shards, boolean goesOn, long began) {
    leases.read();
    if (!goesOn && !drained()) {
      return;
    }
    Share old = share;
    Slice claim = new Slice(shard, shards);
    Share now = Share.of(claim, leases.others().values(), goesOn ? old::owns : key -> false);
    if (!goesOn) {
      listener.letGo(key -> !now.owns(key));
    }
    leavingFor = NOWHERE;
    share = now;
    renewed = began;
    if (!held) {
      LOG.info("{} has shard {} of {}", settings.identity(), shard, shards);
      held = true;
      listener.resume();
    }
    listener.take();
  }

  /** Whoever came while our time was up was sent away, and does not come again by himself. */
  private void seen(boolean timeWasUp) {
    Share now = share.seen(leases.others());
    if (timeWasUp || now.differs(share)) {
      share = now;
      listener.take();
    }
  }

  private void lose() {
    share = Share.NONE;
    kept = NOTHING;
    held = false;
    leavingFor = NOWHERE;
    if (!drained()) {
      LOG.warn("Work on some clusters had not ended when shard {} was let go", shard);
    }
    listener.letGo(key -> true);
    listener.pause();
  }

  private boolean drained() {
    return work.drained(DRAIN);
  }
}
