package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.outbox.Backoff;
import io.etcdmonitor.engine.alert.rule.Condition;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.state.Ack;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Change;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.alert.store.AlertStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.result.ResultChange;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * All of alerting but its threads. Every method takes one lock; none does more I/O than a commit of
 * the store. Time comes in and never goes back.
 */
final class AlertCore {
  private static final Duration REFRESH = Duration.ofSeconds(60);

  private final AlertStore store;
  private final Keeper keeper;
  private final History history;
  private final Channels channels = new Channels();
  private final Suppression suppression = new Suppression();
  private final RuleRunner runner;
  private final Dispatch dispatch;
  private final Outbox outbox;
  private final OwnAlerts own;
  private final Absentees absentees;
  private final Surroundings surroundings;
  private final Map<ClusterKey, Book> books = new HashMap<>();
  private final List<AlertListener> listeners = new CopyOnWriteArrayList<>();
  private Function<ClusterKey, ClusterAlerts> settings = key -> ClusterAlerts.DEFAULTS;
  private AlertConfig config;
  private Set<Condition.Change> windows = Set.of();
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
    this.runner = new RuleRunner(this::changed);
    this.dispatch = new Dispatch(suppression, channels, this::message);
    this.outbox = new Outbox(channels, dispatch, this::message, new Backoff(random));
    this.own = new OwnAlerts(runner, channels);
    this.absentees = new Absentees(runner, surroundings);
    replaceConfig(config);
    keeper.load(
        alert -> book(alert.identity().cluster()).restore(alert),
        alert -> book(alert.identity().cluster()).restorePast(alert),
        stored -> book(stored.cluster()).restore(stored.ledger()),
        row -> book(row.cluster()).restore(row),
        suppression::put);
  }

  synchronized void configure(AlertConfig newConfig, Map<String, AlertChannel> newChannels) {
    replaceConfig(newConfig);
    channels.replace(newChannels);
    books.values().forEach(book -> book.dirty = true);
  }

  private void replaceConfig(AlertConfig newConfig) {
    config = newConfig;
    windows = newConfig.rules().stream().flatMap(Rule::changes).collect(Collectors.toSet());
  }

  synchronized void settings(Function<ClusterKey, ClusterAlerts> source) {
    settings = source;
  }

  void addListener(AlertListener listener) {
    listeners.add(listener);
  }

  /** Takes what came from the hub, in order. */
  synchronized void take(ClusterKey key, List<Inbox.Item> items, Instant time) {
    advance(time);
    Book book = book(key);
    for (Inbox.Item item : items) {
      item.result().filter(change -> change.spec().primary()).ifPresent(c -> result(book, c));
      item.removed().ifPresent(inspection -> removed(book, inspection));
    }
  }

  private void result(Book book, ResultChange change) {
    book.settings(settings.apply(book.key()));
    absentees.seen(book, change.spec());
    book.facts.add(change.current(), change.spec().interval().orElse(Duration.ZERO), windows);
    book.facts.at(now, book.settings().thresholds());
    for (Rule rule : config.rules()) {
      if (inForce(rule, book) && rule.features().contains(change.spec().feature())) {
        runner.run(rule, book, now);
      }
    }
  }

  private void removed(Book book, InspectionKey inspection) {
    absentees.removed(book, inspection, now);
  }

  /** Lets time pass: clocks, missing data, plans. Commits. */
  synchronized void tick(Instant time) {
    advance(time);
    if (surroundings.active() != active) {
      active = surroundings.active();
      books.values().forEach(book -> book.facts.clear());
      if (active) {
        books.values().forEach(book -> runner.restored(book, now));
      }
    }
    if (active) {
      own.tick(book(OwnAlerts.ITSELF), books.values(), store.damage(), now);
      for (Book book : List.copyOf(books.values())) {
        tick(book);
      }
    }
    if (!now.isBefore(refreshed.plus(REFRESH))) {
      refreshed = now;
      keeper.refresh();
      history.flush();
    }
    keeper.commit();
  }

  private void tick(Book book) {
    book.settings(settings.apply(book.key()));
    book.facts.at(now, book.settings().thresholds());
    for (Rule rule : config.rules()) {
      if (inForce(rule, book) && rule.features().isEmpty()) {
        runner.run(rule, book, now);
      }
    }
    if (book.dirty) {
      endRemoved(book);
    }
    absentees.tick(book, config, now);
    runner.tick(book, now);
    if (book.dirty || book.wakeAt.filter(t -> !now.isBefore(t)).isPresent()) {
      dispatch.plan(book, config, now);
    }
  }

  private void endRemoved(Book book) {
    if (book.key().equals(OwnAlerts.ITSELF)) {
      return;
    }
    Map<String, Rule> rules =
        config.rules().stream().collect(Collectors.toMap(Rule::id, rule -> rule));
    for (Alert alert : book.alerts()) {
      Rule rule = rules.get(alert.identity().rule());
      if (rule == null || !inForce(rule, book)) {
        runner.end(book, alert, RuleRunner.RULE_REMOVED, now);
      }
    }
  }

  private static boolean inForce(Rule rule, Book book) {
    return rule.enabled()
        && book.settings().enabled()
        && !book.settings().disabledRules().contains(rule.id());
  }

  /** The next attempt of a channel. What is stored before it is handed out survives a crash. */
  synchronized Optional<Outbox.Attempt> next(String channel, Instant time) {
    advance(time);
    if (!active) {
      return Optional.empty();
    }
    Optional<Outbox.Attempt> attempt = outbox.take(books.values(), channel, config, now);
    if (attempt.isPresent()) {
      keeper.commit();
    }
    return attempt;
  }

  synchronized void finished(Outbox.Attempt attempt, Delivery delivery, Instant time) {
    advance(time);
    outbox.finish(attempt, delivery, config, now);
    keeper.commit();
  }

  synchronized void acknowledge(String fingerprint, Optional<Ack> ack, String by, Instant time) {
    advance(time);
    Book book =
        books.values().stream()
            .filter(b -> b.alert(fingerprint).filter(Alert::open).isPresent())
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("there is no open alert " + fingerprint));
    Alert alert = book.alert(fingerprint).orElseThrow().withAck(ack);
    book.put(alert, true);
    changed(
        book,
        alert,
        ack.isPresent() ? Change.ACKNOWLEDGED : Change.ACKNOWLEDGEMENT_ENDED,
        ack.map(a -> a.by() + ": " + a.comment()).orElse("by " + by));
    keeper.commit();
  }

  synchronized void silence(Silence silence) {
    suppression.put(silence);
    keeper.silence(silence);
    keeper.commit();
    books.values().forEach(book -> book.dirty = true);
  }

  synchronized List<Silence> silences() {
    return suppression.silences().stream().sorted(Comparator.comparing(Silence::id)).toList();
  }

  synchronized List<OpenAlert> open(ClusterKey key) {
    return Optional.ofNullable(books.get(key))
        .map(book -> Reports.open(book, config, suppression, now))
        .orElse(List.of());
  }

  synchronized AlertStats stats(long coalesced) {
    return Reports.stats(books, channels, coalesced, keeper.failures());
  }

  synchronized AlertConfig config() {
    return config;
  }

  History history() {
    return history;
  }

  synchronized void close() {
    keeper.refresh();
    keeper.commit();
    history.flush();
    store.close();
  }

  private Book book(ClusterKey key) {
    return books.computeIfAbsent(key, k -> new Book(k, keeper));
  }

  private void advance(Instant time) {
    if (time.isAfter(now)) {
      now = time;
    }
  }

  private void changed(Book book, Alert alert, Change change, String detail) {
    history.add(
        book.key(),
        new HistoryEntry(
            now,
            alert.identity().rule(),
            alert.identity().subject(),
            alert.episode(),
            change.name(),
            "",
            detail));
    for (AlertListener listener : listeners) {
      listener.changed(alert, change);
    }
  }

  private void message(Book book, String episode, String what, String channel, String detail) {
    Optional<Alert> alert = book.episode(episode);
    history.add(
        book.key(),
        new HistoryEntry(
            now,
            alert.map(a -> a.identity().rule()).orElse(""),
            alert.map(a -> a.identity().subject()).orElse(""),
            episode,
            what,
            channel,
            detail));
  }
}
