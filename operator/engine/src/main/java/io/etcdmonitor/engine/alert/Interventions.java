package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.state.Ack;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Change;
import io.etcdmonitor.engine.alert.state.Matcher;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Severity;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What people do to alerts. Guarded by the core's lock; the caller commits. */
final class Interventions {
  /** Names of alerts may be cut, but not to nothing. */
  private static final int SHORTEST_PREFIX = 6;

  private final Suppression suppression;
  private final Keeper keeper;
  private final History history;
  private final RuleRunner.Recorder recorder;

  Interventions(
      Suppression suppression, Keeper keeper, History history, RuleRunner.Recorder recorder) {
    this.suppression = suppression;
    this.keeper = keeper;
    this.history = history;
    this.recorder = recorder;
  }

  /** Takes an alert, or lets it go. */
  void acknowledge(Collection<Book> books, String name, Optional<Ack> ack, String by) {
    Book book = null;
    Alert found = null;
    for (Book candidate : books) {
      for (Alert alert : candidate.alerts()) {
        if (alert.open() && named(alert, name)) {
          if (found != null) {
            throw new IllegalArgumentException(
                "more than one open alert begins with " + name + ": write more of it");
          }
          book = candidate;
          found = alert;
        }
      }
    }
    if (found == null) {
      throw new IllegalArgumentException("there is no open alert " + name);
    }
    if (ack.isEmpty() && found.ack().isEmpty()) {
      throw new IllegalArgumentException("nobody has taken the alert " + name);
    }
    Severity severity = found.severity();
    Alert alert = found.withAck(ack.map(a -> a.of(severity)));
    book.put(alert, true);
    recorder.changed(
        book,
        alert,
        ack.isPresent() ? Change.ACKNOWLEDGED : Change.ACKNOWLEDGEMENT_ENDED,
        ack.map(a -> "%s until %s: %s".formatted(a.by(), Words.time(a.until()), a.comment()))
            .orElse("by " + by));
  }

  private static boolean named(Alert alert, String name) {
    String fingerprint = alert.identity().fingerprint();
    return fingerprint.equals(name)
        || (name.length() >= SHORTEST_PREFIX && fingerprint.startsWith(name));
  }

  void silence(Silence silence, Instant now) {
    put(silence);
    record(HistoryEntry.SILENCED, silence, silence.author() + ": " + silence.reason(), now);
  }

  /** Takes over what another process knows; true when that was news. */
  boolean learn(Collection<Silence> theirs, Instant now) {
    boolean news = false;
    for (Silence silence : theirs) {
      boolean learned =
          suppression
              .silence(silence.id())
              .map(ours -> silence.end().isBefore(ours.end()))
              .orElseGet(() -> !silence.forgotten(now));
      if (learned) {
        put(silence);
        news = true;
      }
    }
    return news;
  }

  /** Ends a silence before its time. */
  Silence end(String id, String by, Instant now) {
    Silence silence =
        suppression
            .silence(id)
            .orElseThrow(() -> new IllegalArgumentException("there is no silence " + id));
    if (!now.isBefore(silence.end())) {
      throw new IllegalArgumentException(
          "silence %s ended at %s".formatted(id, Words.time(silence.end())));
    }
    Silence ended = silence.ended(now);
    put(ended);
    record(HistoryEntry.SILENCE_ENDED, ended, "by " + by, now);
    return ended;
  }

  private void put(Silence silence) {
    suppression.put(silence);
    keeper.silence(silence);
  }

  /** Forgets silences that ended long ago. */
  void forget(Instant now) {
    for (Silence silence : List.copyOf(suppression.silences())) {
      if (silence.forgotten(now)) {
        suppression.remove(silence);
        keeper.removeSilence(silence);
      }
    }
  }

  /** All that are known, the last to end first. */
  List<Silence> silences() {
    return suppression.silences().stream()
        .sorted(Comparator.comparing(Silence::end).reversed().thenComparing(Silence::id))
        .toList();
  }

  private void record(String what, Silence silence, String words, Instant now) {
    String detail =
        "silence %s of %s, until %s, %s"
            .formatted(
                silence.id(),
                silence.matchers().stream().map(Matcher::toString).collect(Collectors.joining(" ")),
                Words.time(silence.end()),
                words);
    history.add(OwnAlerts.ITSELF, new HistoryEntry(now, "", "", "", what, "", detail));
  }
}
