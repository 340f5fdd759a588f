package io.etcdmonitor.patterns;

import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.GetOptions;
import io.etcdmonitor.toolkit.ops.Header;
import io.etcdmonitor.toolkit.ops.KeyValue;
import io.etcdmonitor.toolkit.ops.Keys;
import io.etcdmonitor.toolkit.ops.KvResult;
import io.etcdmonitor.toolkit.ops.Watches;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All keys below a prefix, kept in memory and up to date.
 *
 * <p><b>What is guaranteed.</b> Every {@link State} is what etcd held at one revision: never half a
 * transaction, never back in time, over broken connections, members that fail and compactions (then
 * everything is read anew). {@link #open} returns with what a linearizable read found.
 *
 * <p><b>What is not.</b> It is as old as the network makes it, and during a partition it stands
 * still: {@link #upToDate} answers false from when the broken connection is noticed (at once when
 * it is closed, within half a minute when it only falls silent). {@link #await} waits for a change
 * of one's own.
 *
 * <p>Thread-safe. Two virtual threads.
 */
public final class PrefixView implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PrefixView.class);

  /**
   * What there was at one revision.
   *
   * @param revision of the last change that is in it, or of the first read
   * @param values by the rest of their keys after the prefix; unmodifiable
   */
  public record State(long revision, SortedMap<String, KeyValue> values) {}

  /** Is told every change, one call at a time; exceptions are logged. */
  @FunctionalInterface
  public interface Listener {
    /** Something changed; the first call, with an empty {@code before}, comes from the opening. */
    void onChange(State before, State now);
  }

  private final EtcdOperations etcd;
  private final String prefix;
  private final Listener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Thread thread;
  private volatile State state = new State(0, Collections.emptySortedMap());
  private long told;
  private volatile boolean upToDate;
  private volatile boolean closed;

  private PrefixView(EtcdOperations etcd, String prefix, Listener listener) {
    this.etcd = etcd;
    this.prefix = prefix;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("etcd-view").unstarted(this::follow);
  }

  /**
   * Reads everything, tells it, and follows it.
   *
   * @throws EtcdException when the first read fails
   */
  public static PrefixView open(EtcdOperations etcd, String prefix, Listener listener) {
    PrefixView view = new PrefixView(etcd, prefix, listener);
    view.readAll();
    view.thread.start();
    return view;
  }

  /** What is known now. */
  public State state() {
    return state;
  }

  /** Whether changes are heard of now, as far as is known. */
  public boolean upToDate() {
    return upToDate && !closed;
  }

  /**
   * Waits until a change of a key below the prefix is in {@link #state}, and the listener has been
   * told of it.
   *
   * @param revision of that change
   */
  public void await(long revision, Duration limit) throws InterruptedException, TimeoutException {
    long left = limit.toNanos();
    lock.lock();
    try {
      while (told < revision) {
        if (left <= 0) {
          throw new TimeoutException(
              "revision " + revision + " of " + prefix + " is not here after " + limit);
        }
        left = moved.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void readAll() {
    KvResult.Got got = etcd.kv().get(Keys.prefix(prefix), GetOptions.DEFAULT);
    SortedMap<String, KeyValue> values = new TreeMap<>();
    got.kvs().forEach(kv -> values.put(rest(kv), kv));
    move(new State(got.header().revision(), Collections.unmodifiableSortedMap(values)));
    upToDate = true;
  }

  private String rest(KeyValue kv) {
    return kv.keyText().substring(prefix.length());
  }

  private void move(State now) {
    State before = state;
    state = now;
    try {
      listener.onChange(before, now);
    } catch (RuntimeException e) {
      LOG.warn("A listener of {} failed at revision {}", prefix, now.revision(), e);
    }
    lock.lock();
    try {
      told = now.revision();
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void follow() {
    boolean readAnew = false;
    for (int attempt = 1; !closed; attempt++) {
      try {
        if (readAnew) {
          readAll();
          readAnew = false;
        }
        try (Watches.Watch watch =
            etcd.watches()
                .watch(
                    Keys.prefix(prefix),
                    Watches.Options.DEFAULT.from(state.revision() + 1),
                    new Following())) {
          watch.await();
        }
      } catch (Watches.CompactedException e) {
        readAnew = true;
      } catch (EtcdException e) {
        LOG.debug("The view of {} is not followed, trying again: {}", prefix, e.getMessage());
      } catch (InterruptedException e) {
        return;
      }
      upToDate = false;
      try {
        Thread.sleep(Transient.pause(attempt));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private final class Following implements Watches.Listener {
    @Override
    public void onStanding(Header header, long next) {
      upToDate = true;
    }

    @Override
    public void onBreak(EtcdException why) {
      upToDate = false;
    }

    @Override
    public void onEvents(Watches.Batch batch) {
      SortedMap<String, KeyValue> values = new TreeMap<>(state.values());
      long revision = state.revision();
      for (Watches.Event event : batch.events()) {
        if (event.deletion()) {
          values.remove(rest(event.kv()));
        } else {
          values.put(rest(event.kv()), event.kv());
        }
        revision = event.kv().modRevision();
      }
      move(new State(revision, Collections.unmodifiableSortedMap(values)));
    }
  }

  /** Ends it; {@link #state} stays as it was last. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
