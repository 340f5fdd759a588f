package io.etcdmonitor.kube.alert;

import io.etcdmonitor.engine.alert.Handover;
import io.etcdmonitor.engine.alert.KnownAlert;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.alert.store.RecordCodec;
import io.etcdmonitor.kube.KubeOperatorConfig;
import io.etcdmonitor.kube.calls.ApiErrors;
import io.etcdmonitor.kube.leader.LeaseStore;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps where other replicas can read it what alerting knows and no EtcdCluster's status tells:
 * silences, and the alerts about the operator itself. Written when it has changed, by who leads.
 * Never throws for what the API does; alerting goes on without. Thread-safe.
 */
public final class AlertMemo implements AutoCloseable {
  /** An object may have 1 MiB; this is a few thousand silences. */
  static final int MOST_CHARACTERS = 512 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(AlertMemo.class);
  private static final String SILENCE = "silence.";
  private static final String OWN = "operator.";

  /**
   * There while shards lead. Their Leases are others than that of one leader, whose term does not
   * tell that they led: a volume of before they did would be taken for what was known last.
   */
  static final String SHARDS = "shards";

  private static final long TICK_MILLIS = 1_000;
  private static final Duration AGAIN = Duration.ofSeconds(5);

  /**
   * Whose it is.
   *
   * @param lease the Lease that this replica holds; those who hold others have their own alerts
   * @param shared whether replicas lead beside this one, each of which may be given a silence
   */
  public record Place(String lease, boolean shared) {}

