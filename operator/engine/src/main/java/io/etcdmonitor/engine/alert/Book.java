package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.outbox.Row;
import io.etcdmonitor.engine.alert.rule.ClusterFacts;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.RuleChange;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Ledger;
import io.etcdmonitor.engine.alert.state.Told;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that is known of one cluster's alerts. Guarded by the core's lock; stored by {@link Keeper}.
 */
final class Book {
  /** Names a ledger within the cluster. */
  record Desk(String channel, String group) {}

  /** A ledger with its cluster, as it is stored. */
  record StoredLedger(ClusterKey cluster, Ledger ledger) {}

  /** What a book was told about its cluster. */
  private ClusterAlerts settings = ClusterAlerts.DEFAULTS;

  private List<Rule> rules = List.of();

  private final ClusterKey key;
  private final Keeper keeper;
  private final Map<String, Alert> alerts = new HashMap<>();
  private final Map<String, Alert> past = new HashMap<>();
  private final Map<Desk, Ledger> ledgers = new HashMap<>();
  private final Map<Desk, Row> rows = new HashMap<>();
  final ClusterFacts facts = new ClusterFacts();
  final Set<Desk> inFlight = new HashSet<>();

  /** Episodes whose severity was raised since escalations were looked at. */
  final Set<String> raised = new HashSet<>();

  final Map<String, String> withheld = new HashMap<>();

  /** Features that were heard of, by what runs them. */
  final Map<InspectionKey, String> features = new HashMap<>();

  /** Features that are not run any more, and since when. */
  final Map<String, Instant> removed = new HashMap<>();

  boolean dirty = true;
  Optional<Instant> wakeAt = Optional.empty();
  Optional<Instant> absentSince = Optional.empty();

  /** What was taken over without the configuration that knows its labels and its escalations. */
  Optional<KnownAlert.OfCluster> early = Optional.empty();

  /** Its rules, where they are not those of all. */
  Optional<RulesInForce> own = Optional.empty();

  Book(ClusterKey key, Keeper keeper) {
    this.key = key;
    this.keeper = keeper;
  }

  ClusterKey key() {
    return key;
  }

  ClusterAlerts settings() {
    return settings;
  }

  /** All rules for this cluster: those of the configuration, as its owner has changed them. */
  List<Rule> rules(AlertConfig config) {
    if (rules.isEmpty()) {
      rules = RuleChange.over(config.rules(), settings.rules(), problem -> {});
    }
    return rules;
  }

  /** Another configuration is in force, which channels may take what they did not take before. */
  void reconfigured() {
    rules = List.of();
    dirty = true;
    ledgers().values().forEach(ledger -> put(ledger.triedAnew()));
  }

  void settings(ClusterAlerts value) {
    if (!settings.equals(value)) {
      dirty = true;
      rules = List.of();
      settings = value;
    }
  }

  /** What was watched before was let go of, not removed: it is watched anew. */
  void letGo() {
    features.clear();
    removed.clear();
  }

  Collection<Alert> alerts() {
    return new ArrayList<>(alerts.values());
  }

  Optional<Alert> alert(String fingerprint) {
    return Optional.ofNullable(alerts.get(fingerprint));
  }

  void put(Alert alert, boolean matters) {
    alerts.put(alert.identity().fingerprint(), alert);
    keeper.alert(alert, matters);
    dirty |= matters;
  }

  void remove(Alert alert) {
    alerts.remove(alert.identity().fingerprint());
    keeper.removeAlert(alert);
    dirty = true;
  }

  /** Ended episodes whose place a newer one has taken, while somebody is still to be told. */
  Collection<Alert> past() {
    return past.values();
  }

  void putPast(Alert alert) {
    past.put(alert.episode(), alert);
    keeper.past(alert);
  }

  void forgetPast() {
    List<Alert> done = past.values().stream().filter(a -> !mentioned(a.episode())).toList();
    for (Alert alert : done) {
      past.remove(alert.episode());
      keeper.removePast(alert);
    }
  }

  boolean mentioned(String episode) {
    return ledgers.values().stream().anyMatch(l -> l.told().containsKey(episode));
  }

