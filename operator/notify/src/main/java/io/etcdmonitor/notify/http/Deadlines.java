package io.etcdmonitor.notify.http;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends calls that would not end by themselves: the read timeouts of HTTP and SMTP clients start
 * anew with every byte, so a receiver that sends one now and then could hold us for ever. The call
 * runs in a virtual thread; interrupting it closes the socket that it waits for.
 */
public final class Deadlines implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Runs it and gives its answer.
   *
   * @throws TimeoutException when it did not end in time; it is interrupted then
   * @throws InterruptedException when the caller was interrupted; the call is interrupted, too
   * @throws ExecutionException with what it threw
   */
  public <T> T call(Callable<T> call, Duration deadline)
      throws TimeoutException, InterruptedException, ExecutionException {
    Future<T> future = threads.submit(call);
    try {
      return future.get(Math.max(1, deadline.toMillis()), TimeUnit.MILLISECONDS);
    } finally {
      future.cancel(true);
    }
  }

  /** Starts a call without waiting for it. */
  <T> Future<T> start(Callable<T> call) {
    return threads.submit(call);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
