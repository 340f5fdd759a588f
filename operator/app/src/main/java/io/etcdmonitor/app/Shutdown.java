package io.etcdmonitor.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns SIGTERM and Ctrl-C into an orderly end: the command learns of it, cleans up, and the
 * process ends with the command's own exit code instead of 143 or 130. A command that does not come
 * to an end in time is cut off.
 */
public final class Shutdown {
  /** Kubernetes kills after 30 s, systemd after 90; people wait less. */
  public static final Duration GRACE = Duration.ofSeconds(9);

  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile int exitCode = ExitCode.OK.code();

  /** Listens to the process's signals from now on. */
  public void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::onSignal, "shutdown"));
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

  private void onSignal() {
    if (finished.getCount() == 0) {
      return;
    }
    requested.countDown();
    boolean clean = false;
    try {
      clean = finished.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!clean) {
      LOG.warn("Stopping took longer than {} s and was cut off", GRACE.toSeconds());
    }
    System.err.flush();
    System.out.flush();
    Runtime.getRuntime().halt(exitCode);
  }
}
