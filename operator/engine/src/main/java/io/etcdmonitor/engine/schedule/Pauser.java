package io.etcdmonitor.engine.schedule;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits, for real or in a test's own time. */
@FunctionalInterface
public interface Pauser {
  void pause(Duration length);

  /** Real time. An abandoned run is woken and ends. */
  Pauser REAL =
      length -> {
        try {
          new CompletableFuture<Void>().get(length.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          return;
        } catch (InterruptedException | ExecutionException e) {
          Thread.currentThread().interrupt();
          throw new CancellationException("the run was abandoned");
        }
      };
}
