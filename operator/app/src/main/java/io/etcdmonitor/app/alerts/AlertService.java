package io.etcdmonitor.app.alerts;

import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.UserException;
import io.etcdmonitor.app.config.AppConfig;
import io.etcdmonitor.engine.alert.AlertEngine;
import io.etcdmonitor.engine.alert.History;
import io.etcdmonitor.engine.alert.Surroundings;
import io.etcdmonitor.engine.alert.store.AlertStore;
import io.etcdmonitor.engine.alert.store.JournalStore;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.alert.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alert engine with its file: read at the start, and again whenever its text has changed, or a
 * file that it names, such as a secret. A bad file refuses the start; later the one before stays in
 * force.
 */
public final class AlertService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertService.class);
  private static final long POLL_MILLIS = 5_000;

  private final AlertEngine engine;
  private final AlertsFile reader;
  private final Optional<Path> file;
  private final AlertSources sources;
  private volatile AlertSources.State inForce = AlertSources.State.NONE;
  private volatile Optional<AlertSources.State> refused = Optional.empty();
  private volatile boolean reloadSuccess = true;
  private volatile Consumer<Optional<String>> reloads = refused -> {};
  private Thread poller;

  private AlertService(AlertEngine engine, AlertsFile reader, Optional<Path> file) {
    this.engine = engine;
    this.reader = reader;
    this.file = file;
    this.sources = new AlertSources(file);
  }

  /**
   * Makes it; nothing runs yet.
   *
   * @throws UserException when the file or the directory cannot be used
   */
  public static AlertService create(
      AppConfig.Alerts config,
      Surroundings surroundings,
      Map<String, String> environment,
      Clock clock) {
    AlertsFile reader = new AlertsFile(environment);
    Optional<Path> file = config.file().map(Path::of);
    AlertSources.State state;
    AlertsFile.Content content;
    try {
      state = new AlertSources(file).read();
      content = reader.read(state.text());
    } catch (IOException e) {
      throw new UserException(
          ExitCode.CONFIGURATION, "%s: cannot be read: %s".formatted(file.get(), e), e);
    } catch (IllegalArgumentException e) {
      throw new UserException(
          ExitCode.CONFIGURATION,
          "%s: %s".formatted(file.map(Path::toString).orElse("alerts"), e.getMessage()),
          e);
    }
    Optional<Path> directory = config.directory().map(Path::of);
    AlertStore store = store(directory);
    AlertEngine engine =
        new AlertEngine(
            store,
            directory.map(d -> History.in(d.resolve("history"))).orElseGet(History::inMemory),
            content.config(),
            surroundings,
            clock,
            () -> ThreadLocalRandom.current().nextLong());
    engine.configure(content.config(), content.channels());
    AlertService service = new AlertService(engine, reader, file);
    service.inForce = state;
    return service;
  }

  private static AlertStore store(Optional<Path> directory) {
    if (directory.isEmpty()) {
      LOG.info("alerts.directory is not set: open alerts and silences do not survive a restart");
      return new MemoryStore();
    }
    try {
      return JournalStore.open(directory.get());
    } catch (StoreException e) {
      throw new UserException(ExitCode.CONFIGURATION, e.getMessage(), e);
    }
  }

  /** The engine, to be added to the hub's listeners. */
  public AlertEngine engine() {
    return engine;
  }

  /** Whether the file as it is now is in force. */
  public boolean reloadSuccess() {
    return reloadSuccess;
  }

  /**
   * Says who hears when the file was read again and is in force, or (with one sentence) was
   * refused.
   */
  public void onReload(Consumer<Optional<String>> listener) {
    reloads = listener;
  }

  /** Begins to evaluate, to send, and to look after the file. */
  public void start() {
    engine.start();
    if (file.isPresent()) {
      poller = Thread.ofVirtual().name("alerts-file").start(this::poll);
    }
  }

  private void poll() {
    try {
      while (!Thread.interrupted()) {
        Thread.sleep(POLL_MILLIS);
        reload();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks at the file once; returns whether what it says now is in force. */
  boolean reload() {
    Optional<AlertSources.State> state = Optional.empty();
    try {
      state = Optional.of(sources.read());
      if (state.get().equals(inForce)) {
        reloadSuccess = true;
        refused = Optional.empty();
        return true;
      }
      if (state.equals(refused)) {
        return false;
      }
      AlertsFile.Content content = reader.read(state.get().text());
      engine.configure(content.config(), content.channels());
      String what =
          state.get().text().equals(inForce.text()) ? "a file that it names has changed: " : "";
      inForce = state.get();
      refused = Optional.empty();
      reloadSuccess = true;
      LOG.info("{}: {}it was read again and is in force", file.orElseThrow(), what);
      reloads.accept(Optional.empty());
      return true;
    } catch (IOException | IllegalArgumentException e) {
      if (reloadSuccess || !state.equals(refused)) {
        String problem = "%s: %s".formatted(file.orElseThrow(), words(e));
        LOG.error("{}; the configuration before stays in force", problem);
        reloads.accept(Optional.of(problem));
      }
      refused = state;
      reloadSuccess = false;
      return false;
    }
  }

  private static String words(Exception e) {
    return e instanceof IOException ? "cannot be read: " + e : String.valueOf(e.getMessage());
  }

  @Override
  public void close() {
    if (poller != null) {
      poller.interrupt();
    }
    engine.close();
  }
}
