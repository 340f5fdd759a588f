package io.etcdmonitor.patterns.coordination;

import com.google.protobuf.ByteString;
import io.etcdmonitor.patterns.Session;
import io.etcdmonitor.patterns.SessionLostException;
import io.etcdmonitor.patterns.Transient;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.GetOptions;
import io.etcdmonitor.toolkit.ops.GetOptions.Order;
import io.etcdmonitor.toolkit.ops.GetOptions.SortBy;
import io.etcdmonitor.toolkit.ops.KeyValue;
import io.etcdmonitor.toolkit.ops.Keys;
import io.etcdmonitor.toolkit.ops.KvResult;
import io.etcdmonitor.toolkit.ops.PutOptions;
import io.etcdmonitor.toolkit.ops.Txn;
import io.etcdmonitor.toolkit.ops.Watches;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A place in a queue of keys, first come first served: the key {@code <name>/<lease>}, ordered by
 * the revision at which etcd created it. Who has the lowest is first, and everybody else watches
 * only the one before, so that a departure wakes one. Names and order are those of etcd's own
 * recipes ({@code etcdctl lock}, {@code elect}), which may stand in the same queue.
 *
 * <p>The danger is a write that seemed to fail and is done later, after its key was deleted: nobody
 * would ever delete it again. So a place is {@linkplain #tainted} as soon as one attempt had no
 * clear answer, and then its lease must be revoked rather than its key deleted: etcd refuses what
 * comes late for a lease that is gone.
 */
final class Place {
  private final EtcdOperations etcd;
  private final Session session;
  private final String queue;
  private final String key;
  private final String value;
  private long revision;
  private boolean tainted;

  Place(EtcdOperations etcd, Session session, String name, String value) {
    this.etcd = etcd;
    this.session = session;
    this.queue = name + "/";
    this.key = queue + session.leaseHex();
    this.value = value;
  }

  Session session() {
    return session;
  }

  String key() {
    return key;
  }

  /** The revision that created the key: greater than that of everybody who was first before. */
  long revision() {
    return revision;
  }

  boolean tainted() {
    return tainted;
  }

  /** Holds when the key is still ours. */
  Txn.Compare ours() {
    return Txn.Compare.number(key, Txn.Target.CREATE, Txn.Result.EQUAL, revision);
  }

  /** Takes a place at the end; false when the patience was over first. */
  boolean take(Patience patience) throws InterruptedException {
    return write(patience, Txn.Compare.absent(key));
  }

  /** Takes a place if nobody else has one; one attempt. */
  boolean takeIfNobody() {
    Txn.Compare nobody =
        new Txn.Compare(
            Keys.prefix(queue), Txn.Target.CREATE, Txn.Result.EQUAL, 0, ByteString.EMPTY);
    try {
      return attempt(nobody);
    } catch (EtcdException e) {
      tainted = true;
      throw e;
    }
  }

  private boolean write(Patience patience, Txn.Compare condition) throws InterruptedException {
    for (int attempt = 1; !patience.over(); attempt++) {
      session.check(key);
      try {
        return attempt(condition);
      } catch (EtcdException e) {
        tainted = true;
        failed(e, attempt, patience);
      }
    }
    return false;
  }

  private boolean attempt(Txn.Compare condition) {
    KvResult.TxnDone done =
        etcd.kv()
            .txn(
                new Txn(
                    List.of(condition),
                    List.of(
                        Txn.Op.Put.of(key, value, PutOptions.DEFAULT.withLease(session.lease()))),
                    List.of(new Txn.Op.Get(Keys.of(key), GetOptions.DEFAULT))));
    if (done.succeeded()) {
      revision = done.header().revision();
      return true;
    }
    // An attempt before this one was done although its answer was lost.
    Optional<KeyValue> mine = ((KvResult.Got) done.results().get(0)).first();
    mine.ifPresent(kv -> revision = kv.createRevision());
    return mine.isPresent();
  }

  /** Waits until nobody is before; false when the patience was over first. */
  @SuppressWarnings("try") // listens while it waits
  boolean awaitFirst(Patience patience) throws InterruptedException {
    Semaphore news = new Semaphore(0);
    try (Session.Registration lost = session.onLost(why -> news.release())) {
      int failures = 0;
      do {
        try {
          KvResult.TxnDone looked = look();
          failures = 0;
          Optional<KeyValue> before = ((KvResult.Got) looked.results().get(0)).first();
          if (before.isEmpty()) {
            session.check(key);
            return true;
          }
          awaitDeparture(before.get(), looked.header().revision(), news, patience);
        } catch (EtcdException e) {
          failed(e, ++failures, patience);
        }
      } while (!patience.over());
      return false;
    }
  }

  /** Who is just before us; in the same instant it is made sure that we have our place. */
  private KvResult.TxnDone look() {
    session.check(key);
    GetOptions justBefore =
        GetOptions.DEFAULT
            .sorted(Order.DESCEND, SortBy.CREATE)
            .withLimit(1)
            .withKeysOnly()
            .within(new GetOptions.Bounds(0, revision - 1, 0, 0));
    KvResult.TxnDone looked =
        etcd.kv()
            .txn(
                new Txn(
                    List.of(ours()),
                    List.of(new Txn.Op.Get(Keys.prefix(queue), justBefore)),
                    List.of()));
    if (!looked.succeeded()) {
      throw new SessionLostException(
          key + " is lost: etcd has deleted it, because its lease ended or by somebody's hand");
    }
    return looked;
  }

  /** Looks again now and then: a watch may hang on a connection that is dead without saying so. */
  @SuppressWarnings("try") // watches while it waits
  private void awaitDeparture(KeyValue before, long seen, Semaphore news, Patience patience)
      throws InterruptedException {
    Watches.Options fromThere = new Watches.Options(seen + 1, false, false, true, false);
    try (Watches.Watch watch =
        etcd.watches().watch(Keys.of(before.key()), fromThere, batch -> news.release())) {
      Duration left = patience.left(session.ttl());
      if (news.tryAcquire(left.toNanos(), TimeUnit.NANOSECONDS)) {
        news.drainPermits();
      }
    }
  }

  private void failed(EtcdException e, int attempt, Patience patience) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while waiting for " + key);
    }
    if (e.words().contains("lease not found")) {
      throw new SessionLostException(key + " is lost: etcd has no such lease any more");
    }
    Transient.orThrow(e);
    Thread.sleep(patience.left(Transient.pause(attempt)));
  }

  /** Writes another value, if the place is still ours. */
  boolean rewrite(String other) {
    return etcd.kv()
        .txn(
            new Txn(
                List.of(ours()),
                List.of(Txn.Op.Put.of(key, other, PutOptions.DEFAULT.withLease(session.lease()))),
                List.of()))
        .succeeded();
  }

  /**
   * Gives the place up. Afterwards the session may be used for another place only when this answers
   * true; else it must be ended, which deletes the key at the latest when its time to live is over.
   */
  boolean leave() {
    if (tainted || !session.alive()) {
      return false;
    }
    try {
      etcd.kv()
          .txn(
              new Txn(List.of(ours()), List.of(new Txn.Op.Delete(Keys.of(key), false)), List.of()));
      return true;
    } catch (EtcdException e) {
      return false;
    }
  }
}
