package io.etcdmonitor.kube.leader;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an election on a thread of its own until closed. */
public final class LeaderLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderLoop.class);
  private static final long STOP_SECONDS = 25;

  private final Steps steps;
  private final Duration retry;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("leader-election").daemon(true).factory());

  private ScheduledFuture<?> ticks;

  /**
   * What an election does.
   *
   * @param tick looks once
   * @param farewell before the end
   * @param pause between that and the end
   * @param release the end
   */
  public record Steps(Runnable tick, Runnable farewell, Duration pause, Runnable release) {
    /** Without a farewell. */
    public static Steps of(LeaderElection election) {
      return new Steps(election::tick, () -> {}, Duration.ZERO, election::release);
    }
  }

  public LeaderLoop(Steps steps, Duration retry) {
    this.steps = steps;
    this.retry = retry;
  }

  /** Starts looking at the Lease, at once and then every retry period. */
  public synchronized void start() {
    ticks = thread.scheduleWithFixedDelay(this::tick, 0, retry.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** An Error, such as no more threads, would end the ticks: two would lead, for ever. */
  private void tick() {
    try {
      steps.tick().run();
    } catch (RuntimeException | Error e) {
      LOG.error("A look at the Lease failed; the next one comes in {}", retry, e);
    }
  }

  /** Stops, and gives the Lease back. */
  @Override
  public synchronized void close() {
    if (ticks != null) {
      ticks.cancel(false);
    }
    thread.execute(steps.farewell());
    var unused = thread.schedule(steps.release(), steps.pause().toMillis(), TimeUnit.MILLISECONDS);
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
