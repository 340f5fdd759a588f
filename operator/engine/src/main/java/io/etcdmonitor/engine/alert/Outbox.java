package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.Book.Desk;
import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import io.etcdmonitor.engine.alert.channel.Delivery;
import io.etcdmonitor.engine.alert.outbox.Backoff;
import io.etcdmonitor.engine.alert.outbox.Row;
import io.etcdmonitor.engine.alert.state.Ledger;
import io.etcdmonitor.engine.alert.state.Told;
import java.time.Duration;
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

/** Hands rows to channels and books what became of them. Guarded by the core's lock. */
final class Outbox {
  /** Above so many waiting, a channel gets one message for all. */
  static final int DIGEST_ABOVE = 20;

  private static final int DIGEST_MOST = 500;

  /** What a channel is given, and what it asks to remember. */
  static final class Memory implements ChannelMemory {
    private final Map<String, String> values;

    Memory(Map<String, String> values) {
      this.values = new HashMap<>(values);
    }

    @Override
    public Optional<String> get(String key) {
      return Optional.ofNullable(values.get(key));
    }

    @Override
    public void put(String key, String value) {
      if (value.isEmpty()) {
        values.remove(key);
      } else {
        values.put(key, value);
      }
    }
  }

  /**
   * One attempt.
   *
   * @param channel to whom
   * @param parts rows that it delivers
   * @param message what is said
   * @param memory of the channel; a digest, which is about no group alone, has that of its episodes
   */
  record Attempt(String channel, List<Composer.Part> parts, AlertMessage message, Memory memory) {}

  private final Channels channels;
  private final Dispatch dispatch;
  private final Dispatch.Recorder recorder;
  private final Backoff backoff;

  Outbox(Channels channels, Dispatch dispatch, Dispatch.Recorder recorder, Backoff backoff) {
    this.channels = channels;
    this.dispatch = dispatch;
    this.recorder = recorder;
    this.backoff = backoff;
  }

  /** Begins the next attempt of a channel, if one is due. */
  Optional<Attempt> take(Collection<Book> books, String channel, AlertConfig config, Instant now) {
    if (channels.paused(channel, now)) {
      return Optional.empty();
    }
    List<Composer.Part> due = new ArrayList<>();
    for (Book book : books) {
      for (Row row : book.rows()) {
        if (row.channel().equals(channel)
            && !now.isBefore(row.nextAt())
            && !book.inFlight.contains(desk(row))) {
          due.add(new Composer.Part(book, row));
        }
      }
    }
    if (due.isEmpty()) {
      return Optional.empty();
    }
    due.sort(
        Comparator.comparing((Composer.Part p) -> p.row().severity(), Comparator.reverseOrder())
            .thenComparing(p -> p.row().id()));
    int rows = due.size() > DIGEST_ABOVE ? digest(due, channels.keepsEpisodesApart(channel)) : 1;
    return Optional.of(begin(channel, due.subList(0, rows), config, now));
  }

  /** How many rows become one message; all that it would leave out are left for the next. */
  private static int digest(List<Composer.Part> due, boolean whole) {
    int rows = Math.min(DIGEST_MOST, due.size());
    int episodes = 0;
    for (int i = 0; i < rows && whole; i++) {
      episodes += episodes(due.get(i).row()).size();
      if (i > 0 && episodes > Composer.MOST_EPISODES) {
        return i;
      }
    }
    return rows;
  }

  private static List<String> episodes(Row row) {
    List<String> all = new ArrayList<>(row.send().firing());
    all.addAll(row.send().resolved());
    return all;
  }

  private Attempt begin(
      String channel, List<Composer.Part> taken, AlertConfig config, Instant now) {
    Map<String, String> remembered = new HashMap<>();
    List<Composer.Part> parts = new ArrayList<>();
    for (Composer.Part part : taken) {
      Row row = part.row().begun();
      Book book = part.book();
      Ledger ledger = book.ledger(desk(row));
      Map<String, Told> told = new HashMap<>(ledger.told());
      for (String episode : row.send().firing()) {
        Optional<Told> before = Optional.ofNullable(told.get(episode));
        if (before.filter(Told::firing).isEmpty()) {
          Optional<Instant> gaveUp = before.flatMap(Told::gaveUp);
          book.episode(episode).ifPresent(a -> told.put(episode, Told.unsure(a, gaveUp, now)));
        }
      }
      book.put(ledger.withTold(told));
      book.put(row);
      book.inFlight.add(desk(row));
      remembered.putAll(taken.size() == 1 ? ledger.memory() : ledger.memoryOf(episodes(row)));
      parts.add(new Composer.Part(book, row, saying(book, row, now)));
    }
    boolean whole = channels.keepsEpisodesApart(channel);
    AlertMessage message = Composer.compose(parts, whole, config, now);
    return new Attempt(channel, parts, message, new Memory(remembered));
  }

