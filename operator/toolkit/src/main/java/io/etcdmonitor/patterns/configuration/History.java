package io.etcdmonitor.patterns.configuration;

import io.etcdmonitor.patterns.Transient;
import io.etcdmonitor.patterns.configuration.Change.Edit;
import io.etcdmonitor.patterns.configuration.Configuration.Applied;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.GetOptions;
import io.etcdmonitor.toolkit.ops.GetOptions.Order;
import io.etcdmonitor.toolkit.ops.GetOptions.SortBy;
import io.etcdmonitor.toolkit.ops.KeyValue;
import io.etcdmonitor.toolkit.ops.Keys;
import io.etcdmonitor.toolkit.ops.KvResult;
import io.etcdmonitor.toolkit.ops.Txn;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes changes with their records. The key {@code head} holds the number of the last change, and
 * every change is written under the condition that neither it nor the settings were touched since
 * they were read: so changes have one order, and records say what was really there before.
 */
final class History {
  /** etcd takes 128 operations in a transaction unless told otherwise. */
  private static final int MOST = 100;

  private static final int ATTEMPTS = 50;
  private final EtcdOperations etcd;
  private final String head;
  private final String records;
  private final String values;
  private final int keep;
  private final Clock clock;

  History(EtcdOperations etcd, String root, String values, int keep, Clock clock) {
    this.etcd = etcd;
    this.head = root + "head";
    this.records = root + "history/";
    this.values = values;
    this.keep = keep;
    this.clock = clock;
  }

  /** What was there when a change was prepared. */
  private record Seen(long number, long headRevision, Map<String, KeyValue> values) {
    Optional<String> text(String key) {
      return Optional.ofNullable(values.get(key)).map(KeyValue::valueText);
    }

    long revision(String key) {
      return Optional.ofNullable(values.get(key)).map(KeyValue::modRevision).orElse(0L);
    }
  }

  Applied apply(Update update) {
    return apply(update, OptionalLong.empty());
  }

