package io.etcdmonitor.engine.view;

import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for calls. A run that is abandoned stops waiting at once. */
public final class Calls {
  /**
   * Calls end by themselves at their deadline, later when this process itself was late; this much
   * later something is wrong with the client.
   */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private Calls() {}

  /**
   * The reply of a call that was made with this deadline.
   *
   * @throws CancellationException when the run was abandoned
   */
  public static <T> Reply<T> await(CompletableFuture<Reply<T>> call, Duration deadline) {
    try {
      return call.get(deadline.plus(SLACK).toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Reply.failed(FailureCause.TIMEOUT, "no reply within " + deadline, deadline);
    } catch (ExecutionException e) {
      return Reply.failed(FailureCause.OTHER, "the call failed: " + e.getCause(), Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the run was abandoned");
    }
  }

  /** Replies of calls that run side by side, in their order. */
  public static <K, T> Map<K, Reply<T>> awaitAll(
      Map<K, CompletableFuture<Reply<T>>> calls, Duration deadline) {
    Map<K, Reply<T>> replies = new LinkedHashMap<>();
    calls.forEach((key, call) -> replies.put(key, await(call, deadline)));
    return replies;
  }
}
