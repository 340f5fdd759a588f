package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.Book.Desk;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.outbox.Row;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Candidate;
import io.etcdmonitor.engine.alert.state.EscalationRun;
import io.etcdmonitor.engine.alert.state.Hours;
import io.etcdmonitor.engine.alert.state.Ledger;
import io.etcdmonitor.engine.alert.state.Plan;
import io.etcdmonitor.engine.alert.state.Planner;
import io.etcdmonitor.engine.alert.state.Route;
import io.etcdmonitor.engine.alert.state.Timing;
import io.etcdmonitor.engine.alert.state.Told;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes rows of the outbox out of a book: for every channel and group, what it is to be told now.
 */
final class Dispatch {
  /** What happens to messages, for the history and the counters. */
  interface Recorder {
    void message(Book book, String episode, String what, String channel, String detail);
  }

  private final Suppression suppression;
  private final Channels channels;
  private final Recorder recorder;
  private final Escalating escalating;

  Dispatch(Suppression suppression, Channels channels, Recorder recorder) {
    this.suppression = suppression;
    this.channels = channels;
    this.recorder = recorder;
    this.escalating = new Escalating(suppression, recorder);
  }

  /** Plans a book; afterwards it sleeps until something happens or the time it names. */
  void plan(Book book, AlertConfig config, Instant now) {
    suppression.inhibit(book, config, now);
    book.dirty = false;
    book.wakeAt = Optional.empty();
    escalating.climb(book, config, now);
    Routing routing = Routing.of(book, config, now);
    Set<Desk> waiting = Moves.follow(book, routing.desks());
    Set<Desk> desks = new LinkedHashSet<>(routing.desks().keySet());
    desks.addAll(book.desks());
    // What cannot be told goes to the fallback, which may be about to hear of it by a route.
    List<Desk> pausedLast =
        desks.stream()
            .sorted(Comparator.comparing(desk -> channels.paused(desk.channel(), now)))
            .toList();
    Map<String, String> withheld = new HashMap<>();
    for (Desk desk : pausedLast) {
      if (!book.inFlight.contains(desk) && !waiting.contains(desk)) {
        plan(book, desk, routing, config, now, withheld);
      }
    }
    tellWithheld(book, withheld);
    book.forgetPast();
    for (Alert alert : book.alerts()) {
      alert.inhibition().flatMap(Alert.Inhibited::until).ifPresent(t -> wake(book, t));
      alert.escalation().flatMap(EscalationRun::nextAt).ifPresent(t -> wake(book, t));
    }
    suppression.nextChange(now).ifPresent(t -> wake(book, t));
  }

  private void plan(
      Book book,
      Desk desk,
      Routing routing,
      AlertConfig config,
      Instant now,
      Map<String, String> withheld) {
    Ledger ledger = withoutTaken(book, book.ledger(desk));
    Optional<Route> route = routing.route(desk.group());
    List<Alert> routed = routing.at(desk);
    Optional<Hours> hours = route.flatMap(Route::hours);
    List<Candidate> candidates = candidates(book, ledger, routed, config, hours, now);
    Timing timing = route.map(Route::timing).orElse(Timing.DEFAULTS);
    Plan plan = Planner.plan(candidates, ledger, channels.setting(desk.channel(), timing), now);
    boolean open = candidates.stream().anyMatch(c -> c.alert().open());
    if (!open && plan.ledger().idle(now)) {
      book.remove(ledger);
    } else if (!plan.ledger().equals(Ledger.empty(desk.channel(), desk.group()))) {
      book.put(open ? plan.ledger() : plan.ledger().withoutDue());
    }
    plan.withheld().forEach((episode, why) -> withheld.put(episode + "|" + desk.channel(), why));
    plan.wakeAt().ifPresent(t -> wake(book, t));
    if (!open && !plan.ledger().idle(now)) {
      wake(book, now.plus(Duration.ofMinutes(1)));
    }
    if (hours.isPresent() && open) {
      wake(book, now.plus(Duration.ofMinutes(1)));
    }
    if (plan.send().isPresent() && channels.paused(desk.channel(), now)) {
      whilePaused(book, desk, plan.send().get(), !routed.isEmpty(), config, now);
      return;
    }
    reconcile(book, desk, plan, now);
  }

  /** Nobody is called about what somebody has taken meanwhile. */
  private static Ledger withoutTaken(Book book, Ledger ledger) {
    Set<String> due = new HashSet<>(ledger.due());
    due.removeIf(e -> book.episode(e).filter(a -> a.ack().isPresent()).isPresent());
    return ledger.withDue(due);
  }

  private List<Candidate> candidates(
      Book book,
      Ledger ledger,
      List<Alert> routed,
      AlertConfig config,
      Optional<Hours> hours,
      Instant now) {
    Map<String, Alert> byEpisode = new LinkedHashMap<>();
    routed.forEach(a -> byEpisode.put(a.episode(), a));
    Set<String> wanted = new HashSet<>(ledger.told().keySet());
    wanted.addAll(ledger.extra());
    wanted.addAll(ledger.due());
    for (String episode : wanted) {
      if (!byEpisode.containsKey(episode)) {
        book.episode(episode).ifPresent(a -> byEpisode.put(episode, a));
      }
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Alert alert : byEpisode.values()) {
      Optional<Suppression.Held> held = suppression.held(alert, config, hours, now);
      Alert current = currentTally(book, alert);
      candidates.add(
          new Candidate(
              current,
              routed.contains(alert),
              held.map(Suppression.Held::reason),
              held.filter(Suppression.Held::silenced).isPresent()));
    }
    return candidates;
  }

