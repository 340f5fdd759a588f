package io.etcdmonitor.app.watch;

import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.result.ResultListener;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hands results over to the thread that shows them. */
public final class Feed implements ResultListener {
  private final BlockingQueue<ResultChange> queue = new LinkedBlockingQueue<>();

  @Override
  public void onResult(ResultChange change) {
    queue.add(change);
  }

  /** The next result, if one comes in time. */
  public Optional<ResultChange> next(Duration atMost) throws InterruptedException {
    return Optional.ofNullable(queue.poll(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS));
  }
}
