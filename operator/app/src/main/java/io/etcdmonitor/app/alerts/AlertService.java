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
import io.etcdmonitor.engine.alert.store.PatientStore;
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
 * file that it names, such as a secret. A bad file refuses the start of what a person starts, and
 * keeps an operator from alerting only; later the one before stays in force.
 */
public final class AlertService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertService.class);
  private static final long POLL_MILLIS = 5_000;
  private static final String HELD_BACK =
      "; no alert is evaluated or sent until it is mended: the rest works";

  private final AlertEngine engine;
  private final AlertsFile reader;
  private final Optional<Path> file;
  private final AlertSources sources;
  private final Gate gate;
  private volatile AlertSources.State inForce = AlertSources.State.NONE;
  private volatile Optional<AlertSources.State> refused = Optional.empty();
  private volatile boolean reloadSuccess = true;
  private volatile Consumer<Optional<String>> reloads = refused -> {};
  private boolean told;
  private Thread poller;

  private AlertService(AlertEngine engine, AlertsFile reader, Optional<Path> file, Gate gate) {
    this.engine = engine;
    this.reader = reader;
    this.gate = gate;
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
    return make(config, surroundings, environment, clock, true);
  }

  /**
   * Makes one for an operator, which must not stop watching because of a bad file: then nothing is
   * evaluated or sent until the file is mended.
   *
   * @throws UserException when the directory cannot be used
   */
  public static AlertService forOperator(
      AppConfig.Alerts config,
      Surroundings surroundings,
      Map<String, String> environment,
      Clock clock) {
    return make(config, surroundings, environment, clock, false);
  }

  private static AlertService make(
      AppConfig.Alerts config,
      Surroundings surroundings,
      Map<String, String> environment,
      Clock clock,
      boolean strict) {
    AlertsFile reader = new AlertsFile(environment);
    Optional<Path> file = config.file().map(Path::of);
    Optional<AlertSources.State> state = Optional.empty();
    AlertsFile.Content content;
    Gate gate = new Gate(surroundings);
    try {
      AlertSources.State read = new AlertSources(file).read();
      content = reader.read(read.text());
      state = Optional.of(read);
      gate.open();
    } catch (IOException | IllegalArgumentException e) {
      String problem = "%s: %s".formatted(file.map(Path::toString).orElse("alerts"), words(e));
      if (strict) {
        throw new UserException(ExitCode.CONFIGURATION, problem, e);
      }
      LOG.error("{}{}", problem, HELD_BACK);
      content = reader.read("");
    }
    Optional<Path> directory = config.directory().map(Path::of);
    AlertStore store = store(directory);
    AlertEngine engine =
        new AlertEngine(
            store,
            directory.map(d -> History.in(d.resolve("history"))).orElseGet(History::inMemory),
            content.config(),
            gate,
            clock,
            () -> ThreadLocalRandom.current().nextLong());
    engine.configure(content.config(), content.channels());
    AlertService service = new AlertService(engine, reader, file, gate);
    service.reloadSuccess = state.isPresent();
    service.inForce = state.orElse(AlertSources.State.NONE);
    return service;
  }

  private static AlertStore store(Optional<Path> directory) {
    if (directory.isEmpty()) {
      LOG.info("alerts.directory is not set: open alerts and silences do not survive a restart");
      return new MemoryStore();
    }
    try {
      return new PatientStore(JournalStore.open(directory.get()));
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
   * Says who hears when the file was read again and is in force, or (with one sentence, and what
   * holds now) was refused.
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
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      reload();
    } catch (RuntimeException | Error e) {
      // Else the file would never be read again, and nobody would know.
      reloadSuccess = false;
      LOG.error("{} could not be looked at; that is tried again", file.orElseThrow(), e);
    }
  }

  /** Looks at the file once; returns whether what it says now is in force. */
  boolean reload() {
    Optional<AlertSources.State> state = Optional.empty();
    try {
      state = Optional.of(sources.read());
      if (gate.configured() && state.get().equals(inForce)) {
        reloadSuccess = true;
        refused = Optional.empty();
        return true;
      }
      if (state.equals(refused)) {
        return false;
      }
      AlertsFile.Content content = reader.read(state.get().text());
      engine.configure(content.config(), content.channels());
      gate.open();
      String what =
          state.get().text().equals(inForce.text()) ? "a file that it names has changed: " : "";
      inForce = state.get();
      refused = Optional.empty();
      reloadSuccess = true;
      LOG.info("{}: {}it was read again and is in force", file.orElseThrow(), what);
      reloads.accept(Optional.empty());
      return true;
    } catch (IOException | IllegalArgumentException e) {
      if (!told || reloadSuccess || !state.equals(refused)) {
        String holds = gate.configured() ? "; the configuration before stays in force" : HELD_BACK;
        String problem = "%s: %s%s".formatted(file.orElseThrow(), words(e), holds);
        LOG.error("{}", problem);
        reloads.accept(Optional.of(problem));
        told = true;
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
