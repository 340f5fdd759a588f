package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.Book.Desk;
import io.etcdmonitor.engine.alert.channel.AlertMessage.Kind;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Ledger;
import io.etcdmonitor.engine.alert.state.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Ends that are owed to a channel that the configuration does not name any more. */
final class Departed {
  /** One that was taken out by mistake comes back by then, and hears what ended meanwhile. */
  private static final Duration KEPT = Duration.ofDays(1);

  private Departed() {}

  /** Whether the channel knows all that fires: what becomes of it is for those who are left. */
  static boolean knew(Ledger ledger, Plan.Send send) {
    return send.kind() != Kind.ESCALATION
        && send.firing().stream()
            .map(ledger.told()::get)
            .allMatch(told -> told != null && told.firing() && !told.unsure());
  }

  /** Forgets what ended long ago; says when to look again. */
  static Instant forget(Book book, Desk desk, List<String> ended, Instant now) {
    Instant next = now.plus(KEPT);
    for (String episode : ended) {
      Instant until =
          book.episode(episode).map(Alert::span).flatMap(s -> s.endsAt()).orElse(now).plus(KEPT);
      if (!now.isBefore(until)) {
        book.put(book.ledger(desk).without(episode));
        book.dirty = true;
      } else if (until.isBefore(next)) {
        next = until;
      }
    }
    return next;
  }
}
