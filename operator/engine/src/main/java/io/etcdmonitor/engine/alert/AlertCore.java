package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.outbox.Backoff;
import io.etcdmonitor.engine.alert.state.Ack;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.alert.store.AlertStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.result.ResultChange;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * All of alerting but its threads. Every method takes one lock; none does more I/O than a commit of
 * the store. Time comes in and never goes back.
 */
final class AlertCore {
  private static final Duration REFRESH = Duration.ofSeconds(60);

  private final AlertStore store;
  private final Keeper keeper;
  private final History history;
  private final Chronicle chronicle;
  private final Channels channels = new Channels();
  private final Suppression suppression = new Suppression();
  private final Evaluations evaluations;
  private final Dispatch dispatch;
  private final Outbox outbox;
  private final Announcements announcements;
  private final OwnAlerts own;
  private final Interventions interventions;
  private final Heartbeat heartbeat = new Heartbeat();
  private final Surroundings surroundings;
  private final Shelf shelf;
  private AlertConfig config;
  private Instant now = Instant.EPOCH;
  private Instant refreshed = Instant.EPOCH;
  private boolean active;

  AlertCore(
      AlertStore store,
      History history,
      AlertConfig config,
      Surroundings surroundings,
      RandomGenerator random) {
    this.store = store;
    this.keeper = new Keeper(store);
    this.history = history;
    this.surroundings = surroundings;
    this.chronicle = new Chronicle(history, () -> now);
    RuleRunner runner = new RuleRunner(chronicle::changed);
    this.config = config;
    this.evaluations = new Evaluations(runner, surroundings, config);
    this.shelf = new Shelf(keeper, evaluations, surroundings::configured);
    this.dispatch = new Dispatch(suppression, channels, chronicle::message);
    Backoff backoff = new Backoff(random);
    this.outbox = new Outbox(channels, dispatch, chronicle::message, backoff);
    this.announcements = new Announcements(channels, chronicle, backoff);
    this.own = new OwnAlerts(runner, channels);
    this.interventions = new Interventions(suppression, keeper, history, chronicle::changed);
    keeper.load(
        alert -> shelf.at(alert.identity().cluster()).restore(alert),
        alert -> shelf.at(alert.identity().cluster()).restorePast(alert),
        stored -> shelf.at(stored.cluster()).restore(stored.ledger()),
        row -> shelf.at(row.cluster()).restore(row),
        suppression::put);
  }

  synchronized void configure(AlertConfig newConfig, Map<String, AlertChannel> newChannels) {
    config = newConfig;
    evaluations.config(newConfig);
    channels.replace(newChannels);
    shelf.all().forEach(Book::reconfigured);
  }

  synchronized void settings(Function<ClusterKey, ClusterAlerts> source) {
    evaluations.settings(source);
  }

  void addListener(AlertListener listener) {
    chronicle.addListener(listener);
  }

  /**
   * Says that this replica leads from now on, before it is {@link Surroundings#active}.
   *
   * @param term of its leadership; who led in the term before us is known by the store
   * @param known of all clusters, as the leader before us wrote it down
   */
  synchronized void lead(long term, Map<ClusterKey, KnownAlert.OfCluster> known, Instant time) {
    advance(time);
    shelf.lead(keeper.term(), term, known, now);
    keeper.term(term);
    keeper.commit();
  }

  /** Does something to the books. */
  synchronized void onShelf(Instant time, BiConsumer<Shelf, Instant> action) {
    advance(time);
    action.accept(shelf, now);
  }

  /** Takes what came from the hub, in order. */
  synchronized void take(ClusterKey key, List<Inbox.Item> items, Instant time) {
    advance(time);
    turn();
    // By other rules than were meant alerts would begin and end.
    if (!shelf.isOurs(key) || !surroundings.configured()) {
      return;
    }
    Book book = shelf.at(key);
    for (Inbox.Item item : items) {
      item.result().ifPresent(heartbeat::seen);
      item.result()
          .filter(change -> change.spec().primary())
          .ifPresent(change -> result(book, change));
      item.removed().ifPresent(inspection -> evaluations.removed(book, inspection, now));
    }
  }

  private void result(Book book, ResultChange change) {
    evaluations.result(book, change, now);
    announcements.seen(book, change, config, now);
  }

  /** As {@link #tick(Instant)}, for clusters that something happened to. */
  synchronized boolean tick(Instant time, Collection<ClusterKey> touched) {
    advance(time);
    if (active) {
      touched.stream().filter(shelf::isOurs).forEach(key -> tick(shelf.at(key)));
    }
    return keeper.commit();
  }

