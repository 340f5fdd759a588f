package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.Book.Desk;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.EscalationPolicy;
import io.etcdmonitor.engine.alert.state.EscalationRun;
import io.etcdmonitor.engine.alert.state.Ledger;
import io.etcdmonitor.engine.alert.state.Phase;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.alert.state.Tally;
import io.etcdmonitor.engine.alert.state.Told;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a book agree with what the leader before us wrote down: its open episodes go on as ours,
 * with what channels were told of them; what it ended is ended. Only for books of a replica that
 * was not the last to lead; that one's own store knows more.
 */
final class TakeOver {
  private static final Tally UNKNOWN = new Tally(0, 0, 0, List.of(), Optional.empty());
  private static final EscalationPolicy.Step UNKNOWN_STEP =
      new EscalationPolicy.Step(Duration.ZERO, List.of(), Severity.INFO);

  private final AlertConfig config;
  private final boolean configured;
  private final boolean outdated;

  /**
   * @param configured whether the configuration is the one that was meant; else what is taken over
   *     is read {@link #again} once it is
   * @param outdated whether what the store holds is of an earlier term; else nobody knows of when,
   *     and it is kept beside
   */
  TakeOver(AlertConfig config, boolean configured, boolean outdated) {
    this.config = config;
    this.configured = configured;
    this.outdated = outdated;
  }

  void into(Book book, KnownAlert.OfCluster known) {
    if (outdated) {
      Set<String> kept = new HashSet<>();
      known.alerts().forEach(alert -> kept.add(alert.episode()));
      if (!known.complete()) {
        book.alerts().stream().filter(Alert::open).forEach(alert -> kept.add(alert.episode()));
      }
      forgetOthers(book, kept);
    }
    for (KnownAlert alert : known.alerts()) {
      Alert mine = alert(book, alert, known.seen());
      Optional<Alert> stored =
          book.episode(alert.episode())
              .filter(a -> a.open() == mine.open())
              .filter(a -> book.early.isEmpty() || !a.tally().equals(UNKNOWN));
      Optional<Alert> newer =
          book.alert(mine.identity().fingerprint())
              .filter(a -> a.episode().compareTo(mine.episode()) > 0);
      Alert now =
          stored.map(a -> a.withAck(mine.ack()).withEscalation(mine.escalation())).orElse(mine);
      if (newer.isPresent()) {
        book.putPast(now);
      } else {
        book.put(now, true);
      }
      alert.told().forEach(heard -> tell(book, now, heard));
    }
    book.early = configured ? Optional.empty() : Optional.of(known);
    book.dirty = true;
  }

  /** Reads anew what was taken over early; nothing has been evaluated since. */
  static void again(Book book, AlertConfig config) {
    book.early.ifPresent(known -> new TakeOver(config, true, false).into(book, known));
  }

  /** How far an alert that was taken over early was carried, for who takes it over next. */
  static Optional<EscalationRun> carriedEarly(Book book, String episode) {
    return book.early.stream()
        .flatMap(known -> known.alerts().stream())
        .filter(alert -> alert.episode().equals(episode))
        .flatMap(alert -> alert.escalation().stream())
        .map(at -> run(at, new EscalationPolicy(at.policy(), List.of(UNKNOWN_STEP), 0, 0)))
        .findFirst();
  }

  private void forgetOthers(Book book, Set<String> kept) {
    List.copyOf(book.rows()).forEach(book::remove);
    for (Ledger ledger : book.ledgers().values()) {
      Map<String, Told> told = new HashMap<>(ledger.told());
      told.keySet().retainAll(kept);
      book.put(ledger.only(told));
    }
    book.alerts().stream().filter(alert -> !kept.contains(alert.episode())).forEach(book::remove);
    book.forgetPast();
  }

  private Alert alert(Book book, KnownAlert known, Instant seen) {
    Alert.Identity identity =
        new Alert.Identity(
            RuleRunner.fingerprint(known.rule(), book.key(), known.subject(), known.subjectLabel()),
            known.rule(),
            book.key(),
            known.subject(),
            known.subjectLabel());
    Instant last = known.ended().orElse(seen.isBefore(known.since()) ? known.since() : seen);
    return new Alert(
        identity,
        known.ended().isPresent() ? Phase.RESOLVED : Phase.FIRING,
        known.episode(),
        new Alert.Span(
            known.since(),
            known.since(),
            Optional.of(known.since()),
            last,
            last,
            Optional.empty(),
            known.ended(),
            Duration.ZERO),
        known.severity(),
        facts(book, known),
        UNKNOWN,
        known.stale(),
        "",
        known.ack().map(ack -> ack.of(known.severity())),
        Optional.empty(),
        known.escalation().flatMap(this::carried).map(run -> run.of(known.severity())));
  }

  private Alert.Facts facts(Book book, KnownAlert known) {
    Optional<Rule> rule =
        book.rules(config).stream().filter(r -> r.id().equals(known.rule())).findFirst();
    Map<String, String> labels = new HashMap<>(rule.map(Rule::labels).orElse(Map.of()));
    labels.putAll(book.settings().labels());
    String remedy = rule.map(Rule::remedy).orElse("");
    String tail = "; " + remedy;
    boolean split = !remedy.isEmpty() && known.message().endsWith(tail);
    return new Alert.Facts(
        known.summary(),
        split
            ? known.message().substring(0, known.message().length() - tail.length())
            : known.message(),
        "",
        "",
        split ? remedy : "",
        Double.NaN,
        labels);
  }

  private Optional<EscalationRun> carried(KnownAlert.Carried at) {
    return config.escalations().stream()
        .filter(policy -> policy.name().equals(at.policy()) && at.next() <= policy.steps().size())
        .findFirst()
        .map(policy -> run(at, policy));
  }

  private static EscalationRun run(KnownAlert.Carried at, EscalationPolicy policy) {
    return new EscalationRun(
        policy, at.next(), at.nextAt(), at.remaining(), at.loops(), at.exhausted());
  }

  private void tell(Book book, Alert alert, OpenAlert.Heard heard) {
    boolean stored =
        book.ledgers().values().stream()
            .anyMatch(l ->
                l.channel().equals(heard.channel())
                    && l.told().containsKey(alert.episode())
                    && l.told().get(alert.episode()).firing());
    if (!stored) {
      Ledger ledger = book.ledger(new Desk(heard.channel(), group(book, alert, heard.channel())));
      book.put(
          goingOn(ledger, heard)
              .heard(alert, Told.heard(alert, heard.severity(), heard.at(), heard.sure())));
    }
  }

  /** What is said next belongs to what was said before. */
  private static Ledger goingOn(Ledger ledger, OpenAlert.Heard heard) {
    return heard
        .thread()
        .filter(thread -> !thread.equals(ledger.memory().get(ChannelMemory.THREAD)))
        .map(thread -> ledger.withMemory(Map.of(ChannelMemory.THREAD, thread)))
        .orElse(ledger);
  }

  /** The group that a message to this channel would have today; a resolved one goes out anyway. */
  private String group(Book book, Alert alert, String channel) {
    List<Route> routes = Route.of(config.routes(), alert.labels());
    return routes.stream()
        .filter(route -> Routing.channelsOf(book, route).contains(channel))
        .findFirst()
        .or(() -> routes.stream().findFirst())
        .map(route -> route.group(alert))
        .orElse("escalation/" + alert.episode());
  }
}
