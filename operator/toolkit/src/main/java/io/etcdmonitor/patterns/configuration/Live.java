package io.etcdmonitor.patterns.configuration;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A setting that follows what is written. Who writes nonsense does not change its value: it keeps
 * the last good one (the default when there was none), says so in {@link #problem} and once in the
 * log. Thread-safe.
 */
public final class Live<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Live.class);

  private final Setting<T> setting;
  private final List<Consumer<T>> listeners = new CopyOnWriteArrayList<>();
  private volatile T value;
  private volatile String problem = "";
  private long seen = -1;

  Live(Setting<T> setting) {
    this.setting = setting;
    this.value = setting.otherwise();
  }

  /** The last good value. */
  public T get() {
    return value;
  }

  /** Why what is written now is not used; empty when it is. */
  public Optional<String> problem() {
    return Optional.of(problem).filter(why -> !why.isEmpty());
  }

  /** Tells every other value from now on. */
  public Live<T> onChange(Consumer<T> listener) {
    listeners.add(listener);
    return this;
  }

  synchronized void look(Snapshot snapshot) {
    if (snapshot.revision() <= seen) {
      return;
    }
    seen = snapshot.revision();
    T now;
    try {
      now = snapshot.get(setting);
    } catch (BadSettingException e) {
      if (!e.getMessage().equals(problem)) {
        LOG.warn("{}; going on with {}", e.getMessage(), value);
      }
      problem = e.getMessage();
      return;
    }
    problem = "";
    if (!now.equals(value)) {
      value = now;
      listeners.forEach(listener -> listener.accept(now));
    }
  }
}
