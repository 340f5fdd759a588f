package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.rule.Absent;
import io.etcdmonitor.engine.alert.rule.Condition;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.rule.RuleIds;
import io.etcdmonitor.engine.alert.rule.Scope;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.alert.store.AlertStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Alerts about alerting itself: they live as any other. */
final class OwnAlerts {
  /** Stands for this program; no cluster can have the name. */
  static final ClusterKey ITSELF = new ClusterKey("", "(etcd-monitor)");

  private static final Duration SAY_STATE_LOST = Duration.ofHours(1);
  private static final Condition NEVER = new Absent(Set.of("none"), Set.of(), Duration.ofDays(1));

  static final Rule CHANNEL_FAILING =
      rule(
          RuleIds.CHANNEL_FAILING,
          Severity.CRITICAL,
          "alert channel {subject} fails",
          "the log says why; correct the channel in the alerts file, it is read again within seconds");
  static final Rule EXHAUSTED =
      rule(
          RuleIds.ESCALATION_EXHAUSTED,
          Severity.CRITICAL,
          "nobody took an alert of {subject}",
          "acknowledge the alert");
  static final Rule STATE_LOST =
      rule(
          RuleIds.STATE_LOST,
          Severity.WARNING,
          "the alert state was lost, or cannot be kept",
          "check the disk, and look at open incidents by hand: some may never be told resolved");

  static final List<Rule> RULES = List.of(CHANNEL_FAILING, EXHAUSTED, STATE_LOST);

  private final RuleRunner runner;
  private final Channels channels;
  private Optional<Instant> started = Optional.empty();

  OwnAlerts(RuleRunner runner, Channels channels) {
    this.runner = runner;
    this.channels = channels;
  }

  void tick(Book itself, Collection<Book> books, AlertStore store, Instant now) {
    if (started.isEmpty()) {
      started = Optional.of(now);
    }
    Set<String> names = new TreeSet<>(channels.all().keySet());
    subjects(itself, RuleIds.CHANNEL_FAILING).forEach(names::add);
    names.stream()
        .filter(channels::known)
        .forEach(name -> runner.own(CHANNEL_FAILING, itself, name, channels.trouble(name), now));
    boolean lately = now.isBefore(started.get().plus(SAY_STATE_LOST));
    Optional<String> state = store.unwritable().or(() -> store.damage().filter(d -> lately));
    runner.own(STATE_LOST, itself, "", state, now);
    List<String> clusters = new ArrayList<>(subjects(itself, RuleIds.ESCALATION_EXHAUSTED));
    for (Book book : books) {
      if (exhausted(book).isPresent()) {
        clusters.add(book.key().toString());
      }
    }
    Map<String, Book> byName = new HashMap<>();
    books.forEach(book -> byName.put(book.key().toString(), book));
    new TreeSet<>(clusters)
        .forEach(name ->
            runner.own(
                EXHAUSTED,
                itself,
                name,
                Optional.ofNullable(byName.get(name)).flatMap(OwnAlerts::exhausted),
                now));
  }

  /**
   * The routes of any alert. One about this program goes to the fallback, too, where they lead to
   * nobody, or to nobody but the channel that fails.
   */
  static List<Route> routes(AlertConfig config, Alert alert) {
    List<Route> routes = new ArrayList<>(Route.of(config.routes(), alert.labels()));
    if (needsFallback(config, alert)) {
      routes.add(Route.all("(fallback)", List.of(config.fallback().get())));
    }
    return routes;
  }

  /** Whether the fallback hears of it whatever becomes of it elsewhere. */
  static boolean needsFallback(AlertConfig config, Alert alert) {
    if (!alert.identity().cluster().equals(ITSELF) || config.fallback().isEmpty()) {
      return false;
    }
    Set<String> listeners = new TreeSet<>();
    Route.of(config.routes(), alert.labels()).forEach(r -> listeners.addAll(r.channels()));
    if (listeners.contains(config.fallback().get())) {
      return false;
    }
    if (alert.identity().rule().equals(RuleIds.CHANNEL_FAILING)) {
      listeners.remove(alert.identity().subject());
    }
    return listeners.isEmpty();
  }

  /** That nobody came for the alert that nobody came would keep itself open for ever. */
  private static Optional<String> exhausted(Book book) {
    return book.alerts().stream()
        .filter(a -> a.open() && a.ack().isEmpty())
        .filter(a -> !a.identity().rule().equals(RuleIds.ESCALATION_EXHAUSTED))
        .filter(a -> a.escalation().filter(run -> run.exhausted()).isPresent())
        .map(a ->
            "all steps of escalation %s were done, and nobody took: %s"
                .formatted(a.escalation().get().policy().name(), a.facts().summary()))
        .findFirst();
  }

  private static List<String> subjects(Book itself, String rule) {
    return itself.alerts().stream()
        .filter(a -> a.identity().rule().equals(rule))
        .map(Alert::identity)
        .map(Alert.Identity::subject)
        .toList();
  }

  private static Rule rule(String id, Severity severity, String summary, String remedy) {
    return new Rule(
        id,
        Scope.FEATURE,
        List.of(new Rule.Level(severity, NEVER)),
        Duration.ZERO,
        Duration.ZERO,
        summary,
        "{message}",
        remedy,
        Map.of(),
        true);
  }
}
