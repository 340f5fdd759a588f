package io.etcdmonitor.e2e.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for conditions by polling, never by sleeping for luck. */
public final class Await {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private Await() {}

  /**
   * Polls until the call gives a value.
   *
   * @param what what is waited for, in words for the failure's message
   * @param evidence evaluated for the message when time is up
   * @throws AssertionError after the time, with the last exception as cause
   */
  public static <T> T until(
      String what, Duration atMost, Callable<Optional<T>> call, Supplier<String> evidence) {
    long end = System.nanoTime() + atMost.toNanos();
    Exception last = null;
    do {
      try {
        Optional<T> value = call.call();
        last = null;
        if (value.isPresent()) {
          return value.get();
        }
      } catch (Exception e) {
        last = e;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what);
      }
    } while (System.nanoTime() < end);
    throw new AssertionError(
        "not within %d s: %s%n%s".formatted(atMost.toSeconds(), what, evidence.get()), last);
  }

  /** Polls until the condition holds. */
  public static void until(String what, Duration atMost, Callable<Boolean> condition) {
    until(
        what,
        atMost,
        () -> condition.call() ? Optional.of(Boolean.TRUE) : Optional.empty(),
        () -> "");
  }

  /** Waits for a process to end. */
  public static boolean ended(Process process, Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