  /** Lets time pass: clocks, missing data, plans. Commits; false when nothing has changed. */
  synchronized boolean tick(Instant time) {
    advance(time);
    turn();
    if (active) {
      evaluations.blocked(shelf, now);
      own.tick(shelf.at(OwnAlerts.ITSELF), shelf.ours().values(), store, now);
      for (Book book : List.copyOf(shelf.ours().values())) {
        tick(book);
      }
    }
    heartbeat.evaluated(now);
    if (!now.isBefore(refreshed.plus(REFRESH))) {
      refreshed = now;
      keeper.refresh();
      interventions.forget(now);
      shelf.sweep(surroundings);
    }
    return keeper.commit();
  }

  /** Begins to lead, or ends. */
  private void turn() {
    if (surroundings.active() != active) {
      active = surroundings.active();
      shelf.all().forEach(book -> book.facts.clear());
      if (active) {
        shelf.begin(now);
      }
    }
  }

  private void tick(Book book) {
    evaluations.tick(book, now);
    if (book.dirty || book.wakeAt.filter(t -> !now.isBefore(t)).isPresent()) {
      dispatch.plan(book, config, now);
    }
  }

  /** The next attempt of a channel. What is stored before it is handed out survives a crash. */
  synchronized Optional<Outbox.Attempt> next(String channel, Instant time) {
    advance(time);
    if (!active) {
      return Optional.empty();
    }
    Optional<AlertMessage> beat = heartbeat.due(channel, config, now);
    if (beat.isPresent()) {
      return beat.map(message -> Outbox.beat(channel, message));
    }
    Optional<Outbox.Attempt> attempt = outbox.take(shelf.ours().values(), channel, config, now);
    attempt.ifPresent(begun -> {
      keeper.commit();
      chronicle.told(begun.parts());
    });
    return attempt;
  }

  synchronized void finished(Outbox.Attempt attempt, Delivery delivery, Instant time) {
    advance(time);
    outbox.finish(attempt, delivery, config, now);
    keeper.commit();
    chronicle.told(attempt.parts());
  }

  /** The next change that a channel is to show, when it has nothing to say of alerts. */
  synchronized Optional<Announcements.Waiting> nextChange(String channel, Instant time) {
    advance(time);
    return active ? announcements.next(channel, now) : Optional.empty();
  }

  synchronized void announced(
      String channel, Announcements.Waiting item, Delivery delivery, Instant time) {
    advance(time);
    announcements.finished(channel, item, delivery, now);
  }

  synchronized void acknowledge(String name, Optional<Ack> ack, String by, Instant time) {
    advance(time);
    interventions.acknowledge(shelf.ours().values(), name, ack, by);
    keeper.commit();
  }

  synchronized void silence(Silence silence, Instant time) {
    advance(time);
    interventions.silence(silence, now);
    commitForAll();
  }

  synchronized Silence endSilence(String id, String by, Instant time) {
    advance(time);
    Silence ended = interventions.end(id, by, now);
    commitForAll();
    return ended;
  }

  synchronized void learn(Collection<Silence> silences, Instant time) {
    advance(time);
    if (interventions.learn(silences, now)) {
      commitForAll();
    }
  }

  private void commitForAll() {
    keeper.commit();
    shelf.all().forEach(book -> book.dirty = true);
  }

  synchronized List<Silence> silences() {
    return interventions.silences();
  }

  synchronized List<ClusterKey> clusters() {
    return shelf.ours().keySet().stream().sorted().toList();
  }

  synchronized List<OpenAlert> open(ClusterKey key) {
    return reports().open(shelf.find(key));
  }

  synchronized List<OpenAlert> owed(ClusterKey key) {
    return reports().owed(shelf.find(key));
  }

  private Reports reports() {
    return new Reports(config, suppression, now);
  }

  synchronized AlertStats stats(long coalesced) {
    return Reports.stats(active ? shelf.ours() : Map.of(), channels, coalesced, keeper.failures());
  }

  /** What of an owner's wishes cannot be fulfilled, in sentences. */
  synchronized List<String> problems(ClusterAlerts wishes, Set<String> features) {
    return surroundings.configured()
        ? Wishes.problems(wishes, config.rules(), channels.all().keySet(), features)
        : List.of();
  }

  History history() {
    return history;
  }

  synchronized void close() {
    keeper.refresh();
    keeper.close();
  }

  private void advance(Instant time) {
    if (time.isAfter(now)) {
      now = time;
    }
  }
}
