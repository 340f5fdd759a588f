package io.etcdmonitor.kube.leader;

import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.etcdmonitor.kube.Times;
import io.etcdmonitor.kube.calls.ApiErrors;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who leads, by a Lease. Leadership ends only when another holder is seen: an API that is
 * away takes it from nobody, and gives it to nobody. See DESIGN.md beside this class. {@link #tick}
 * and {@link #release} are called from one thread; {@link #leading} from any.
 */
public final class LeaderElection implements LeaderGate {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);

  /** What happens at a change; called on the electing thread, must return soon. */
  public interface Listener {
    void onLeading();

    void onFollowing();

    /** It leads still, and is {@link #sure} of that again: what was not written can be. */
    void onSure();
  }

  /** Calls of one look, which is repeated after a conflict, and one to spare. */
  private static final int MOST_CALLS = 5;

  private final LeaseSettings settings;
  private final LeaseStore store;
  private final Listener listener;
  private final Clock clock;
  private final LongSupplier nanos;

  private volatile boolean leading;
  private volatile int term;

  /** When a look began that saw nobody else lead. */
  private volatile long seenAt;

  private final long deadline;
  private final Duration longest;
  private LeaseRecord observed;
  private long observedAt;

  /** When the last look ended by which something was learned, or failed. */
  private volatile Moment lastLook;

  private boolean ticked;
  private boolean away;

  /**
   * @param clock for the times in the Lease
   * @param nanos for measuring how long a Lease was not renewed; goes on while the process is
   *     frozen
   */
  public LeaderElection(
      LeaseSettings settings,
      LeaseStore store,
      Listener listener,
      Clock clock,
      LongSupplier nanos) {
    this.settings = settings;
    this.store = store;
    this.listener = listener;
    this.clock = clock;
    this.nanos = nanos;
    this.deadline = settings.lastEntry().toNanos();
    Duration look = settings.retry().plus(settings.renewTimeout().multipliedBy(MOST_CALLS));
    // Who was not awake is frozen to tick() as well, which has everything begin anew.
    this.longest = Times.longer(look, settings.duration());
    this.lastLook = moment();
  }

  /**
   * By two clocks: that of a process that is frozen goes on, that of a machine that was suspended
   * does not, and its wall clock is set ahead when it wakes.
   */
  private record Moment(long nanos, Instant wall) {}

  private Moment moment() {
    return new Moment(nanos.getAsLong(), clock.instant());
  }

  @Override
  public boolean leading() {
    return leading;
  }

  /**
   * Whether nobody else can lead. A leader that was cut off or frozen goes on probing, but what it
   * writes when the API is there again would replace what another leader has written meanwhile.
   */
  public boolean sure() {
    return leading && nanos.getAsLong() - seenAt <= deadline;
  }

  /**
   * Whether it looks at the Lease at all. Who has just woken knows nothing of what others have told
   * people meanwhile: it sends nothing before it has looked.
   */
  public boolean awake() {
    return since(lastLook).compareTo(longest) <= 0;
  }

  /** How often leadership had changed hands when this replica last got it. */
  public int term() {
    return term;
  }

  /** Looks at the Lease once: acquires, renews, or steps back. Never throws. */
  public void tick() {
    boolean wasFrozen = leading && ticked && since(lastLook).compareTo(settings.duration()) > 0;
    if (wasFrozen) {
      LOG.warn(
          "This replica did not run for {} s, or its clock was set ahead: it stops probing until it"
              + " knows who leads",
          since(lastLook).toSeconds());
      follow();
    }
    Moment began = moment();
    boolean froze = false;
    try {
      Leases.lookTwice(this::look);
      if (away) {
        LOG.info("The Lease {}/{} can be read again", settings.namespace(), settings.name());
        away = false;
      }
    } catch (RuntimeException e) {
      couldNotLook(e);
      // Frozen while it asked: the next look is the first one after that.
      froze = since(began).compareTo(longest) > 0;
      lastLook = froze ? lastLook : moment();
      if (wasFrozen) {
        lead(term);
      }
    } finally {
      ticked = true;
      lastLook = froze ? lastLook : moment();
    }
  }

  /**
   * Gives the Lease back, so that another replica need not wait for it to run out. Never throws.
   */
  public void release() {
    boolean held = leading;
    follow();
    if (!held) {
      return;
    }
    try {
      Optional<LeaseRecord> found = store.read();
      if (found.isPresent() && found.get().holder().equals(settings.identity())) {
        LeaseRecord mine = found.get();
        store.replace(
            new LeaseRecord(
                "",
                ChronoUnit.SECONDS.getDuration(),
                mine.acquired(),
                clock.instant(),
                mine.transitions(),
                mine.version()));
      }
    } catch (RuntimeException e) {
      LOG.info(
          "The Lease {}/{} could not be given back and runs out by itself: {}",
          settings.namespace(),
          settings.name(),
          ApiErrors.sentence(e));
    }
  }

  private Duration since(Moment then) {
    Moment now = moment();
    Duration running = Duration.ofNanos(now.nanos() - then.nanos());
    Duration wall = Duration.between(then.wall(), now.wall());
    return Times.longer(running, wall);
  }

  private void look() {
    final long began = nanos.getAsLong();
    Optional<LeaseRecord> found = store.read();
    if (found.isEmpty()) {
      store.create(mine(0, ""));
      seen(began);
      lead(0);
      return;
    }
    LeaseRecord lease = found.get();
    if (lease.holder().equals(settings.identity())) {
      seen(began);
      store.replace(
          new LeaseRecord(
              settings.identity(),
              settings.duration(),
              lease.acquired(),
              clock.instant(),
              lease.transitions(),
              lease.version()));
      lead(lease.transitions());
    } else if (lease.holder().isEmpty() || ranOut(lease)) {
      store.replace(mine(lease.transitions() + 1, lease.version()));
      seen(began);
      lead(lease.transitions() + 1);
    } else {
      if (leading) {
        LOG.warn("{} leads now: this replica stops probing", lease.holder());
      }
      follow();
    }
  }

  /** Whoever came while it was not sure was sent away, and does not come again by himself. */
  private void seen(long began) {
    boolean wasUnsure = leading && (nanos.getAsLong() - seenAt > deadline || !awake());
    seenAt = began;
    // Before it is told that it leads: who is asked to begin asks whether it is awake.
    lastLook = moment();
    if (wasUnsure) {
      listener.onSure();
    }
  }

  /** Measured by our own clock from when we first saw this state: clocks of replicas may differ. */
  private boolean ranOut(LeaseRecord lease) {
    long now = nanos.getAsLong();
    if (!lease.equals(observed)) {
      observed = lease;
      observedAt = now;
    }
    return now - observedAt > lease.duration().toNanos();
  }

  private LeaseRecord mine(int transitions, String version) {
    return new LeaseRecord(
        settings.identity(),
        settings.duration(),
        clock.instant(),
        clock.instant(),
        transitions,
        version);
  }

  private void lead(int transitions) {
    term = transitions;
    if (!leading) {
      LOG.info("{} leads: probing and writing begin", settings.identity());
      leading = true;
      try {
        listener.onLeading();
      } catch (RuntimeException | Error e) {
        // Else it would renew the Lease for ever and do nothing: the next look begins anew.
        leading = false;
        throw e;
      }
    }
  }

  private void follow() {
    if (leading) {
      leading = false;
      listener.onFollowing();
    }
  }

  private void couldNotLook(RuntimeException e) {
    if (!away) {
      away = true;
      LOG.warn(
          "The Lease {}/{} cannot be read or renewed: {}; this replica {}",
          settings.namespace(),
          settings.name(),
          ApiErrors.sentence(e),
          leading
              ? "goes on probing until it sees another holder, and writes no status meanwhile"
              : "waits");
    }
  }
}
