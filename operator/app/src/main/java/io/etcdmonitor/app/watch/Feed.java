package io.etcdmonitor.app.watch;

import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.result.ResultListener;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands results over to the thread that shows them. That one stands still while nobody reads what
 * it prints, for hours perhaps: so many results wait, beyond that the oldest is skipped, and
 * counted.
 */
public final class Feed implements ResultListener {
  private static final int WAITING = 256;

  private final BlockingQueue<ResultChange> queue;
  private final AtomicLong skipped = new AtomicLong();

  public Feed() {
    this(WAITING);
  }

  Feed(int waiting) {
    queue = new LinkedBlockingQueue<>(waiting);
  }

  @Override
  public void onResult(ResultChange change) {
    while (!queue.offer(change)) {
      if (queue.poll() != null) {
        skipped.incrementAndGet();
      }
    }
  }

  /** The next result, if one comes in time. */
  public Optional<ResultChange> next(Duration atMost) throws InterruptedException {
    return Optional.ofNullable(queue.poll(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS));
  }

  /** Shows the next result, after how many were skipped before it; or that none came in time. */
  public void show(View view, Duration atMost) throws InterruptedException {
    long before = skipped.getAndSet(0);
    Optional<ResultChange> change = next(atMost);
    if (change.isEmpty()) {
      skipped.addAndGet(before);
      view.tick();
      return;
    }
    if (before > 0) {
      view.skipped(before, change.get().current().time());
    }
    view.changed(change.get());
  }
}
