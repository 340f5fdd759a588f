package io.etcdmonitor.kube.leader;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs a {@link LeaderElection} on a thread of its own until closed. */
public final class LeaderLoop implements AutoCloseable {
  private static final long STOP_SECONDS = 25;

  private final LeaderElection election;
  private final Duration retry;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("leader-election").daemon(true).factory());

  private ScheduledFuture<?> ticks;

  public LeaderLoop(LeaderElection election, Duration retry) {
    this.election = election;
    this.retry = retry;
  }

  /** Starts looking at the Lease, at once and then every retry period. */
  public synchronized void start() {
    ticks =
        thread.scheduleWithFixedDelay(election::tick, 0, retry.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Stops, and gives the Lease back. */
  @Override
  public synchronized void close() {
    if (ticks != null) {
      ticks.cancel(false);
    }
    thread.execute(election::release);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