  /** Channels that may believe that an episode fires. */
  List<OpenAlert.Heard> heard(String episode) {
    Map<String, OpenAlert.Heard> byChannel = new TreeMap<>();
    for (Ledger ledger : ledgers.values()) {
      Told told = ledger.told().get(episode);
      if (told != null && told.firing()) {
        byChannel.merge(
            ledger.channel(),
            new OpenAlert.Heard(
                ledger.channel(),
                told.severity(),
                told.at(),
                !told.unsure(),
                Optional.ofNullable(ledger.memory().get(ChannelMemory.THREAD))),
            (a, b) -> a.at().isAfter(b.at()) ? a : b);
      }
    }
    return List.copyOf(byChannel.values());
  }

  /** Episodes that are over, of which a channel has still to hear that. */
  List<Alert> owed() {
    return Stream.concat(alerts.values().stream(), past.values().stream())
        .filter(alert -> !alert.open() && !heard(alert.episode()).isEmpty())
        .toList();
  }

  Optional<Alert> episode(String id) {
    return alerts.values().stream()
        .filter(a -> a.episode().equals(id))
        .findFirst()
        .or(() -> Optional.ofNullable(past.get(id)));
  }

  Map<Desk, Ledger> ledgers() {
    return Map.copyOf(ledgers);
  }

  /** All that have a ledger, or a row, which is there first. */
  Set<Desk> desks() {
    Set<Desk> desks = new HashSet<>(ledgers.keySet());
    desks.addAll(rows.keySet());
    return desks;
  }

  /**
   * Where a channel hears of an episode beside the routes: where it has, else where it is about to,
   * else in this group.
   */
  Desk beside(String channel, String group, String episode) {
    return ledgers.values().stream()
        .filter(ledger -> ledger.channel().equals(channel) && ledger.isAbout(episode))
        .map(Ledger::group)
        .min(Comparator.naturalOrder())
        .or(() ->
            rows.values().stream()
                .filter(row -> row.channel().equals(channel))
                .filter(row -> row.send().firing().contains(episode))
                .map(Row::group)
                .min(Comparator.naturalOrder()))
        .map(known -> new Desk(channel, known))
        .orElseGet(() -> new Desk(channel, group));
  }

  Ledger ledger(Desk desk) {
    return ledgers.getOrDefault(desk, Ledger.empty(desk.channel(), desk.group()));
  }

  void put(Ledger ledger) {
    Desk desk = new Desk(ledger.channel(), ledger.group());
    if (!ledger.equals(ledgers.get(desk))) {
      ledgers.put(desk, ledger);
      keeper.ledger(new StoredLedger(key, ledger));
    }
  }

  void remove(Ledger ledger) {
    if (ledgers.remove(new Desk(ledger.channel(), ledger.group())) != null) {
      keeper.removeLedger(ledger);
    }
  }

  Collection<Row> rows() {
    return rows.values();
  }

  Optional<Row> row(Desk desk) {
    return Optional.ofNullable(rows.get(desk));
  }

  void put(Row row) {
    rows.put(new Desk(row.channel(), row.group()), row);
    keeper.row(row);
  }

  void remove(Row row) {
    rows.remove(new Desk(row.channel(), row.group()));
    keeper.removeRow(row);
  }

  /** Takes over what a store held, without storing it again. */
  void restore(Alert alert) {
    alerts.put(alert.identity().fingerprint(), alert);
  }

  void restorePast(Alert alert) {
    past.put(alert.episode(), alert);
  }

  void restore(Ledger ledger) {
    ledgers.put(new Desk(ledger.channel(), ledger.group()), ledger);
  }

  void restore(Row row) {
    rows.put(new Desk(row.channel(), row.group()), row);
  }

  /**
   * What was stored is gone on with at this time, be it stamped later by a clock set back since.
   */
  void notAfter(Instant now) {
    ledgers().values().forEach(ledger -> put(ledger.notAfter(now)));
    List.copyOf(rows.values()).stream()
        .filter(row -> !row.notAfter(now).equals(row))
        .forEach(row -> put(row.notAfter(now)));
  }

  /** Whether nothing is known. */
  boolean empty() {
    return alerts.isEmpty() && past.isEmpty() && rows.isEmpty() && ledgers.isEmpty();
  }

  /** Whether its cluster is gone, and nothing is left to say of it. */
  boolean over(Surroundings surroundings) {
    return empty()
        && !key.equals(OwnAlerts.ITSELF)
        && surroundings.fate(key) == Surroundings.Fate.REMOVED;
  }
}
