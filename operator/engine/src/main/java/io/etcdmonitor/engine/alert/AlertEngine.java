package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.state.Ack;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.alert.store.AlertStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.result.ResultListener;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns results into alerts and tells people. A listener of the hub that never makes it wait; one
 * thread evaluates, one for each channel sends. All methods are thread-safe. Needs neither the
 * Kubernetes API nor a database. See DESIGN.md.
 */
public final class AlertEngine implements ResultListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AlertEngine.class);

  private final AlertCore core;
  private final Inbox inbox = new Inbox();
  private final Rounds rounds;
  private final Surroundings surroundings;
  private volatile AlertConfig config;
  private final Clock clock;
  private final Map<String, ChannelWorker> workers = new ConcurrentHashMap<>();
  private final ExecutorService files =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("alert-history").daemon().factory());

  private volatile boolean closed;
  private Thread thread;

  /**
   * Restores what the store holds; nothing runs before {@link #start}.
   *
   * @param store closed with the engine
   * @param surroundings asked often
   */
  public AlertEngine(
      AlertStore store,
      History history,
      AlertConfig config,
      Surroundings surroundings,
      Clock clock,
      RandomGenerator random) {
    this.core = new AlertCore(store, history, config, surroundings, random);
    this.rounds = new Rounds(core, inbox, clock);
    this.config = config;
    this.surroundings = surroundings;
    this.clock = clock;
  }

  /** Where owners' wishes come from; asked at every look. */
  public void settings(Function<ClusterKey, ClusterAlerts> source) {
    core.settings(source);
  }

  /** Adds a listener. */
  public void addListener(AlertListener listener) {
    core.addListener(listener);
  }

  /**
   * Says that this replica leads from now on; called before the surroundings say so. When another
   * led in between, its open episodes go on as ours: nobody is told a second time that they fire,
   * and whoever was told hears when they end. When none did, the store knows more, and wins.
   *
   * @param term grows by one each time that leadership changes hands
   * @param known of every cluster there is, as the leader before us wrote it down
   */
  public void lead(long term, Map<ClusterKey, KnownAlert.OfCluster> known) {
    core.lead(term, known, clock.instant());
  }

  /** For several processes that share the clusters; instead of {@link #lead}. */
  public Division divide() {
    return new Division(core, clock);
  }

  /** What is handed over to other processes, or taken from them. */
  public Handover handover() {
    return new Handover(core, clock);
  }

  /**
   * Puts other rules, routes and channels in force. Open alerts, silences and what is on its way
   * stay. Channels that are replaced are closed.
   *
   * @throws IllegalArgumentException when a route names a channel that there is not; nothing
   *     changes then
   */
  public synchronized void configure(AlertConfig config, Map<String, AlertChannel> channels) {
    for (String name : config.channels()) {
      if (!channels.containsKey(name)) {
        throw new IllegalArgumentException(
            "there is no channel '%s'; there are %s".formatted(name, channels.keySet()));
      }
    }
    List<ChannelWorker> before = List.copyOf(workers.values());
    workers.clear();
    before.forEach(ChannelWorker::close);
    core.configure(config, channels);
    this.config = config;
    channels.forEach((name, channel) -> {
      ChannelWorker worker = new ChannelWorker(core, channel, clock);
      workers.put(name, worker);
      if (thread != null) {
        worker.start();
      }
    });
    inbox.poke();
  }

  /** Begins to evaluate and to send. */
  public synchronized void start() {
    if (thread != null) {
      return;
    }
    rounds.writeOn(files);
    thread = Thread.ofPlatform().name("alerts").daemon().start(this::run);
    workers.values().forEach(ChannelWorker::start);
  }

  private void run() {
    while (!closed) {
      try {
        if (rounds.await()) {
          workers.values().forEach(ChannelWorker::wake);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException | Error e) {
        // An Error as well, such as no more threads: nobody would be told anything again.
        log.error("Alert evaluation failed; it goes on with the next second", e);
      }
    }
  }

  /** Evaluates what is waiting and lets time pass, for those who run it without its threads. */
  void step() {
    try {
      rounds.now();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Delivers what is due on one channel, for those who run it without its threads. */
  boolean deliver(String channel) {
    ChannelWorker worker = workers.get(channel);
    return worker != null && worker.once();
  }

  @Override
  public void onResult(ResultChange change) {
    inbox.result(change);
  }

  @Override
  public void onInspectionRemoved(InspectionKey key) {
    inbox.removed(key);
  }

  /** Whether this process evaluates and sends; another that does knows the state better. */
  public boolean active() {
    return surroundings.active();
  }

  /** Whether it was told what to evaluate, and whom to tell. */
  public boolean configured() {
    return surroundings.configured();
  }

  /** Clusters that have or had alerts or results here. */
  public List<ClusterKey> clusters() {
    return core.clusters();
  }

  /** Open alerts of a cluster, worst first. */
  public List<OpenAlert> open(ClusterKey cluster) {
    return core.open(cluster);
  }

  /** Alerts of a cluster that are over, while a channel has still to hear it. */
  public List<OpenAlert> owed(ClusterKey cluster) {
    return core.owed(cluster);
  }

  /**
   * Somebody takes an alert.
   *
   * @param fingerprint of the alert, or its beginning where no other open one begins so
   * @param lasts until it is let go by itself; 4 hours unless told, 24 at most
   * @throws IllegalArgumentException when there is no such open alert, or the time is too long
   */
  public void acknowledge(String fingerprint, String by, String comment, Optional<Duration> lasts) {
    Duration time = lasts.orElse(Ack.DEFAULT);
    if (time.isNegative() || time.isZero() || time.compareTo(Ack.LONGEST) > 0) {
      throw new IllegalArgumentException("an acknowledgement lasts 24 hours at most");
    }
    if (by.isBlank()) {
      throw new IllegalArgumentException("an acknowledgement needs a name");
    }
    core.acknowledge(
        fingerprint,
        Optional.of(new Ack(by, comment, clock.instant().plus(time))),
        by,
        clock.instant());
    inbox.poke();
  }

  /**
   * Somebody lets an alert go again.
   *
   * @throws IllegalArgumentException when there is no such open alert, or nobody has taken it
   */
  public void unacknowledge(String fingerprint, String by) {
    core.acknowledge(fingerprint, Optional.empty(), by, clock.instant());
    inbox.poke();
  }

  /** Adds a silence, or replaces the one with its ID. */
  public void silence(Silence silence) {
    core.silence(silence, clock.instant());
    inbox.poke();
  }

  /**
   * Ends a silence before its time.
   *
   * @throws IllegalArgumentException when there is none with this ID, or it has ended
   */
  public Silence endSilence(String id, String by) {
    Silence ended = core.endSilence(id, by, clock.instant());
    inbox.poke();
    return ended;
  }

  /** All silences, those to come and those that ended within {@link Silence#KEPT} too. */
  public List<Silence> silences() {
    return core.silences();
  }

  /** What happened to a cluster's alerts, newest first. */
  public List<HistoryEntry> history(ClusterKey cluster, int limit) {
    return core.history().of(cluster, limit);
  }

  /**
   * What of an owner's wishes cannot be fulfilled, each in one sentence; the rest is.
   *
   * @param features that there are
   */
  public List<String> problems(ClusterAlerts wishes, Set<String> features) {
    return core.problems(wishes, features);
  }

  /** Numbers. */
  public AlertStats stats() {
    return core.stats(inbox.coalesced());
  }

  /** What is in force. */
  public AlertConfig config() {
    return config;
  }

  /** Stops; what is under way is tried again at the next start. */
  @Override
  public synchronized void close() {
    closed = true;
    inbox.poke();
    if (thread != null) {
      try {
        thread.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    workers.values().forEach(ChannelWorker::close);
    core.close();
    rounds.end(files);
  }
}