  private final MemoStore store;
  private final Place place;
  private final BooleanSupplier leading;
  private final Clock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("alert-memo").daemon(true).factory());

  private volatile Optional<Handover> handover = Optional.empty();

  /** What of ours it is known to hold. */
  private volatile Optional<Map<String, String>> agreed = Optional.empty();

  private Instant lookAt = Instant.EPOCH;
  private boolean away;
  private boolean beaten;

  /**
   * @param leading whether this replica is to write
   */
  public AlertMemo(MemoStore store, Place place, BooleanSupplier leading, Clock clock) {
    this.store = store;
    this.place = place;
    this.leading = leading;
    this.clock = clock;
  }

  /** In the Kubernetes API; none without leader election, for then there is nobody else. */
  public static Optional<AlertMemo> of(
      KubernetesClient client, KubeOperatorConfig config, BooleanSupplier leading, Clock clock) {
    return config.lease().enabled()
        ? Optional.of(
            new AlertMemo(
                new KubeMemoStore(client, config.lease()),
                new Place(config.ownLease(), config.sharding().isPresent()),
                leading,
                clock))
        : Optional.empty();
  }

  /** Begins to keep what this engine knows, every second if it has changed. */
  public void use(Handover of) {
    handover = Optional.of(of);
    var unused =
        thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * This replica is about to lead: silences go on. Takes no longer than one call.
   *
   * @return the alerts about the operator that the one before had; empty when that is not known
   */
  public synchronized Optional<KnownAlert.OfCluster> take() {
    agreed = Optional.empty();
    Optional<MemoStore.Memo> memo = look();
    if (!place.shared() && memo.filter(m -> m.texts().containsKey(SHARDS)).isPresent()) {
      handover.ifPresent(Handover::othersLed);
    }
    return memo.map(m ->
        Optional.ofNullable(m.texts().get(OWN + place.lease()))
            .flatMap(text -> read(text, KnownAlert.OfCluster.class))
            .orElseGet(() -> KnownAlert.OfCluster.nothing(clock.instant())));
  }

  /** What it has written may be out of date, as when this replica does not lead any more. */
  public void forget() {
    agreed = Optional.empty();
  }

  private void tick() {
    try {
      if (leading.getAsBoolean()) {
        write();
      }
    } catch (RuntimeException | Error e) {
      LOG.error("What alerting knows could not be shared; it is tried again", e);
    }
  }

  /** Writes what has changed, if anything, and learns what others wrote. */
  public synchronized void write() {
    if (handover.isEmpty()) {
      return;
    }
    boolean due = !clock.instant().isBefore(lookAt);
    boolean news = !Optional.of(gist(mine())).equals(agreed);
    boolean must = news || (place.shared() && due);
    if (!must || ((away || beaten) && !due)) {
      return;
    }
    Optional<MemoStore.Memo> memo = look();
    if (memo.isEmpty()) {
      return;
    }
    Map<String, String> mine = mine();
    Map<String, String> all = merged(memo.get().texts(), mine, clock.instant());
    try {
      if (!gist(all).equals(gist(memo.get().texts()))) {
        store.write(new MemoStore.Memo(all, memo.get().version()));
      }
      agreed = Optional.of(gist(mine));
      beaten = false;
      if (away) {
        LOG.info("Silences are shared with other replicas again");
        away = false;
      }
    } catch (LeaseStore.Conflict e) {
      LOG.debug("Another replica has written beside us; looking again");
      beaten = true;
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private Optional<MemoStore.Memo> look() {
    lookAt = clock.instant().plus(AGAIN);
    try {
      MemoStore.Memo memo = store.read();
      List<Silence> silences = new ArrayList<>();
      memo.texts()
          .forEach((key, text) -> {
            if (key.startsWith(SILENCE)) {
              read(text, Silence.class).ifPresent(silences::add);
            }
          });
      handover.ifPresent(h -> h.learn(silences));
      return Optional.of(memo);
    } catch (RuntimeException e) {
      failed(e);
      return Optional.empty();
    }
  }

  private void failed(RuntimeException e) {
    agreed = Optional.empty();
    if (!away) {
      away = true;
      LOG.warn(
          "Silences cannot be shared with other replicas: {}; alerting goes on, and it is tried again",
          ApiErrors.sentence(e));
    }
  }

  private Map<String, String> mine() {
    Map<String, String> mine = new HashMap<>();
    Handover h = handover.orElseThrow();
    h.silences().forEach(s -> mine.put(SILENCE + s.id(), RecordCodec.write(s)));
    KnownAlert.OfCluster own = h.own();
    if (!own.alerts().isEmpty()) {
      mine.put(OWN + place.lease(), RecordCodec.write(own));
    }
    if (place.shared()) {
      mine.put(SHARDS, "lead");
    }
    return mine;
  }

  /** What is there with what we know: of two silences with one ID, the one that ends first. */
  private Map<String, String> merged(
      Map<String, String> there, Map<String, String> mine, Instant now) {
    Map<String, String> all = new TreeMap<>(there);
    all.remove(OWN + place.lease());
    all.remove(SHARDS);
    mine.forEach((key, text) -> all.merge(key, text, AlertMemo::first));
    all.entrySet()
        .removeIf(e ->
            e.getKey().startsWith(SILENCE)
                && read(e.getValue(), Silence.class).filter(s -> !out(s, now)).isEmpty());
    return bounded(all);
  }

  private static String first(String a, String b) {
    Optional<Instant> endOfA = read(a, Silence.class).map(Silence::end);
    Optional<Instant> endOfB = read(b, Silence.class).map(Silence::end);
    boolean isA = endOfA.isPresent() && endOfB.filter(endOfA.get()::isAfter).isEmpty();
    return isA ? a : b;
  }

  /**
   * One that was ended stays until it would have ended by itself at the latest, for a replica that
   * slept meanwhile remembers it as it was.
   */
  private static boolean out(Silence silence, Instant now) {
    return silence.forgotten(now) && now.isAfter(silence.start().plus(Silence.LONGEST));
  }

  /** Those that ended first go first. */
  private static Map<String, String> bounded(Map<String, String> all) {
    long size = all.values().stream().mapToLong(String::length).sum();
    if (size <= MOST_CHARACTERS) {
      return all;
    }
    List<String> silences =
        all.keySet().stream()
            .filter(key -> key.startsWith(SILENCE))
            .sorted(
                Comparator.comparing(key -> read(all.get(key), Silence.class).orElseThrow().end()))
            .toList();
    for (String key : silences) {
      if (size > MOST_CHARACTERS) {
        size -= all.remove(key).length();
      }
    }
    return all;
  }

  /** What is worth a write: of our own alerts not the time, nor the numbers in sentences. */
  private static Map<String, String> gist(Map<String, String> texts) {
    Map<String, String> gist = new HashMap<>(texts);
    gist.replaceAll((key, text) ->
        key.startsWith(OWN)
            ? read(text, KnownAlert.OfCluster.class).map(AlertMemo::gist).orElse(text)
            : text);
    return gist;
  }

  private static String gist(KnownAlert.OfCluster own) {
    StringBuilder gist = new StringBuilder();
    own.alerts()
        .forEach(a -> {
          gist.append(a.episode()).append(a.severity()).append(a.ended()).append(a.ack());
          a.told().forEach(t -> gist.append(t.channel()).append(t.severity()).append(t.sure()));
          a.escalation().ifPresent(e -> gist.append(e.next()).append(e.loops()));
        });
    return gist.toString();
  }

  /** Empty for what somebody else has written there. */
  private static <T extends Record> Optional<T> read(String text, Class<T> type) {
    try {
      return Optional.of(RecordCodec.read(text, type));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
