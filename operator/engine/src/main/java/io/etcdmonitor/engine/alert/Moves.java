package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.Book.Desk;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Ledger;
import io.etcdmonitor.engine.alert.state.Told;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An alert whose severity changes may take another route, and so come into another group of a
 * channel that knows it already. What that channel was told of it moves along: it hears of one
 * alert, not of two.
 */
final class Moves {
  private final Book book;
  private final Map<Desk, List<Alert>> routed;
  private final Set<Desk> waiting = new HashSet<>();

  private Moves(Book book, Map<Desk, List<Alert>> routed) {
    this.book = book;
    this.routed = routed;
  }

  /**
   * Moves what has to.
   *
   * @param routed where routes lead alerts now
   * @return desks that must wait, because a message that tells the same is under way
   */
  static Set<Desk> follow(Book book, Map<Desk, List<Alert>> routed) {
    Moves moves = new Moves(book, routed);
    book.ledgers().forEach(moves::follow);
    return moves.waiting;
  }

  private void follow(Desk from, Ledger ledger) {
    ledger
        .told()
        .forEach((episode, told) -> {
          if (told.firing()) {
            book.episode(episode)
                .filter(Alert::open)
                .filter(alert -> !leads(from, alert))
                .flatMap(alert -> destination(from, alert))
                .ifPresent(to -> move(episode, told, from, to));
          }
        });
  }

  private boolean leads(Desk desk, Alert alert) {
    return routed.getOrDefault(desk, List.of()).contains(alert);
  }

  private Optional<Desk> destination(Desk from, Alert alert) {
    return routed.keySet().stream()
        .filter(to -> to.channel().equals(from.channel()) && leads(to, alert))
        .filter(to -> !book.ledger(to).told().containsKey(alert.episode()))
        .min((a, b) -> a.group().compareTo(b.group()));
  }

  private void move(String episode, Told told, Desk from, Desk to) {
    if (book.inFlight.contains(from) || book.inFlight.contains(to)) {
      waiting.add(to);
      return;
    }
    Ledger before = book.ledger(from);
    Ledger left = before.without(episode);
    Ledger heard = book.ledger(to).heard(book.episode(episode).orElseThrow(), told);
    // Two groups that go on have two conversations.
    boolean alone = heard.memory().isEmpty() && !left.owesResolved();
    Ledger target =
        alone
            ? heard.withMemory(before.memory())
            : heard.withMemoryOf(Set.of(episode), before.memory());
    book.put(before.due().contains(episode) ? target.withExtra(episode, true) : target);
    book.put(left);
  }
}
