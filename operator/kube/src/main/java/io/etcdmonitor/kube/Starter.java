package io.etcdmonitor.kube;

import io.etcdmonitor.kube.calls.ApiErrors;
import io.etcdmonitor.kube.event.EventNote;
import io.etcdmonitor.kube.event.EventReasons;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the controllers as soon as that is possible, and anew when an informer has ended, may no
 * longer watch, or knows a state of the API that never was. Whatever is missing (the API, the CRDs,
 * a right) is said in one sentence and waited for. A namespace that refuses the operator is left
 * out until it no longer does.
 */
final class Starter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Starter.class);
  private static final Duration RETRY = Duration.ofSeconds(3);

  /** A look whether there is a reason to start anew is a call. */
  static final Duration LOOK = Duration.ofSeconds(10);

  /** So many looks in a row find nothing watched before that is more than a server's restart. */
  private static final int UNWATCHED = 6;

  private static final Duration SAY_AGAIN = Duration.ofMinutes(1);

  private final StartCheck check;
  private final Maker controllers;
  private final Runnable onStarted;
  private final Runnable onOlderState;
  private final Consumer<EventNote> events;
  private final Duration look;
  private final Semaphore ended = new Semaphore(0);
  private final StoredVersion version = new StoredVersion();
  private volatile Set<String> leftOut = Set.of();
  private volatile boolean synced;
  private Thread thread;
  private String said = "";
  private long saidAt;

  /** Controllers that live once. */
  interface Life extends AutoCloseable {
    /** Blocks until the informers have their first list; throws when they get none. */
    void start();

    /** Whether all informers are being told of changes. */
    boolean watching();

    @Override
    void close();
  }

  /** Makes controllers. */
  interface Maker {
    /**
     * Makes a new set.
     *
     * @param namespaces to look at; empty means all
     * @param onEnd what to run when an informer ends
     */
    Life make(Set<String> namespaces, Runnable onEnd);
  }

  /**
   * Sets up.
   *
   * @param onStarted run after each start
   * @param onOlderState run before a start when what was read and written before may never have
   *     been
   * @param events takes notes for Events; must return at once
   * @param look between looks whether there is a reason to start anew
   */
  Starter(
      StartCheck check,
      Maker controllers,
      Runnable onStarted,
      Runnable onOlderState,
      Consumer<EventNote> events,
      Duration look) {
    this.check = check;
    this.controllers = controllers;
    this.onStarted = onStarted;
    this.onOlderState = onOlderState;
    this.events = events;
    this.look = look;
  }

  synchronized void start() {
    thread = Thread.ofPlatform().name("kube-starter").daemon(true).start(this::run);
  }

  boolean synced() {
    return synced;
  }

  Sight sight() {
    return new Sight(synced, leftOut);
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      running = thread;
    }
    if (running == null) {
      return;
    }
    running.interrupt();
    try {
      running.join(Duration.ofSeconds(15));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        tryToLive();
        TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** An Error as well, such as no more threads: nobody would ever start them again. */
  private void tryToLive() throws InterruptedException {
    try {
      live();
    } catch (RuntimeException | Error e) {
      say("The controllers cannot be started, again soon: " + ApiErrors.root(e));
    }
  }

  /** From a start that worked until an informer ends; returns at once when it did not work. */
  private void live() throws InterruptedException {
    StartCheck.Findings found = check.look();
    if (found.obstacle().isPresent()) {
      say(found.obstacle().get());
      return;
    }
    leaveOut(found.leftOut());
    version.seen(check.version(found.namespaces()));
    if (version.takeWentBack()) {
      onOlderState.run();
    }
    ended.drainPermits();
    Life started;
    try {
      started = controllers.make(found.namespaces(), ended::release);
    } catch (RuntimeException e) {
      say("The controllers cannot be set up, again soon: " + ApiErrors.sentence(e));
      return;
    }
    try {
      started.start();
      synced = true;
      said = "";
      onStarted.run();
      LOG.warn("{}: the controllers are started anew", end(started, found.namespaces()));
    } catch (RuntimeException e) {
      say("The controllers cannot start yet, again soon: " + ApiErrors.root(e));
    } finally {
      synced = false;
      stop(started);
    }
  }

  /** Waits until there is a reason to start anew, and says which. */
  private String end(Life running, Set<String> namespaces) throws InterruptedException {
    int unwatched = 0;
    while (!ended.tryAcquire(look.toMillis(), TimeUnit.MILLISECONDS)) {
      Set<String> open = check.open(leftOut);
      if (!open.isEmpty()) {
        return "Of the namespaces that were left out "
            + String.join(", ", open)
            + " can be watched";
      }
      version.seen(check.version(namespaces));
      if (version.wentBack()) {
        return "The Kubernetes API tells of an older state than before (was its etcd restored?)";
      }
      unwatched = running.watching() ? 0 : unwatched + 1;
      if (unwatched >= UNWATCHED && check.refuses(namespaces)) {
        return "The Kubernetes API lets the operator watch no longer";
      }
    }
    return "An informer ended";
  }

  private void leaveOut(Map<String, String> now) {
    if (now.keySet().equals(leftOut)) {
      return;
    }
    now.forEach((namespace, why) -> LOG.warn("Namespace {} is left out: {}", namespace, why));
    boolean some = !now.isEmpty();
    events.accept(
        EventNote.ofOperator(
            some,
            some ? EventReasons.NAMESPACES_LEFT_OUT : EventReasons.NAMESPACES_WATCHED,
            some
                ? "Nothing is watched in namespaces %s. %s"
                    .formatted(String.join(", ", now.keySet()), now.values().iterator().next())
                : "All namespaces are watched."));
    leftOut = Set.copyOf(now.keySet());
  }

  private static void stop(Life controllers) {
    // The framework waits inside stop(); an interrupt flag would have it give up halfway.
    boolean interrupted = Thread.interrupted();
    try {
      controllers.close();
    } catch (RuntimeException e) {
      LOG.debug("Stopping the controllers failed", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void say(String sentence) {
    long now = System.nanoTime();
    if (!sentence.equals(said) || now - saidAt > SAY_AGAIN.toNanos()) {
      LOG.warn("{}", sentence);
      said = sentence;
      saidAt = now;
    }
  }
}
