package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Change;
import io.etcdmonitor.engine.model.ClusterKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Writes down what happens to alerts and to messages, and tells who listens. */
final class Chronicle {
  private final History history;
  private final Supplier<Instant> now;
  private final List<AlertListener> listeners = new CopyOnWriteArrayList<>();

  Chronicle(History history, Supplier<Instant> now) {
    this.history = history;
    this.now = now;
  }

  void addListener(AlertListener listener) {
    listeners.add(listener);
  }

  /** Channels were told, or are about to be. */
  void told(List<Composer.Part> parts) {
    parts.stream()
        .map(part -> part.book().key())
        .distinct()
        .forEach(key -> listeners.forEach(listener -> listener.told(key)));
  }

  void changed(Book book, Alert alert, Change change, String words) {
    history.add(
        book.key(),
        HistoryEntry.of(now.get(), Optional.of(alert), alert.episode(), change.name(), "", words));
    listeners.forEach(listener -> listener.changed(alert, change));
  }

  void message(Book book, String episode, String what, String channel, String words) {
    history.add(
        book.key(),
        HistoryEntry.of(now.get(), book.episode(episode), episode, what, channel, words));
  }

  /** A message that is about no alert. */
  void announced(ClusterKey cluster, String what, String channel, String words) {
    history.add(cluster, new HistoryEntry(now.get(), "", "", "", what, channel, words));
  }
}