  /**
   * @param last number that the last change must have
   */
  private Applied apply(Update update, OptionalLong last) {
    if (update.texts().isEmpty() || update.texts().size() > MOST) {
      throw new IllegalArgumentException(
          "an update changes 1 to " + MOST + " settings, not " + update.texts().size());
    }
    String id = UUID.randomUUID().toString();
    long unclearSince = Long.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Seen seen = see(update.texts().keySet());
      Optional<Applied> before = find(id, unclearSince, seen.number());
      if (before.isPresent()) {
        return before.get();
      }
      refuseConflict(update, last, seen);
      Change change = change(id, seen, update);
      try {
        Optional<Applied> applied = write(seen, change);
        if (applied.isPresent()) {
          return applied.get();
        }
      } catch (EtcdException e) {
        // Done, not done, or still under way. Of this and the next attempt only one can find the
        // head as it was, and whichever it is, its record has our ID.
        Transient.orThrow(e);
        unclearSince = Math.min(unclearSince, change.number());
      }
    }
    throw new ConflictException(
        head + " was changed " + ATTEMPTS + " times meanwhile: too many write at once");
  }

  /** Our own change among those from one number to another. */
  private Optional<Applied> find(String id, long from, long to) {
    for (long number = from; number <= to; number++) {
      Optional<KeyValue> record =
          etcd.kv().get(record(number)).filter(kv -> Records.read(kv).id().equals(id));
      if (record.isPresent()) {
        return record.map(kv -> new Applied(Records.read(kv), kv.modRevision()));
      }
    }
    return Optional.empty();
  }

  private Seen see(Iterable<String> keys) {
    List<Txn.Op> reads = new ArrayList<>();
    reads.add(new Txn.Op.Get(Keys.of(head), GetOptions.DEFAULT));
    keys.forEach(key -> reads.add(new Txn.Op.Get(Keys.of(values + key), GetOptions.DEFAULT)));
    List<KvResult> answers = etcd.kv().txn(new Txn(List.of(), reads, List.of())).results();
    Optional<KeyValue> last = ((KvResult.Got) answers.get(0)).first();
    Map<String, KeyValue> there = new LinkedHashMap<>();
    for (KvResult answer : answers.subList(1, answers.size())) {
      ((KvResult.Got) answer)
          .first()
          .ifPresent(kv -> there.put(kv.keyText().substring(values.length()), kv));
    }
    return new Seen(
        last.map(kv -> Long.parseLong(kv.valueText())).orElse(0L),
        last.map(KeyValue::modRevision).orElse(0L),
        there);
  }

  private static void refuseConflict(Update update, OptionalLong last, Seen seen) {
    if (last.isPresent() && last.getAsLong() != seen.number()) {
      throw new ConflictException("change " + seen.number() + " was made meanwhile");
    }
    update
        .basedOn()
        .ifPresent(base -> update.texts().keySet().forEach(key -> refuseConflict(key, base, seen)));
  }

  private static void refuseConflict(String key, Snapshot base, Seen seen) {
    String since = ", after revision " + base.revision() + " that the update is based on";
    if (seen.revision(key) > base.revision()) {
      throw new ConflictException(key + " was changed at revision " + seen.revision(key) + since);
    }
    // What is not there has no revision that would tell.
    if (base.text(key).isPresent() && seen.text(key).isEmpty()) {
      throw new ConflictException(key + " was removed" + since);
    }
  }

  private Change change(String id, Seen seen, Update update) {
    List<Edit> edits = new ArrayList<>();
    new TreeMap<>(update.texts())
        .forEach((key, text) -> edits.add(new Edit(key, seen.text(key), text)));
    return new Change(
        seen.number() + 1, id, clock.instant(), update.author(), update.comment(), edits);
  }

  /** Empty when something was touched meanwhile. */
  private Optional<Applied> write(Seen seen, Change change) {
    List<Txn.Compare> untouched = new ArrayList<>();
    List<Txn.Op> writes = new ArrayList<>();
    untouched.add(unchanged(head, seen.headRevision()));
    writes.add(Txn.Op.Put.of(head, Long.toString(change.number())));
    writes.add(Txn.Op.Put.of(record(change.number()), Records.write(change)));
    if (change.number() > keep) {
      // All of them: more may be there since a time when more were kept.
      Keys old = Keys.range(record(0), record(change.number() - keep + 1));
      writes.add(new Txn.Op.Delete(old, false));
    }
    for (Edit edit : change.edits()) {
      untouched.add(unchanged(values + edit.key(), seen.revision(edit.key())));
      writes.add(
          edit.after().isPresent()
              ? Txn.Op.Put.of(values + edit.key(), edit.after().get())
              : new Txn.Op.Delete(Keys.of(values + edit.key()), false));
    }
    KvResult.TxnDone done = etcd.kv().txn(new Txn(untouched, writes, List.of()));
    return done.succeeded()
        ? Optional.of(new Applied(change, done.header().revision()))
        : Optional.empty();
  }

  private static Txn.Compare unchanged(String key, long revision) {
    return Txn.Compare.number(key, Txn.Target.MOD, Txn.Result.EQUAL, revision);
  }

  private String record(long number) {
    // So many digits that the order of keys is the order of numbers.
    return records + String.format("%019d", number);
  }

  List<Change> latest(int limit) {
    GetOptions newestFirst = GetOptions.DEFAULT.sorted(Order.DESCEND, SortBy.KEY).withLimit(limit);
    return etcd.kv().get(Keys.prefix(records), newestFirst).kvs().stream()
        .map(Records::read)
        .toList();
  }

  Applied rollback(long number, String author) {
    for (int attempt = 1; ; attempt++) {
      try {
        List<Change> kept = latest(0);
        long last = kept.isEmpty() ? 0 : kept.get(0).number();
        Update back = undo(kept, last, number, author);
        return apply(back, OptionalLong.of(last));
      } catch (ConflictException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static Update undo(List<Change> kept, long last, long number, String author) {
    if (number < 0 || number >= last) {
      throw new IllegalArgumentException(
          "there is nothing to roll back to change " + number + ": the last one is " + last);
    }
    List<Change> after = kept.stream().filter(change -> change.number() > number).toList();
    if (after.size() != last - number) {
      throw new IllegalArgumentException(
          "there is no way back to change %d: of the %d changes after it only %d are kept"
              .formatted(number, last - number, after.size()));
    }
    Map<String, Optional<String>> texts = new TreeMap<>();
    // Newest first: what the oldest of them found is what it was.
    after.stream()
        .flatMap(change -> change.edits().stream())
        .forEach(edit -> texts.put(edit.key(), edit.before()));
    return new Update(texts, Optional.empty(), author, "rollback to change " + number);
  }
}