  /** A past episode flaps when its alert does now. */
  static Alert currentTally(Book book, Alert alert) {
    return book.alert(alert.identity().fingerprint())
        .map(alert::withTallyOf)
        .orElseGet(alert::steady);
  }

  private void reconcile(Book book, Desk desk, Plan plan, Instant now) {
    Optional<Row> row = book.row(desk);
    if (plan.send().isEmpty()) {
      row.ifPresent(old -> supersede(book, old, "no longer due"));
      return;
    }
    Plan.Send send = plan.send().get();
    if (row.filter(old -> old.send().equals(send)).isPresent()) {
      return;
    }
    row.ifPresent(old -> supersede(book, old, "replaced by " + send.kind()));
    // What replaces a message that does not get through is as late as that: else who has something
    // else to say every half hour would never find that nobody hears it.
    Optional<Row> late = row.filter(old -> old.attempts() > 0);
    // The ledger, and with it its count, is forgotten when it is idle; the time is not.
    long sequence = plan.ledger().sequence() + 1;
    String key =
        Keys.hash("%s|%s|%s|%d|%s".formatted(desk.channel(), desk.group(), send, sequence, now));
    book.put(
        new Row(
            "%013x-%s".formatted(now.toEpochMilli(), key.substring(0, 16)),
            book.key(),
            desk.channel(),
            desk.group(),
            send,
            severity(book, send),
            key,
            late.map(Row::createdAt).orElse(now),
            late.map(Row::attempts).orElse(0),
            now,
            ""));
  }

  private void supersede(Book book, Row row, String why) {
    book.remove(row);
    channels.count(row.channel(), Channels.SUPERSEDED);
    for (String episode : row.send().firing()) {
      recorder.message(
          book, episode, HistoryEntry.SUPERSEDED, row.channel(), row.send().kind() + " " + why);
    }
  }

  /** Who knows of it already can wait for being reminded; news is for the fallback. */
  private void whilePaused(
      Book book, Desk desk, Plan.Send send, boolean routed, AlertConfig config, Instant now) {
    if (send.kind() == Kind.REPEAT) {
      book.row(desk).ifPresent(old -> supersede(book, old, "the channel is paused"));
      channels.pausedUntil(desk.channel()).ifPresent(t -> wake(book, t));
    } else if (channels.gone(desk.channel())
        && (send.firing().isEmpty() || (!routed && Departed.knew(book.ledger(desk), send)))) {
      book.row(desk).ifPresent(old -> supersede(book, old, "the channel is gone"));
      wake(book, Departed.forget(book, desk, send.resolved(), now));
    } else {
      giveUp(book, desk, send, config, now, "the channel is paused");
    }
  }

  /** Stops trying, and lets the fallback channel know. */
  void giveUp(Book book, Desk desk, Plan.Send send, AlertConfig config, Instant now, String why) {
    book.row(desk).ifPresent(book::remove);
    Ledger ledger = book.ledger(desk);
    Map<String, Told> told = new HashMap<>(ledger.told());
    List<String> episodes = new ArrayList<>(send.firing());
    episodes.addAll(send.resolved());
    for (String episode : episodes) {
      Optional<Alert> alert = book.episode(episode);
      boolean again = Optional.ofNullable(told.get(episode)).flatMap(Told::gaveUp).isPresent();
      alert.ifPresent(a -> told.compute(episode, (id, before) -> Told.gaveUp(a, before, now)));
      if (!again) {
        recorder.message(book, episode, HistoryEntry.DEAD, desk.channel(), why);
      }
    }
    channels.count(desk.channel(), Channels.DEAD);
    book.put(ledger.withTold(told).withoutDue());
    Optional<String> fallback = config.fallback().filter(name -> !name.equals(desk.channel()));
    if (fallback.isPresent()) {
      for (String episode : send.firing()) {
        if (book.episode(episode).filter(a -> OwnAlerts.needsFallback(config, a)).isPresent()) {
          continue;
        }
        Desk to = book.beside(fallback.get(), desk.group(), episode);
        book.put(book.ledger(to).withExtra(episode, send.kind() == Kind.ESCALATION));
      }
    }
    book.dirty = true;
  }

  private void tellWithheld(Book book, Map<String, String> withheld) {
    withheld.forEach((key, why) -> {
      // That it was given up is in the history once, however often it is tried.
      if (!why.equals(book.withheld.get(key)) && !why.startsWith(Planner.GIVEN_UP)) {
        int bar = key.lastIndexOf('|');
        String channel = key.substring(bar + 1);
        channels.count(channel, Channels.reasonOf(why));
        recorder.message(book, key.substring(0, bar), HistoryEntry.NOT_SENT, channel, why);
      }
    });
    book.withheld.clear();
    book.withheld.putAll(withheld);
  }

  private static Severity severity(Book book, Plan.Send send) {
    List<String> episodes = send.firing().isEmpty() ? send.resolved() : send.firing();
    return episodes.stream()
        .flatMap(e -> book.episode(e).stream())
        .map(Alert::severity)
        .max(Comparator.naturalOrder())
        .orElse(Severity.INFO);
  }

  private static void wake(Book book, Instant time) {
    book.wakeAt = Optional.of(book.wakeAt.filter(t -> t.isBefore(time)).orElse(time));
  }
}
