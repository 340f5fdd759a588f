package io.etcdmonitor.app.http;

import io.etcdmonitor.engine.EngineStats;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /healthz} and {@code /readyz}. Alive means that our own scheduler moves: a restart can
 * cure nothing else, so an etcd or a Kubernetes API that is away never makes us look dead.
 */
public final class Health {
  /**
   * The scheduler looks at its queue at least every second; a minute of silence is a hang, not
   * load.
   */
  public static final Duration STUCK = Duration.ofMinutes(1);

  private final Supplier<EngineStats> stats;
  private final Supplier<Optional<String>> notReady;
  private final Clock clock;
  private final Instant started;

  /**
   * Makes both pages.
   *
   * @param stats the engine's numbers
   * @param notReady why we are not ready yet; empty when we are
   * @param clock the time
   */
  public Health(Supplier<EngineStats> stats, Supplier<Optional<String>> notReady, Clock clock) {
    this.stats = stats;
    this.notReady = notReady;
    this.clock = clock;
    this.started = clock.instant();
  }

  /** Liveness. */
  public Answer live(String accept) {
    EngineStats now = stats.get();
    // A fresh engine has not looked yet. A paused one ticks as well, to be ready for its turn.
    Instant last = now.lastTick().isBefore(started) ? started : now.lastTick();
    Duration silence = Duration.between(last, clock.instant());
    return silence.compareTo(STUCK) < 0
        ? Answer.text(200, "ok\n")
        : Answer.text(503, "the scheduler has not moved for " + silence.toSeconds() + " s\n");
  }

  /** Readiness. */
  public Answer ready(String accept) {
    return notReady
        .get()
        .map(why -> Answer.text(503, "not ready: " + why + "\n"))
        .orElseGet(() -> Answer.text(200, "ready\n"));
  }
}
