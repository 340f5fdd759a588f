package io.etcdmonitor.kube.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what happens on other threads, by looking again and again. */
public final class Eventually {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final long PAUSE_NANOS = 50_000_000;

  private Eventually() {}

  /** A block of assertions. */
  @FunctionalInterface
  public interface Assertions {
    void check() throws Exception;
  }

  /** Repeats assertions until they hold; after 40 s the last failure is thrown. */
  public static void eventually(Assertions assertions) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        assertions.check();
        return;
      } catch (AssertionError | Exception e) {
        if (System.nanoTime() > end) {
          throw new AssertionError(
              "not within " + PATIENCE.toSeconds() + " s: " + e.getMessage(), e);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
