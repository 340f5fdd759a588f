package io.etcdmonitor.app;

import io.etcdmonitor.app.logging.LogSetup;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns SIGTERM and Ctrl-C into an orderly end. A command that listens learns of it, cleans up, and
 * the process ends with the command's own exit code. Any other command is interrupted, so that it
 * cleans up, and the process ends with 143 or 130: nobody takes what was cut off for what was done.
 * So does a command that listens and does not come to an end in time.
 */
public final class Shutdown {
  /** Kubernetes kills after 30 s, systemd after 90; people wait less. */
  public static final Duration GRACE = Duration.ofSeconds(9);

  /** For what a command that was interrupted deletes and closes. */
  private static final Duration BRIEF = Duration.ofSeconds(2);

  private static final Duration FLUSHED = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  private final Duration grace;
  private final Duration brief;
  private final IntConsumer halt;

  /** Waits a moment for what was logged to be written. */
  private final Runnable lastWords;

  private final Runnable flush;
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread worker = Thread.currentThread();
  private volatile boolean listening;
  private volatile int exitCode = ExitCode.OK.code();

  /** Made by the thread that runs the command. */
  public Shutdown() {
    this(
        GRACE,
        BRIEF,
        code -> Runtime.getRuntime().halt(code),
        LogSetup::close,
        () -> {
          System.err.flush();
          System.out.flush();
        });
  }

  Shutdown(Duration grace, Duration brief, IntConsumer halt) {
    this(grace, brief, halt, () -> {}, () -> {});
  }

  Shutdown(Duration grace, Duration brief, IntConsumer halt, Runnable lastWords, Runnable flush) {
    this.grace = grace;
    this.brief = brief;
    this.halt = halt;
    this.lastWords = lastWords;
    this.flush = flush;
  }

  /** Takes the process's signals from now on. */
  public void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::onSignal, "shutdown"));
  }

  /** Says that the command asks, or waits, for the end: it is not interrupted. */
  public void listen() {
    listening = true;
  }

  /** Asks for the end, as a signal does. */
  public void request() {
    requested.countDown();
  }

  /** Whether the end was asked for. */
  public boolean isRequested() {
    return requested.getCount() == 0;
  }

  /** Waits until the end is asked for. */
  public void await() {
    try {
      requested.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says that everything is cleaned up. */
  public void finished(int code) {
    exitCode = code;
    finished.countDown();
  }

  /** The exit code stays the signal's, 128 and its number, unless it halts. */
  void onSignal() {
    if (finished.getCount() == 0) {
      return;
    }
    boolean listens = listening;
    requested.countDown();
    if (!listens) {
      worker.interrupt();
    }
    boolean clean = isFinishedWithin(listens ? grace : brief);
    if (listens && !clean) {
      LOG.warn("Stopping took longer than {} s and was cut off", grace.toSeconds());
      lastWords.run();
    }
    flushIfTaken();
    if (listens && clean) {
      halt.accept(exitCode);
    }
  }

  /**
   * Whoever writes to a reader that takes nothing holds the stream for ever: nobody waits for it.
   */
  private void flushIfTaken() {
    Thread flushing = Thread.ofPlatform().name("flush").daemon(true).start(flush);
    try {
      flushing.join(FLUSHED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isFinishedWithin(Duration time) {
    try {
      return finished.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
