package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.model.ClusterKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rounds of the evaluating thread, which alone uses it: what something has happened to is
 * looked at within 20 ms, everything once a second, for that costs with the fleet.
 */
final class Rounds {
  private static final Logger log = LoggerFactory.getLogger(Rounds.class);
  private static final long TICK_MILLIS = 1_000;

  /** Of a thousand clusters some 300 results come in a second; a look at each alone costs more. */
  private static final long GATHER_MILLIS = 20;

  /** Nobody evaluated for so long: the clock was set ahead, or this process stood still. */
  private static final Duration JUMP = Duration.ofSeconds(30);

  private static final Duration FLUSH = Duration.ofSeconds(5);
  private static final Duration LAST_FLUSH = Duration.ofSeconds(1);

  private final AlertCore core;
  private final Inbox inbox;
  private final Clock clock;
  private Instant ticked = Instant.EPOCH;
  private Instant flushed = Instant.EPOCH;
  private final AtomicBoolean flushing = new AtomicBoolean();
  private volatile Executor disk = Runnable::run;

  Rounds(AlertCore core, Inbox inbox, Clock clock) {
    this.core = core;
    this.inbox = inbox;
    this.clock = clock;
  }

  /** Says where the history is written; on the evaluating thread unless told. */
  void writeOn(Executor executor) {
    disk = executor;
  }

  /**
   * Waits for something to happen, until everything is to be looked at again, and evaluates.
   *
   * @return whether anything is different now, such as what channels are to be told
   */
  boolean await() throws InterruptedException {
    List<Map.Entry<ClusterKey, List<Inbox.Item>>> items =
        inbox.take(Math.max(1, untilTick()), GATHER_MILLIS);
    Instant now = clock.instant();
    if (!ticked.equals(Instant.EPOCH) && now.isAfter(ticked.plus(JUMP))) {
      core.onShelf(now, (shelf, at) -> shelf.all().forEach(book -> book.facts.resumed(at)));
    }
    return evaluate(items, false);
  }

  /** Evaluates what is waiting, and everything. */
  void now() throws InterruptedException {
    var unused = evaluate(inbox.take(0, 0), true);
  }

  private boolean evaluate(List<Map.Entry<ClusterKey, List<Inbox.Item>>> items, boolean all) {
    items.forEach(entry -> core.take(entry.getKey(), entry.getValue(), clock.instant()));
    Instant now = clock.instant();
    boolean changed;
    if (all || items.isEmpty() || untilTick() <= 0) {
      // Also what fails comes again in a second, and not at once.
      ticked = now;
      changed = core.tick(now);
    } else {
      changed = core.tick(now, items.stream().map(Map.Entry::getKey).toList());
    }
    if (Duration.between(flushed, now).abs().compareTo(FLUSH) >= 0) {
      flush(now);
      flushed = now;
    }
    return changed;
  }

  /** One at a time: a disk that hangs is not waited for. */
  private void flush(Instant now) {
    if (!flushing.compareAndSet(false, true)) {
      return;
    }
    try {
      disk.execute(() -> {
        try {
          core.history().flush(now);
        } finally {
          flushing.set(false);
        }
      });
    } catch (RuntimeException | Error e) {
      flushing.set(false);
      throw e;
    }
  }

  /** Writes what is left of the history; a disk that hangs is not waited for. */
  void end(ExecutorService files) {
    if (files.isShutdown()) {
      return;
    }
    files.execute(() -> core.history().flush(clock.instant()));
    files.shutdown();
    try {
      if (!files.awaitTermination(LAST_FLUSH.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("The disk does not answer: the last entries of the alert history may be lost");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Milliseconds; none when the clock was set back, which must not stop it. */
  private long untilTick() {
    long passed = Duration.between(ticked, clock.instant()).toMillis();
    return passed < 0 ? 0 : TICK_MILLIS - passed;
  }
}
