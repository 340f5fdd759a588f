package io.etcdmonitor.patterns.configuration;

import io.etcdmonitor.patterns.PrefixView;
import io.etcdmonitor.toolkit.ops.EtcdException;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import io.etcdmonitor.toolkit.ops.KeyValue;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of a program, shared by all its instances: typed, cached, watched, with a history
 * that can be rolled back to.
 *
 * <p><b>What is guaranteed.</b>
 *
 * <ul>
 *   <li>An {@link Update} is written as a whole or not at all, with its record in the history, in
 *       one transaction; updates and rollbacks are in one order, and none is lost or overwritten
 *       unseen: the record says what each setting was just before.
 *   <li>{@link #snapshot} is what etcd held at one revision: never half an update, never back in
 *       time.
 *   <li>{@link Live} settings keep their last good value when somebody writes nonsense, and say so.
 *   <li>An answer that was lost is found out: {@link #apply} returns when the update is known to be
 *       done, and throws when it is known not to be, or etcd did not answer in time.
 * </ul>
 *
 * <p><b>What is not.</b> The cache is as old as the network makes it, and stands still while this
 * process is cut off or paused ({@link #upToDate}): who decides by a setting what must not be
 * decided by an old one reads it with {@link #read}, or writes under a condition on it. What others
 * write below {@code <root>values/} by other means is seen and cached, but is not in the history.
 *
 * <p>Keys: {@code <root>values/<key>}, {@code <root>history/<number>}, {@code <root>head}.
 * Thread-safe.
 */
public final class Configuration implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Configuration.class);

  private final EtcdOperations etcd;
  private final String values;
  private final History history;
  private final PrefixView view;
  private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
  private volatile Snapshot current = new Snapshot(0, Collections.emptySortedMap());

  private Configuration(EtcdOperations etcd, String root, int keep, Clock clock) {
    this.etcd = etcd;
    this.values = root + "values/";
    this.history = new History(etcd, root, values, keep, clock);
    this.view = PrefixView.open(etcd, values, (before, now) -> look(now));
  }

  /**
   * Reads the settings and follows them; keeps the last 100 changes.
   *
   * @param root prefix of all keys; ends in a slash
   * @throws EtcdException when the first read fails
   */
  public static Configuration open(EtcdOperations etcd, String root) {
    return open(etcd, root, 100, Clock.systemUTC());
  }

  /**
   * As above.
   *
   * @param keep how many changes are kept; 10 at least
   * @param clock for what the history says about time
   */
  public static Configuration open(EtcdOperations etcd, String root, int keep, Clock clock) {
    if (!root.endsWith("/") || keep < 10) {
      throw new IllegalArgumentException("the root must end in a slash, and 10 changes be kept");
    }
    return new Configuration(etcd, root, keep, clock);
  }

  private void look(PrefixView.State state) {
    SortedMap<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, KeyValue> value : state.values().entrySet()) {
      texts.put(value.getKey(), value.getValue().valueText());
    }
    Snapshot now = new Snapshot(state.revision(), Collections.unmodifiableSortedMap(texts));
    current = now;
    for (Consumer<Snapshot> listener : listeners) {
      try {
        listener.accept(now);
      } catch (RuntimeException e) {
        LOG.warn("A listener of {} failed at revision {}", values, now.revision(), e);
      }
    }
  }

  /** All settings, from the cache. */
  public Snapshot snapshot() {
    return current;
  }

  /**
   * A setting, from the cache.
   *
   * @throws BadSettingException when its text is no value
   */
  public <T> T get(Setting<T> setting) {
    return current.get(setting);
  }

  /**
   * A setting, read through quorum.
   *
   * @throws BadSettingException when its text is no value
   * @throws EtcdException when it cannot be read
   */
  public <T> T read(Setting<T> setting) {
    return setting.of(etcd.kv().get(values + setting.key()).map(KeyValue::valueText));
  }

  /** Whether changes are heard of now; else the cache is what was known last. */
  public boolean upToDate() {
    return view.upToDate();
  }

  /** Waits until a change that this process made is in the cache. */
  public void await(Applied applied, Duration limit) throws InterruptedException, TimeoutException {
    view.await(applied.revision(), limit);
  }

  /** Tells every snapshot from now on; one call at a time, on a thread of the configuration. */
  public void onChange(Consumer<Snapshot> listener) {
    listeners.add(listener);
  }

  /** A setting that follows what is written, and keeps its last good value. */
  public <T> Live<T> live(Setting<T> setting) {
    Live<T> live = new Live<>(setting);
    onChange(live::look);
    live.look(current);
    return live;
  }

  /**
   * A change that is done.
   *
   * @param revision of etcd at which it was written
   */
  public record Applied(Change change, long revision) {}

  /**
   * Writes an update: all of it, or nothing.
   *
   * @throws ConflictException when it is based on what is not so any more
   * @throws IllegalArgumentException when it changes nothing, or more than 100 settings
   * @throws EtcdException when etcd did not answer; whether it was done can be seen in the history
   */
  public Applied apply(Update update) {
    return history.apply(update);
  }

  /**
   * The changes that are kept, newest first.
   *
   * @param limit at most so many
   */
  public List<Change> history(int limit) {
    return history.latest(limit);
  }

  /**
   * Sets everything that was changed after a change back to what it was then, as a new change.
   *
   * @param number of the change to go back to; 0 is before the first
   * @throws IllegalArgumentException when there is no such change, or not all changes after it are
   *     kept any more
   */
  public Applied rollback(long number, String author) {
    return history.rollback(number, author);
  }

  /** Stops following. */
  @Override
  public void close() {
    view.close();
  }
}