  /** Alerts may have changed by the time the message has arrived: then they are told of anew. */
  private static Map<String, Told> saying(Book book, Row row, Instant now) {
    Map<String, Told> saying = new HashMap<>();
    for (String episode : episodes(row)) {
      boolean firing = row.send().firing().contains(episode);
      book.episode(episode)
          .map(a -> Dispatch.currentTally(book, a))
          .ifPresent(a -> saying.put(episode, Told.of(a, firing, now)));
    }
    return saying;
  }

  /** Books the outcome of an attempt. */
  void finish(Attempt attempt, Delivery delivery, AlertConfig config, Instant now) {
    if (attempt.parts().isEmpty()) {
      beat(attempt.channel(), delivery);
      return;
    }
    if (delivery.outcome() == Delivery.Outcome.SENT) {
      channels.fares(attempt.channel(), Optional.empty());
    }
    if (delivery.outcome() == Delivery.Outcome.MISCONFIGURED) {
      channels.pause(attempt.channel(), now);
    }
    for (Composer.Part part : attempt.parts()) {
      part.book().inFlight.remove(desk(part.row()));
      part.book().dirty = true;
      finish(part, attempt, delivery, config, now);
    }
  }

  /** A message that is about no alert. */
  static Attempt beat(String channel, AlertMessage message) {
    return new Attempt(channel, List.of(), message, new Memory(Map.of()));
  }

  /** A heartbeat is not tried again: the next one comes. */
  private void beat(String channel, Delivery delivery) {
    switch (delivery.outcome()) {
      case SENT -> {
        channels.fares(channel, Optional.empty());
        channels.count(channel, Channels.SENT);
      }
      case RETRY -> channels.count(channel, Channels.RETRY);
      case REJECTED, MISCONFIGURED -> {
        channels.count(channel, Channels.DEAD);
        channels.fares(
            channel,
            Optional.of(
                "channel %s does not take the heartbeat: %s; check its configuration and its receiver"
                    .formatted(channel, words(delivery))));
      }
    }
  }

  private void finish(
      Composer.Part part, Attempt attempt, Delivery delivery, AlertConfig config, Instant now) {
    Book book = part.book();
    Row row = part.row();
    // Also when it failed: whom it has reached is not told again.
    Ledger ledger = book.ledger(desk(row));
    Map<String, String> left = attempt.memory().values;
    book.put(
        attempt.parts().size() == 1
            ? ledger.withMemory(left)
            : ledger.withMemoryOf(episodes(row), left));
    switch (delivery.outcome()) {
      case SENT -> sent(part, delivery, now);
      case RETRY -> {
        // The answer may be all that was lost: should one of them fire again, it is told again.
        book.put(book.ledger(desk(row)).unsureOf(row.send().resolved()));
        Duration wait = backoff.after(row.attempts(), delivery.retryAfter().orElse(Duration.ZERO));
        if (now.plus(wait).isAfter(row.deadline())) {
          dead(book, row, delivery, config, now);
        } else {
          book.put(row.again(now.plus(wait), delivery.detail()));
          channels.count(row.channel(), Channels.RETRY);
          record(book, row, HistoryEntry.RETRY, words(delivery));
        }
      }
      case REJECTED, MISCONFIGURED -> dead(book, row, delivery, config, now);
    }
  }

  private void sent(Composer.Part part, Delivery delivery, Instant now) {
    Book book = part.book();
    Row row = part.row();
    Ledger ledger = book.ledger(desk(row));
    Map<String, Told> told = new HashMap<>(ledger.told());
    Set<String> firing = new HashSet<>(row.send().firing());
    for (String episode : episodes(row)) {
      Optional<Told> said = Optional.ofNullable(part.saying().get(episode));
      boolean keep = firing.contains(episode) || channels.repost(row.channel()).isPresent();
      Told before = told.get(episode);
      if (!keep) {
        told.remove(episode);
      } else if (firing.contains(episode) || before == null || before.firing()) {
        said.ifPresent(t -> told.put(episode, t.at(now)));
      }
    }
    book.put(ledger.delivered(told, now));
    book.remove(row);
    channels.count(row.channel(), Channels.SENT);
    record(book, row, HistoryEntry.SENT, words(delivery));
  }

  private void dead(Book book, Row row, Delivery delivery, AlertConfig config, Instant now) {
    String why =
        "%s after %d attempts: %s".formatted(row.send().kind(), row.attempts(), words(delivery));
    channels.fares(
        row.channel(),
        Optional.of(
            "channel %s could not be told of %s: %s; check its configuration and its receiver"
                .formatted(row.channel(), book.key(), words(delivery))));
    dispatch.giveUp(book, desk(row), row.send(), config, now, why);
  }

  private void record(Book book, Row row, String what, String detail) {
    for (String episode : episodes(row)) {
      String status = row.send().resolved().contains(episode) ? "resolved" : "firing";
      recorder.message(
          book, episode, what, row.channel(), row.send().kind() + " (" + status + ") " + detail);
    }
  }

  private static String words(Delivery delivery) {
    return (delivery.code() + " " + delivery.detail()).strip();
  }

  private static Desk desk(Row row) {
    return new Desk(row.channel(), row.group());
  }
}
