package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.outbox.Row;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.alert.state.Ledger;
import io.etcdmonitor.engine.alert.state.Silence;
import io.etcdmonitor.engine.alert.store.AlertStore;
import io.etcdmonitor.engine.alert.store.AlertStore.Change;
import io.etcdmonitor.engine.alert.store.RecordCodec;
import io.etcdmonitor.engine.alert.store.StoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers what changed and commits it at once. A commit that fails is tried again with the next:
 * alerting goes on without a disk.
 */
final class Keeper {
  private static final Logger log = LoggerFactory.getLogger(Keeper.class);
  private static final String ALERT = "alert";
  private static final String PAST = "past";
  private static final String LEDGER = "ledger";
  private static final String ROW = "row";
  private static final String SILENCE = "silence";
  private static final String TERM = "term";

  /** Which term of leadership the rows are of. */
  record Term(long number) {}

  private final AlertStore store;
  private final Map<String, Change> pending = new LinkedHashMap<>();
  private final Map<String, Alert> seen = new LinkedHashMap<>();
  private boolean failing;
  private long failures;
  private Optional<Long> term = Optional.empty();

  Keeper(AlertStore store) {
    this.store = store;
    each(TERM, Term.class, found -> term = Optional.of(found.number()));
  }

  /** Stores now, or with the next refresh where only the data's age has changed. */
  void alert(Alert alert, boolean matters) {
    String id = alert.identity().fingerprint();
    if (matters) {
      seen.remove(id);
      put(Change.put(ALERT, id, alert));
    } else {
      seen.put(id, alert);
    }
  }

  /** Stores what was only seen again since the last refresh. */
  void refresh() {
    seen.forEach((id, alert) -> put(Change.put(ALERT, id, alert)));
    seen.clear();
  }

  void removeAlert(Alert alert) {
    seen.remove(alert.identity().fingerprint());
    put(Change.remove(ALERT, alert.identity().fingerprint()));
  }

  void past(Alert alert) {
    put(Change.put(PAST, alert.episode(), alert));
  }

  void removePast(Alert alert) {
    put(Change.remove(PAST, alert.episode()));
  }

  void ledger(Book.StoredLedger ledger) {
    put(Change.put(LEDGER, name(ledger.ledger()), ledger));
  }

  void removeLedger(Ledger ledger) {
    put(Change.remove(LEDGER, name(ledger)));
  }

  void row(Row row) {
    put(Change.put(ROW, row.id(), row));
  }

  void removeRow(Row row) {
    put(Change.remove(ROW, row.id()));
  }

  void silence(Silence silence) {
    put(Change.put(SILENCE, silence.id(), silence));
  }

  void removeSilence(Silence silence) {
    put(Change.remove(SILENCE, silence.id()));
  }

  void term(long number) {
    term = Optional.of(number);
    put(Change.put(TERM, TERM, new Term(number)));
  }

  /** The last term in which this store's owner led. */
  Optional<Long> term() {
    return term;
  }

  void load(
      Consumer<Alert> alerts,
      Consumer<Alert> past,
      Consumer<Book.StoredLedger> ledgers,
      Consumer<Row> rows,
      Consumer<Silence> silences) {
    each(ALERT, Alert.class, alerts);
    each(PAST, Alert.class, past);
    each(LEDGER, Book.StoredLedger.class, ledgers);
    each(ROW, Row.class, rows);
    each(SILENCE, Silence.class, silences);
  }

  private <T extends Record> void each(String table, Class<T> type, Consumer<T> use) {
    store
        .rows(table)
        .forEach((key, text) -> {
          try {
            use.accept(RecordCodec.read(text, type));
          } catch (RuntimeException e) {
            // Never its text: what a channel remembers may be a secret.
            log.error("The stored {} {} cannot be understood and is dropped", table, key, e);
          }
        });
  }

  /** Commits what is pending, or keeps it for the next time; false when nothing is. */
  boolean commit() {
    if (pending.isEmpty()) {
      return false;
    }
    try {
      store.commit(List.copyOf(new ArrayList<>(pending.values())));
      pending.clear();
      if (failing) {
        log.info("The alert state is written again");
      }
      failing = false;
    } catch (StoreException e) {
      failures++;
      if (!failing) {
        log.error("{}", e.getMessage());
      }
      failing = true;
    }
    return true;
  }

  /** Commits what is pending, also behind a batch that is under way, and closes the store. */
  void close() {
    try {
      store.close(List.copyOf(pending.values()));
    } catch (StoreException e) {
      log.error("{}", e.getMessage());
    }
  }

  long failures() {
    return failures;
  }

  private void put(Change change) {
    pending.put(change.table() + '\n' + change.key(), change);
  }

  private static String name(Ledger ledger) {
    return ledger.channel() + "|" + ledger.group();
  }
}
