package io.etcdmonitor.engine.view;

import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Waits for calls, without a limit of its own: each ends by itself at its deadline ({@link
 * MemberClient}), and a run that lasts too long is abandoned, which ends the wait at once. A limit
 * here would be a timer, set and cancelled, for each of hundreds of waits a second.
 */
public final class Calls {
  private static final String ABANDONED = "the run was abandoned";

  private Calls() {}

  /**
   * The reply of a call.
   *
   * @throws CancellationException when the run was abandoned
   */
  public static <T> Reply<T> await(CompletableFuture<Reply<T>> call) {
    return got(
        call.exceptionally(
            bug -> Reply.failed(FailureCause.OTHER, "the call failed: " + bug, Duration.ZERO)));
  }

  /**
   * Replies of calls that run side by side, in their order.
   *
   * @throws CancellationException when the run was abandoned
   */
  public static <K, T> Map<K, Reply<T>> awaitAll(Map<K, CompletableFuture<Reply<T>>> calls) {
    // One wait for all of them: the thread is woken once.
    CompletableFuture<?>[] all = calls.values().toArray(CompletableFuture<?>[]::new);
    got(CompletableFuture.allOf(all).handle((done, bug) -> all.length));
    Map<K, Reply<T>> replies = new LinkedHashMap<>();
    calls.forEach((key, call) -> replies.put(key, await(call)));
    return replies;
  }

  /**
   * Of a future that does not fail. Who was abandoned gets nothing, were it there already: it may
   * be that the connection was closed after that, which is no news for what the run remembers.
   */
  private static <T> T got(CompletableFuture<T> future) {
    try {
      T value = future.get();
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException(ABANDONED);
      }
      return value;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException(ABANDONED);
    }
  }
}
