package io.etcdmonitor.etcd.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Polls conditions until they hold or a deadline passes. */
public final class Await {
  private static final long POLL_NANOS = 20_000_000L;

  private Await() {}

  /** A condition; may throw, which counts as "not yet". */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * Waits until the condition holds.
   *
   * @throws IllegalStateException naming what was awaited, and the last exception of the condition
   *     as its cause
   */
  public static void until(String what, Duration deadline, Condition condition) {
    until(what, deadline, condition, () -> "");
  }

  /** As above, with details of the moment for the error message. */
  public static void until(
      String what, Duration deadline, Condition condition, Supplier<String> details) {
    long end = System.nanoTime() + deadline.toNanos();
    Exception last = null;
    do {
      try {
        if (condition.holds()) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting until " + what, e);
      } catch (Exception e) {
        last = e;
      }
      LockSupport.parkNanos(POLL_NANOS);
    } while (System.nanoTime() < end && !Thread.currentThread().isInterrupted());
    throw new IllegalStateException(
        "gave up after " + deadline.toMillis() + " ms waiting until " + what + details.get(), last);
  }
}
