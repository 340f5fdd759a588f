package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.model.ClusterKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The books of all clusters. All are ours, until clusters are divided among processes: then those
 * that were taken. Guarded by the core's lock.
 */
final class Shelf {
  private final Keeper keeper;
  private final Evaluations evaluations;
  private final BooleanSupplier configured;
  private final Map<ClusterKey, Book> books = new HashMap<>();
  private final Set<ClusterKey> taken = new HashSet<>();
  private boolean divided;
  private boolean outdated;

  Shelf(Keeper keeper, Evaluations evaluations, BooleanSupplier configured) {
    this.keeper = keeper;
    this.evaluations = evaluations;
    this.configured = configured;
  }

  /** From now on a cluster is ours only once it was taken. */
  void divide() {
    divided = true;
  }

  Book at(ClusterKey key) {
    return books.computeIfAbsent(key, k -> new Book(k, keeper));
  }

  Optional<Book> find(ClusterKey key) {
    return Optional.ofNullable(books.get(key));
  }

  Collection<Book> all() {
    return List.copyOf(books.values());
  }

  boolean isOurs(ClusterKey key) {
    return !divided || key.equals(OwnAlerts.ITSELF) || taken.contains(key);
  }

  /** Books that are evaluated and whose messages are sent. */
  Map<ClusterKey, Book> ours() {
    return divided
        ? books.entrySet().stream()
            .filter(entry -> isOurs(entry.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))
        : books;
  }

  /** See {@link Handover#othersLed}. */
  void othersLed() {
    outdated = true;
  }

  /**
   * Begins a term of leadership.
   *
   * @param last the term in which this store was led with before
   * @param known as the leader before us wrote it down; the store knows better what it led itself
   */
  void lead(
      Optional<Long> last, long term, Map<ClusterKey, KnownAlert.OfCluster> known, Instant now) {
    if (last.filter(t -> t == term).isEmpty()) {
      all().forEach(Book::letGo);
    }
    if (outdated || last.filter(t -> t == term || t == term - 1).isEmpty()) {
      takeOver(overtake(outdated || last.isPresent()), known, now);
    }
    outdated = false;
  }

  /** Makes all books agree with what the leader before us wrote down. */
  private void takeOver(
      TakeOver takeOver, Map<ClusterKey, KnownAlert.OfCluster> known, Instant now) {
    known.keySet().forEach(this::at);
    for (Book book : all()) {
      if (!book.key().equals(OwnAlerts.ITSELF) || known.containsKey(OwnAlerts.ITSELF)) {
        evaluations.refresh(book);
        takeOver.into(book, known.getOrDefault(book.key(), KnownAlert.OfCluster.nothing(now)));
      }
    }
  }

  private TakeOver overtake(boolean outdated) {
    return new TakeOver(evaluations.config(), configured.getAsBoolean(), outdated);
  }

  /** What the books hold is evaluated and told from now on. */
  void begin(Instant now) {
    for (Book book : ours().values()) {
      if (book.early.isPresent()) {
        evaluations.refresh(book);
        TakeOver.again(book, evaluations.config());
      }
      evaluations.restored(book, now);
    }
  }

  /** See {@link Division#take}. */
  void take(ClusterKey key, KnownAlert.OfCluster known, boolean storeKnows, Instant now) {
    if (!taken.add(key)) {
      return;
    }
    Book book = at(key);
    book.facts.clear();
    book.letGo();
    evaluations.refresh(book);
    if (!storeKnows || book.empty()) {
      overtake(true).into(book, known);
    }
    evaluations.restored(book, now);
  }

  /** See {@link Division#leave}. */
  void leave(Predicate<ClusterKey> leaving) {
    taken.removeIf(leaving);
  }

  /** See {@link Division#drop}. */
  void drop(Predicate<ClusterKey> gone, Instant now) {
    taken.removeIf(gone);
    TakeOver nothing = overtake(true);
    for (Book book : all()) {
      if (!book.key().equals(OwnAlerts.ITSELF) && gone.test(book.key())) {
        nothing.into(book, KnownAlert.OfCluster.nothing(now));
        book.ledgers().values().forEach(book::remove);
        books.remove(book.key());
      }
    }
  }

  /** Forgets clusters that are gone and of which nothing is left to say. */
  void sweep(Surroundings surroundings) {
    books
        .values()
        .removeIf(book -> {
          boolean over = book.over(surroundings);
          if (over) {
            taken.remove(book.key());
          }
          return over;
        });
  }
}
